"""Tổng hợp theo địa bàn: totals over units, each by its indicator's own rule, with coverage."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.core.numbers import round_half_up
from nhip.indicators.models import Indicator
from nhip.indicators.queries.lines import Line, asked, dictionary
from nhip.indicators.queries.periods import span_of
from nhip.indicators.queries.statement import (
    Answer,
    Asked,
    over_units,
    over_units_by_period,
)
from nhip.indicators.rules.aggregation import Additivity, conclude
from nhip.indicators.rules.calendars import Span
from nhip.indicators.rules.disaggregations import WHOLE
from nhip.indicators.rules.values import State

NOBODY: Final[frozenset[int]] = frozenset()


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
    asked_of = _Question.of(lines, units)
    span = span_of(period)
    answers = over_units(asked_of.cells, period, asked_of.units, as_of)
    return [asked_of.total(place, span, answers.get(place)) for place in range(len(lines))]


def series(
    line: Line, spans: Sequence[Span], units: Iterable[int], *, as_of: dt.datetime | None = None
) -> list[Total]:
    """Return one total per period, by one statement. Raises UnknownIndicator."""
    asked_of = _Question.of([line], units)
    answers = over_units_by_period(
        asked_of.cells, [span.key for span in spans], asked_of.units, as_of
    )
    return [asked_of.total(0, span, answers.get((0, span.key))) for span in spans]


def compare(
    line: Line, period: str, earlier: str, units: Iterable[int], *, as_of: dt.datetime | None = None
) -> Comparison:
    """Return both periods over the units present in both. Raises as ``board`` does."""
    spans = [span_of(earlier)]
    return comparisons([line], span_of(period), spans, units, as_of=as_of)[0][0]


def comparisons(
    lines: Sequence[Line],
    span: Span,
    earlier: Sequence[Span],
    units: Iterable[int],
    *,
    as_of: dt.datetime | None = None,
) -> list[list[Comparison]]:
    """Return each line beside its earlier periods, each pair over the units present in both.

    One statement finds who is present, and one more adds for each set of units that differs
    from the whole. Raises UnknownIndicator.
    """
    known, keys = _Question.of(lines, units), [one.key for one in (span, *earlier)]
    answers = over_units_by_period(known.cells, keys, known.units, as_of)
    present = {where: answer.units for where, answer in answers.items()}
    added = {frozenset(known.units): (known, answers)}

    def over_common(place: int, then: Span) -> Comparison:
        common = present.get((place, span.key), NOBODY) & present.get((place, then.key), NOBODY)
        if common not in added:
            fewer = _Question.of(lines, (unit for unit in known.units if unit in common))
            by_period = over_units_by_period(fewer.cells, keys, fewer.units, as_of)
            added[common] = (fewer, by_period)
        question, sums = added[common]
        return Comparison(
            question.total(place, span, sums.get((place, span.key))),
            question.total(place, then, sums.get((place, then.key))),
            tuple(unit for unit in known.units if unit not in common),
        )

    return [[over_common(place, then) for then in earlier] for place in range(len(lines))]


@dataclass(frozen=True)
class _Question:
    """Câu hỏi: lines over units, with their entries in the dictionary and how each adds up."""

    lines: Sequence[Line]
    units: tuple[int, ...]
    entries: Mapping[str, Indicator]
    rules: Sequence[Additivity]

    @classmethod
    def of(cls, lines: Sequence[Line], units: Iterable[int]) -> "_Question":
        """Look the lines up. Raises UnknownIndicator."""
        places, entries = tuple(dict.fromkeys(units)), dictionary(lines)
        return cls(lines, places, entries, [_rule(entries[one.indicator], places) for one in lines])

    @property
    def cells(self) -> list[Asked]:
        """Return the cells whose sums answer the lines."""
        return [
            cell
            for place, (line, how) in enumerate(zip(self.lines, self.rules, strict=True))
            for cell in asked(line, place, self.entries[line.indicator], how)
        ]

    def total(self, place: int, span: Span, answer: Answer | None) -> Total:
        """Return the total of one line in one period."""
        line, how = self.lines[place], self.rules[place]
        return _total(line, self.entries[line.indicator], how, span, self.units, answer)


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
