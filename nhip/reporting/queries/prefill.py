"""Điền sẵn: the first values of a worksheet, each with where it came from, never typed again."""

import datetime as dt
from collections.abc import Mapping

from nhip.indicators.models import Indicator, Observation
from nhip.indicators.rules.aggregation import Additivity, Cell, conclude, sums
from nhip.indicators.rules.calendars import Span
from nhip.indicators.rules.periods import CALENDARS, moved
from nhip.reporting.models import Obligation
from nhip.reporting.queries.figures import Known, known_of_period, observed
from nhip.reporting.rules.figures import NIL, State, number
from nhip.reporting.rules.forms import Address, Form, Prefill

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
    """Join the indicator's finer figures by its own time rule; one missing day leaves the cell empty."""
    code = source.indicator or form.binding(address).indicator
    keys = _keys(source, obligation.period.span)
    indicator = Indicator.objects.filter(code=code).first()
    if indicator is None or not keys:
        return None
    rows = _series(indicator, form.binding(address).disaggregation, obligation.unit_id, keys)
    if len(rows) < len(keys) or any(row.state == State.MISSING for row in rows):
        return None
    rule = Additivity(indicator.over_time)
    text = f"series:{code}:{keys[0]}..{keys[-1]}:{rule}"
    if all(row.state == State.NIL for row in rows):
        return Known(NIL, text)
    given = sums(Cell(row.value or 0) for row in rows)
    value = conclude(rule, given) if given is not None and rule is not Additivity.NONE else None
    return None if value is None else Known(number(value), text)


def _keys(source: Prefill, span: Span) -> list[str]:
    calendar = CALENDARS[source.calendar or "D"]
    cut = next(iter(calendar.cuts))
    first = dt.date.fromisoformat(source.since) if source.since else span.first_date
    last = span.last_date if source.until == "window_end" else span.first_date - _A_DAY
    return [piece.key for piece in calendar.between(cut, first, last)]


def _series(
    indicator: Indicator, disaggregation: str, unit_id: int, keys: list[str]
) -> list[Observation]:
    rows = Observation.objects.filter(
        superseded_at=None,
        indicator=indicator,
        unit_id=unit_id,
        period__key__in=keys,
        disaggregation=disaggregation,
        measure="period",
        vintage="official",
    )
    return list(rows.order_by("period__window"))
