"""Tổng hợp theo thời gian: one figure of a unit out of its figures for several periods."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.indicators.models import Indicator
from nhip.indicators.queries.lines import Line, asked, dictionary
from nhip.indicators.queries.statement import Answer, over_periods
from nhip.indicators.rules.aggregation import Additivity, conclude
from nhip.indicators.rules.facts import Measure
from nhip.indicators.rules.values import State


class DoesNotAddOverTime(Refused):
    """Không cộng dồn được: figures of several periods do not make one figure of this indicator."""

    message = _("%(indicator)s does not add up over time: %(reason)s")


@dataclass(frozen=True)
class Accumulated:
    """Số cộng dồn: the figure of one unit over several periods, and which of them are missing."""

    value: Decimal | None
    state: State
    expected: int
    present: int
    missing: tuple[str, ...]
    versions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def over_time(
    line: Line, periods: Sequence[str], units: Iterable[int], *, as_of: dt.datetime | None = None
) -> dict[int, Accumulated]:
    """Return what each unit's figures for the periods come to, by the indicator's own rule.

    Raises DoesNotAddOverTime, UnknownIndicator.
    """
    indicator, places = dictionary([line])[line.indicator], tuple(units)
    how = _rule(indicator, line)
    if how is Additivity.NONE:
        raise DoesNotAddOverTime(indicator=indicator.name, reason=indicator.additivity_reason)
    answers = over_periods(list(asked(line, 0, indicator, how)), periods, places, as_of)
    return {unit: _accumulated(indicator, how, periods, answers.get(unit)) for unit in places}


def _rule(indicator: Indicator, line: Line) -> Additivity:
    """Return how the line adds up over time; of cumulative figures only the last one counts."""
    how = Additivity(indicator.over_time)
    runs_on = how is Additivity.SUM and line.measure == Measure.CUMULATIVE
    return Additivity.LAST if runs_on else how


def _accumulated(
    indicator: Indicator, how: Additivity, periods: Sequence[str], answer: Answer | None
) -> Accumulated:
    if answer is None:
        return Accumulated(None, State.MISSING, len(periods), 0, tuple(periods))
    factor = indicator.factor if how is Additivity.RATIO_OF_SUMS else Decimal(1)
    value = conclude(how, answer.sums, factor=factor, places=indicator.decimals)
    counted = answer.counted and value is not None
    return Accumulated(
        value=value if counted else None,
        state=State.NUMBER if counted else State.NIL,
        expected=len(periods),
        present=len(answer.keys),
        missing=tuple(key for key in periods if key not in answer.keys),
        versions=answer.versions,
        sources=answer.sources,
    )
