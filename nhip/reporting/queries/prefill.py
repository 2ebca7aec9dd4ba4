"""Điền sẵn: the first values of a worksheet, each with where it came from, never typed again."""

import datetime as dt
from collections.abc import Mapping

from nhip.indicators.models import Indicator
from nhip.indicators.queries import Line, observations
from nhip.indicators.rules.aggregation import Additivity, Cell, conclude, sums
from nhip.indicators.rules.calendars import Span
from nhip.indicators.rules.periods import CALENDARS, moved
from nhip.reporting.models import Obligation, ReportVersion
from nhip.reporting.queries.figures import Known, known_of_period, observed
from nhip.reporting.rules.figures import NIL, State, Value, amount, number
from nhip.reporting.rules.forms import Address, Form, Prefill
from nhip.reporting.rules.states import Stage

_A_DAY = dt.timedelta(days=1)


def prefilled(form: Form, obligation: Obligation) -> dict[Address, Known]:
    """Return the values known before anybody types: of the same figure, else by the form's own sources."""
    known = _already_accepted(form, obligation)
    previous = _previous(form, obligation)
    for address in form.inputs:
        for source in form.column[address.column].prefill:
            if address in known:
                break
            if (found := _from(source, address, form, obligation, previous)) is not None:
                known[address] = found
    return known


def _from(
    source: Prefill,
    address: Address,
    form: Form,
    obligation: Obligation,
    previous: Mapping[Address, Known],
) -> Known | None:
    if source.source == "previous":
        found = previous.get(Address(address.row, source.column or address.column))
        return found if found is not None and not found.value.is_missing else None
    return _of_series(source, address, form, obligation)


def _already_accepted(form: Form, obligation: Obligation) -> dict[Address, Known]:
    """Enter once, use many: a figure some regime already brought for this unit and window."""
    bindings = {
        address: binding
        for address in form.inputs
        if (binding := form.binding(address)).indicator
    }
    keys = {
        address: period_key(obligation.period.key, binding.calendar)
        for address, binding in bindings.items()
    }
    return {
        address: Known(row.given, f"observation:{row.pk}")
        for address, row in observed(bindings, obligation.unit_id, keys).items()
        if not row.given.is_missing
    }


def period_key(key: str, calendar: str | None) -> str:
    """Return the key of the same year in another calendar: ``Y:2015`` in SY is ``SY:2015``."""
    return key if calendar is None else f"{calendar}:{key.partition(':')[2]}"


def _previous(form: Form, obligation: Obligation) -> dict[Address, Known]:
    former = moved(obligation.period.span, -1)
    return known_of_period(
        form, regime=obligation.regime, unit_id=obligation.unit_id, key=former.key
    )


def _of_series(
    source: Prefill, address: Address, form: Form, obligation: Obligation
) -> Known | None:
    """Join an indicator's finer figures by its own time rule; one missing day leaves the cell empty."""
    code = source.indicator or form.binding(address).indicator or ""
    line = Line(code, form.binding(address).disaggregation)
    keys = _keys(source, obligation.period.span)
    values = _series(line, keys, obligation.unit_id)
    indicator = Indicator.objects.filter(code=code).first()
    if indicator is None or not keys or values.keys() != set(keys):
        return None
    rule = Additivity(indicator.over_time)
    text = f"series:{code}:{keys[0]}..{keys[-1]}:{rule}"
    if all(value.state is State.NIL for value in values.values()):
        return Known(NIL, text)
    given = sums(Cell(amount(values[key])) for key in keys)
    value = conclude(rule, given) if given is not None and rule is not Additivity.NONE else None
    return None if value is None else Known(number(value), text)


def _series(line: Line, keys: list[str], unit_id: int) -> dict[str, Value]:
    """Return the figures of each period: those that count, else those the unit itself has sent."""
    counted = {one.period: one.value for one in observations(line, keys, [unit_id])}
    sent = _sent(line, set(keys) - counted.keys(), unit_id)
    return {key: value for key, value in (sent | counted).items() if not value.is_missing}


def _sent(line: Line, keys: set[str], unit_id: int) -> dict[str, Value]:
    versions = ReportVersion.objects.filter(
        unit_id=unit_id, period__key__in=keys, reports__stage=Stage.ISSUED
    ).select_related("form_version__form", "period")
    found = {}
    for version in versions.order_by("number"):
        for address, binding in version.form_version.rule.bindings.items():
            means = (binding.indicator, binding.disaggregation, binding.measure)
            if means == (line.indicator, line.disaggregation, line.measure):
                found[version.period.key] = version.report.figures[address]
    return found


def _keys(source: Prefill, span: Span) -> list[str]:
    calendar = CALENDARS[source.calendar or "D"]
    cut = next(iter(calendar.cuts))
    first = dt.date.fromisoformat(source.since) if source.since else span.first_date
    last = span.last_date if source.until == "window_end" else span.first_date - _A_DAY
    return [piece.key for piece in calendar.between(cut, first, last)]

