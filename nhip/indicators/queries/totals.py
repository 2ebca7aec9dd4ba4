"""Tổng hợp theo địa bàn: totals over units, each by its indicator's own rule, with coverage."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.core.numbers import round_half_up
from nhip.indicators.models import Indicator
from nhip.indicators.queries.lines import Line, asked, dictionary
from nhip.indicators.queries.periods import span_of
from nhip.indicators.queries.statement import Answer, over_units
from nhip.indicators.rules.aggregation import Additivity, conclude
from nhip.indicators.rules.calendars import Span
from nhip.indicators.rules.disaggregations import WHOLE
from nhip.indicators.rules.values import State


class DoesNotAdd(Refused):
    """Không cộng được: there is no total over several units, and an average would be a lie."""

    message = _("%(indicator)s does not add up over places: %(reason)s")


@dataclass(frozen=True)
class Total:
    """Số tổng hợp: the figure of several units, with all that it stands on.

    ``stale`` says that a figure in it was superseded later; only a total of the past can be stale.
    """

    line: Line
    name: str
    unit_of_measure: str
    period: Span
    adds: bool
    value: Decimal | None
    state: State
    expected: int
    present: int
    units: tuple[int, ...]
    missing: tuple[int, ...]
    versions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    accepted_at: dt.datetime | None = None
    stale: bool = False


@dataclass(frozen=True)
class Comparison:
    """So sánh: two periods over the units that have a figure in both, and over no others."""

    now: Total
    then: Total
    left_out: tuple[int, ...]

    @property
    def difference(self) -> Decimal | None:
        """Return by how much the figure grew."""
        if self.now.value is None or self.then.value is None:
            return None
        return self.now.value - self.then.value

    @property
    def percent(self) -> Decimal | None:
        """Return the figure in per cent of what it was; None when it was nothing."""
        if self.now.value is None or not self.then.value:
            return None
        return round_half_up(self.now.value / self.then.value * 100, 2)


def roll_up(
    indicator: str,
    period: str,
    units: Iterable[int],
    *,
    disaggregation: str = WHOLE,
    as_of: dt.datetime | None = None,
) -> Total:
    """Return the total over the units, as it is known now or was at ``as_of``.

    Raises DoesNotAdd, UnknownIndicator, NoSuchPeriod.
    """
    total = board([Line(indicator, disaggregation)], period, units, as_of=as_of)[0]
    if not total.adds:
        entry = Indicator.objects.get(code=indicator)
        raise DoesNotAdd(indicator=entry.name, reason=entry.additivity_reason)
    return total


def board(
    lines: Sequence[Line], period: str, units: Iterable[int], *, as_of: dt.datetime | None = None
) -> list[Total]:
    """Return one total per line. A line that does not add up has coverage but no value.

    Raises UnknownIndicator, NoSuchPeriod.
    """
    places, span, entries = tuple(dict.fromkeys(units)), span_of(period), dictionary(lines)
    rules = [_rule(entries[line.indicator], places) for line in lines]
    cells = [
        cell
        for position, (line, how) in enumerate(zip(lines, rules, strict=True))
        for cell in asked(line, position, entries[line.indicator], how)
    ]
    answers = over_units(cells, period, places, as_of)
    return [
        _total(line, entries[line.indicator], how, span, places, answers.get(position))
        for position, (line, how) in enumerate(zip(lines, rules, strict=True))
    ]


def compare(
    line: Line, period: str, earlier: str, units: Iterable[int], *, as_of: dt.datetime | None = None
) -> Comparison:
    """Return both periods over the units present in both. Raises as ``board`` does."""
    places = tuple(units)
    now, then = (board([line], key, places, as_of=as_of)[0] for key in (period, earlier))
    common = tuple(unit for unit in now.units if unit in set(then.units))
    left_out = tuple(unit for unit in places if unit not in set(common))
    if left_out:
        now, then = (board([line], key, common, as_of=as_of)[0] for key in (period, earlier))
    return Comparison(now, then, left_out)


def _rule(indicator: Indicator, units: Sequence[int]) -> Additivity:
    """Return how the line adds up; the figure of a single unit stands by itself."""
    how = Additivity(indicator.over_place)
    return Additivity.SUM if how is Additivity.NONE and len(units) == 1 else how


def _total(
    line: Line,
    indicator: Indicator,
    how: Additivity,
    span: Span,
    units: tuple[int, ...],
    answer: Answer | None,
) -> Total:
    present = answer.units if answer else frozenset()
    value, state = _concluded(indicator, how, answer)
    return Total(
        line=line,
        name=indicator.name,
        unit_of_measure=indicator.unit_of_measure,
        period=span,
        adds=how is not Additivity.NONE,
        value=value,
        state=state,
        expected=len(units),
        present=len(present),
        units=tuple(unit for unit in units if unit in present),
        missing=tuple(unit for unit in units if unit not in present),
        versions=answer.versions if answer else (),
        sources=answer.sources if answer else (),
        accepted_at=answer.accepted_at if answer else None,
        stale=answer.stale if answer else False,
    )


def _concluded(
    indicator: Indicator, how: Additivity, answer: Answer | None
) -> tuple[Decimal | None, State]:
    if answer is None or how is Additivity.NONE:
        return None, State.MISSING
    if not answer.counted:
        return None, State.NIL
    factor = indicator.factor if how is Additivity.RATIO_OF_SUMS else Decimal(1)
    value = conclude(how, answer.sums, factor=factor, places=indicator.decimals)
    return value, State.NIL if value is None else State.NUMBER
