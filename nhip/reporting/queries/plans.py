"""Kế hoạch giao: the plan that stands for figures of a report, as the indicators hold it."""

from collections.abc import Mapping

from nhip.indicators.models import Observation
from nhip.indicators.rules.calendars import Span
from nhip.indicators.rules.facts import Measure
from nhip.indicators.rules.periods import year_of
from nhip.reporting.rules.evaluation import When
from nhip.reporting.rules.figures import State, Value
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.specification import cells_read

Planned = Mapping[tuple[str, str, str], Value]
"""Plans by indicator, disaggregation and the key of the period."""


def planned(form: Form, *, unit_id: int, span: Span) -> dict[Address, Value]:
    """Return the plan of each cell a form asks it of: that of the period, else of its year.

    A row that speaks of a unit below has none here: plans are those of the unit that reports.
    """
    asked = {address for address, when in cells_read(form) if when is When.PLAN}
    wanted = {address for address in asked if form.row[address.row].of_unit is None}
    if not wanted:
        return {}
    keys = (span.key, year_of(span).key)
    held = _held({form.binding(address).indicator for address in wanted}, keys, unit_id)
    found = {}
    for address in wanted:
        meant = form.binding(address)
        places = ((meant.indicator or "", meant.disaggregation, key) for key in keys)
        if (value := next((held[place] for place in places if place in held), None)) is not None:
            found[address] = value
    return found


def _held(indicators: set[str | None], keys: tuple[str, str], unit_id: int) -> Planned:
    rows = Observation.objects.filter(
        superseded_at=None,
        unit_id=unit_id,
        measure=Measure.PLAN,
        indicator__code__in=indicators,
        period__key__in=keys,
    ).order_by("vintage")
    named = ("indicator__code", "disaggregation", "period__key")
    return {
        (code, members, key): Value(State(state), value)
        for code, members, key, state, value in rows.values_list(*named, "state", "value")
    }
