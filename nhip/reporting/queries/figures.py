"""Số liệu đã biết: what other periods' reports and the indicators already say."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from nhip.indicators.models import Observation
from nhip.indicators.rules.calendars import NoSuchPeriod, Span
from nhip.indicators.rules.periods import moved, year_before
from nhip.reporting.models import Regime, Report, ReportVersion
from nhip.reporting.queries.beyond import beyond, current_versions
from nhip.reporting.queries.crosswalks import figures_as
from nhip.reporting.queries.rosters import Units, units_of_cells, units_of_rows
from nhip.reporting.queries.stored import planned
from nhip.reporting.rules.checking import Sheets
from nhip.reporting.rules.figures import State, Value
from nhip.reporting.rules.forms import Address, Binding, Form
from nhip.reporting.rules.reading import When
from nhip.reporting.rules.specification import looks_back

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
        report.form,
        figures,
        regime=obligation.regime,
        unit_id=obligation.unit_id,
        span=obligation.period.span,
    )


def sheets_of(form: Form, figures: Figures, *, regime: Regime, unit_id: int, span: Span) -> Sheets:
    """Return figures beside those of the periods, forms and units their form looks at."""
    wanted = looks_back(form)
    others = beyond(form, regime=regime, unit_id=unit_id, span=span)
    before = _values(_at(form, When.PREVIOUS, wanted, regime, unit_id, span))
    year_ago = _values(_at(form, When.LAST_YEAR, wanted, regime, unit_id, span))
    return Sheets(
        now=figures,
        previous={**before, **others[When.PREVIOUS]},
        last_year={**year_ago, **others[When.LAST_YEAR]},
        earlier=others[When.EARLIER],
        below=others[When.BELOW],
        elsewhere=others[When.NOW],
        plan=planned(form, unit_id=unit_id, span=span),
    )


def known_of_period(
    form: Form, *, regime: Regime, unit_id: int, key: str, on: dt.date
) -> dict[Address, Known]:
    """Return what a unit's report of one period said, else what its indicators hold for it.

    A report on an older version of the form speaks through the crosswalk between them. Rows of a
    list are others each time; one that speaks of a unit is the same if its code means the same
    unit in that period and on the day the form speaks of.
    """
    version = current_version(regime=regime, unit_id=unit_id, key=key)
    if version is None:
        return _observed(form, unit_id, key, on)
    same = _same_rows(form, version, on)
    return {
        address: Known(one.value, f"version:{version.sha256}!{'+'.join(map(str, one.sources))}")
        for address, one in figures_as(form, [version])[0].items()
        if address.row in same
    }


def _same_rows(form: Form, version: ReportVersion, on: dt.date) -> set[str]:
    """Return the rows of a form in which a report of another period speaks of the same."""
    fixed = {row.code for row in form.rows if not row.stands_for}
    if len(fixed) == len(form.rows):
        return fixed
    now = units_of_rows(form, on=on)
    then = units_of_rows(version.form, on=version.period.span.last_date)
    return fixed | {row for row, unit in now.items() if then.get(row) == unit}


def current_version(*, regime: Regime, unit_id: int, key: str) -> ReportVersion | None:
    """Return the newest version that was sent from here or taken into totals here."""
    return current_versions(regime=regime, unit_id=unit_id, period__key=key).first()


def observed(
    bindings: Mapping[Address, Binding],
    units: Units,
    keys: Mapping[Address, str],
    *,
    apart_from: QuerySet[ReportVersion] | None = None,
) -> dict[Address, Known]:
    """Return the current figure of each binding for its unit and period key, in one statement.

    What the versions ``apart_from`` brought is left out.
    """
    meant = {
        (units[address], b.indicator, b.disaggregation, b.measure, keys[address]): address
        for address, b in bindings.items()
    }
    rows = Observation.objects.filter(
        superseded_at=None,
        unit_id__in=set(units.values()),
        indicator__code__in={key[1] for key in meant},
        period__key__in=set(keys.values()),
    )
    if apart_from is not None:
        rows = rows.exclude(delivery__version_sha256__in=apart_from.values("sha256"))
    return {
        meant[key]: Known(Value(State(state), value), _origin(*origin))
        for *meaning, state, value, origin in _read(rows)
        if (key := tuple(meaning)) in meant
    }


def _read(rows: QuerySet[Observation]) -> Iterator[list[Any]]:
    """Yield what each row means, its value and where it came from; thousands need no models."""
    meaning = ("unit_id", "indicator__code", "disaggregation", "measure", "period__key")
    brought = ("version_sha256", "source", "source_date")
    named = (*meaning, "state", "value", "pk", *(f"delivery__{one}" for one in brought))
    for *said, pk, sha256, source, day in rows.order_by("vintage").values_list(*named):
        yield [*said, (pk, sha256, source, day)]


def _observed(form: Form, unit_id: int, key: str, on: dt.date) -> dict[Address, Known]:
    bindings = {address: form.binding(address) for address in form.bindings}
    keys = {address: key for address, b in bindings.items() if b.calendar is None}
    bound = {address: bindings[address] for address in keys}
    return observed(bound, units_of_cells(form, bound, unit_id=unit_id, on=on), keys)


def _origin(pk: int, sha256: str | None, source: str, day: dt.date | None) -> str:
    """Return where a figure came from; one that no signed report brought names its publication."""
    return f"imported:{source} ({day})" if sha256 is None else f"observation:{pk}"


def _at(
    form: Form, when: When, wanted: frozenset[When], regime: Regime, unit_id: int, span: Span
) -> dict[Address, Known]:
    if when not in wanted:
        return {}
    try:
        other = moved(span, -1) if when is When.PREVIOUS else year_before(span)
    except NoSuchPeriod:
        return {}
    day = span.last_date
    return known_of_period(form, regime=regime, unit_id=unit_id, key=other.key, on=day)


def _values(known: Mapping[Address, Known]) -> Figures:
    return {address: one.value for address, one in known.items()}
