"""Chuỗi số liệu: figures of finer periods, joined by each indicator's own time rule."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nhip.indicators.models import Indicator, Observation
from nhip.indicators.rules.aggregation import Additivity, Cell, conclude, sums
from nhip.indicators.rules.calendars import Span
from nhip.indicators.rules.facts import Measure, Vintage
from nhip.indicators.rules.periods import CALENDARS
from nhip.reporting.models import Obligation, ReportVersion
from nhip.reporting.queries.figures import Known
from nhip.reporting.rules.figures import NIL, State, Value, amount, number
from nhip.reporting.rules.forms import Address, Form, Prefill
from nhip.reporting.rules.states import Stage

_A_DAY = dt.timedelta(days=1)
_JOINS = (Additivity.SUM, Additivity.MAX, Additivity.LAST)


class Group(NamedTuple):
    """Chuỗi: one indicator and one group of it."""

    indicator: str
    disaggregation: str


class Wanted(NamedTuple):
    """Chuỗi cần dùng: which figures, of which periods in their order."""

    group: Group
    keys: tuple[str, ...]


Sources = Mapping[Address, Sequence[Prefill]]
Joined = Mapping[tuple[Address, Prefill], Known]
Series = Mapping[tuple[Group, str], Value]


def joined_series(form: Form, obligation: Obligation, sources: Sources) -> Joined:
    """Return what each cell's series comes to; one missing day leaves the cell empty."""
    span = obligation.period.span
    wanted = {
        (address, source): _wanted(source, address, form, span)
        for address, each in sources.items()
        for source in each
        if source.source == "series"
    }
    values = _values(list(wanted.values()), obligation.unit_id)
    rules = _rules({one.group.indicator for one in wanted.values()})
    found = {place: _joined(one, values, rules) for place, one in wanted.items()}
    return {place: known for place, known in found.items() if known is not None}


def _wanted(source: Prefill, address: Address, form: Form, span: Span) -> Wanted:
    binding = form.binding(address)
    code = source.indicator or binding.indicator or ""
    return Wanted(Group(code, binding.disaggregation), _keys(source, span))


def _keys(source: Prefill, span: Span) -> tuple[str, ...]:
    calendar = CALENDARS[source.calendar or "D"]
    cut = next(iter(calendar.cuts))
    first = dt.date.fromisoformat(source.since) if source.since else span.first_date
    last = span.last_date if source.until == "window_end" else span.first_date - _A_DAY
    return tuple(piece.key for piece in calendar.between(cut, first, last))


def _values(wanted: Sequence[Wanted], unit_id: int) -> Series:
    """Return the figures of each period: those that count, else those the unit itself has sent."""
    groups = {one.group for one in wanted}
    keys = {key for one in wanted for key in one.keys}
    found = {**_sent(groups, keys, unit_id), **_counted(groups, keys, unit_id)}
    return {place: value for place, value in found.items() if not value.is_missing}


def _counted(groups: set[Group], keys: set[str], unit_id: int) -> Series:
    rows = Observation.objects.filter(
        superseded_at=None,
        unit_id=unit_id,
        measure=Measure.PERIOD,
        vintage=Vintage.OFFICIAL,
        indicator__code__in={group.indicator for group in groups},
        period__key__in=keys,
    ).values_list("indicator__code", "disaggregation", "period__key", "state", "value")
    return {
        (group, key): Value(State(state), value)
        for code, members, key, state, value in rows
        if (group := Group(code, members)) in groups
    }


def _sent(groups: set[Group], keys: set[str], unit_id: int) -> Series:
    versions = ReportVersion.objects.filter(
        unit_id=unit_id, period__key__in=keys, reports__stage=Stage.ISSUED
    ).select_related("form_version__form", "period")
    found = {}
    for version in versions.order_by("number"):
        for address, binding in version.form.bindings.items():
            group = Group(binding.indicator or "", binding.disaggregation)
            is_own = version.form.row[address.row].of_unit is None
            if is_own and binding.measure == Measure.PERIOD and group in groups:
                found[group, version.period.key] = version.report.figures[address]
    return found


def _rules(codes: set[str]) -> dict[str, Additivity]:
    rows = Indicator.objects.filter(code__in=codes).values_list("code", "over_time")
    return {code: Additivity(rule) for code, rule in rows}


def _joined(wanted: Wanted, values: Series, rules: Mapping[str, Additivity]) -> Known | None:
    rule = rules.get(wanted.group.indicator, Additivity.NONE)
    given = [values.get((wanted.group, key)) for key in wanted.keys]
    known = [value for value in given if value is not None]
    if rule not in _JOINS or not known or len(known) < len(given):
        return None
    source = f"series:{wanted.group.indicator}:{wanted.keys[0]}..{wanted.keys[-1]}:{rule}"
    if all(value.state is State.NIL for value in known):
        return Known(NIL, source)
    total = sums(Cell(amount(value)) for value in known)
    value = None if total is None else conclude(rule, total)
    return None if value is None else Known(number(value), source)
