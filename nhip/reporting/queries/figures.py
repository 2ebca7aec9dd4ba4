"""Số liệu đã biết: what other periods' reports and the indicators already say."""

from collections.abc import Mapping
from dataclasses import dataclass

from nhip.indicators.models import Observation
from nhip.indicators.rules.calendars import NoSuchPeriod, Span
from nhip.indicators.rules.periods import moved, year_before
from nhip.reporting.models import Regime, Report, ReportVersion
from nhip.reporting.rules.checking import Sheets
from nhip.reporting.rules.evaluation import When
from nhip.reporting.rules.figures import Value
from nhip.reporting.rules.forms import Address, Binding, Form
from nhip.reporting.rules.specification import looks_back
from nhip.reporting.rules.states import IN_TOTALS, Stage

Figures = Mapping[Address, Value]


@dataclass(frozen=True)
class Known:
    """Số liệu đã biết: a value with where it was found."""

    value: Value
    source: str


def sheets(report: Report, figures: Figures) -> Sheets:
    """Return the figures of a report beside those of the periods its form looks back at."""
    obligation = report.obligation
    return sheets_of(
        report.form_version.rule,
        figures,
        regime=obligation.regime,
        unit_id=obligation.unit_id,
        span=obligation.period.span,
    )


def sheets_of(form: Form, figures: Figures, *, regime: Regime, unit_id: int, span: Span) -> Sheets:
    """Return figures beside those of the periods their form looks back at."""
    wanted = looks_back(form)
    return Sheets(
        now=figures,
        previous=_values(_at(form, When.PREVIOUS, wanted, regime, unit_id, span)),
        last_year=_values(_at(form, When.LAST_YEAR, wanted, regime, unit_id, span)),
    )


def known_of_period(form: Form, *, regime: Regime, unit_id: int, key: str) -> dict[Address, Known]:
    """Return what a unit's report of one period said, else what its indicators hold for it."""
    version = current_version(regime=regime, unit_id=unit_id, key=key)
    if version is None:
        return _observed(form, unit_id, key)
    return {
        address: Known(value, f"version:{version.sha256}!{address}")
        for address, value in version.report.figures.items()
    }


def current_version(*, regime: Regime, unit_id: int, key: str) -> ReportVersion | None:
    """Return the newest version that was sent from here or taken into totals here."""
    versions = ReportVersion.objects.filter(regime=regime, unit_id=unit_id, period__key=key)
    sent = versions.filter(reports__stage=Stage.ISSUED)
    taken = versions.filter(intakes__standing__in=IN_TOTALS)
    newest = (sent | taken).distinct().order_by("-number")
    return newest.select_related("form_version__form").first()


def observed(
    bindings: Mapping[Address, Binding], unit_id: int, keys: Mapping[Address, str]
) -> dict[Address, Observation]:
    """Return the current observation of each binding for its period key, in one query."""
    meant = {
        (b.indicator, b.disaggregation, b.measure, keys[address]): address
        for address, b in bindings.items()
    }
    rows = Observation.objects.filter(
        superseded_at=None,
        unit_id=unit_id,
        indicator__code__in={key[0] for key in meant},
        period__key__in=set(keys.values()),
    ).select_related("indicator", "period", "delivery")
    found = {}
    for row in rows.order_by("vintage"):
        key = (row.indicator.code, row.disaggregation, row.measure, row.period.key)
        if key in meant:
            found[meant[key]] = row
    return found


def _observed(form: Form, unit_id: int, key: str) -> dict[Address, Known]:
    bindings = {address: form.binding(address) for address in form.bindings}
    keys = {address: key for address, b in bindings.items() if b.calendar is None}
    bound = {address: bindings[address] for address in keys}
    return {
        address: Known(row.given, origin_of(row))
        for address, row in observed(bound, unit_id, keys).items()
    }


def origin_of(row: Observation) -> str:
    """Return where a figure came from; one that no signed report brought names its publication."""
    if row.delivery.version_sha256 is None:
        return f"imported:{row.delivery}"
    return f"observation:{row.pk}"


def _at(
    form: Form, when: When, wanted: frozenset[When], regime: Regime, unit_id: int, span: Span
) -> dict[Address, Known]:
    if when not in wanted:
        return {}
    try:
        other = moved(span, -1) if when is When.PREVIOUS else year_before(span)
    except NoSuchPeriod:
        return {}
    return known_of_period(form, regime=regime, unit_id=unit_id, key=other.key)


def _values(known: Mapping[Address, Known]) -> Figures:
    return {address: one.value for address, one in known.items()}
