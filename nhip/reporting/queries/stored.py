"""Số liệu đã có: what indicators hold of the cells of a form: plans, periods without a report."""

from collections.abc import Collection, Mapping

from nhip.indicators.models import Observation
from nhip.indicators.rules.calendars import Span
from nhip.indicators.rules.facts import Measure
from nhip.indicators.rules.periods import year_of
from nhip.reporting.rules.figures import State, Value
from nhip.reporting.rules.forms import Address, Binding, Form
from nhip.reporting.rules.reading import When
from nhip.reporting.rules.specification import cells_read

Figures = dict[Address, Value]
Place = tuple[str | None, str, str, str]
"""Indicator, disaggregation, measure, and the key of the period."""


def planned(form: Form, *, unit_id: int, span: Span) -> Figures:
    """Return the plan of each cell a form asks it of: that of the period, else of its year."""
    wanted = {address for address, when in cells_read(form) if when is When.PLAN}
    if not wanted:
        return {}
    keys = (span.key, year_of(span).key)
    meant = {address: form.binding(address) for address in wanted}
    held = _held(meant.values(), keys, unit_id, measure=Measure.PLAN)
    found = {
        address: [value for key in keys if (value := held.get(_place(one, key, Measure.PLAN)))]
        for address, one in meant.items()
    }
    return {address: values[0] for address, values in found.items() if values}


def stored(
    form: Form, addresses: Collection[Address], *, unit_id: int, keys: Collection[str]
) -> dict[str, Figures]:
    """Return what the indicators hold of some cells, by the key of the period.

    A cell of another calendar, or without an indicator, has nothing there.
    """
    meant = {at: one for at in addresses if (one := form.binding(at)).indicator}
    meant = {at: one for at, one in meant.items() if one.calendar is None}
    held = _held(meant.values(), keys, unit_id)
    return {
        key: {
            at: value
            for at, one in meant.items()
            if (value := held.get(_place(one, key, one.measure))) is not None
        }
        for key in keys
    }


def _place(meant: Binding, key: str, measure: str) -> Place:
    return meant.indicator, meant.disaggregation, measure, key


def _held(
    meant: Collection[Binding], keys: Collection[str], unit_id: int, measure: str | None = None
) -> Mapping[Place, Value]:
    rows = Observation.objects.filter(
        superseded_at=None,
        unit_id=unit_id,
        measure__in=[measure] if measure else {one.measure for one in meant},
        indicator__code__in={one.indicator for one in meant},
        period__key__in=keys,
    ).order_by("vintage")
    named = ("indicator__code", "disaggregation", "measure", "period__key")
    return {
        place: Value(State(state), value)
        for *parts, state, value in rows.values_list(*named, "state", "value")
        if (place := (parts[0], parts[1], parts[2], parts[3]))
    }
