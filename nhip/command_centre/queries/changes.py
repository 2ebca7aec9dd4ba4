"""Thay đổi: a total beside the period before and the same period of last year.

A total in which somebody is missing is never set beside a full one: both periods are taken over
the units that have a figure in both, and the words beside the change say over how many.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nhip.core.numbers import format_decimal
from nhip.indicators.queries import Comparison, Line, Total, comparisons
from nhip.indicators.rules.calendars import NoSuchPeriod, Span
from nhip.indicators.rules.periods import moved, year_before
from nhip.ui.queries import in_language


@dataclass(frozen=True)
class Change:
    """Một thay đổi: against which period, by how much, and over which units."""

    against: str
    period: str
    text: str
    over: str
    is_partial: bool


def _before(span: Span) -> Span:
    return moved(span, -1)


_AGAINST: Final[Sequence[tuple[Promise, Callable[[Span], Span]]]] = (
    (gettext_lazy("against the period before"), _before),
    (gettext_lazy("against the same period of last year"), year_before),
)


def changes_of(
    totals: Sequence[Total], units: Sequence[int], *, as_of: dt.datetime | None
) -> list[list[Change]]:
    """Return how each total has changed; nothing of one that does not add up or has no figure."""
    found: dict[int, list[Change]] = {}
    by_period: defaultdict[Span, list[int]] = defaultdict(list)
    for place, total in enumerate(totals):
        if total.adds and total.present:
            by_period[total.period].append(place)
    for span, places in by_period.items():
        lines = [totals[place].line for place in places]
        found |= dict(zip(places, _changes(lines, span, units, as_of), strict=True))
    return [found.get(place, []) for place in range(len(totals))]


def _changes(
    lines: Sequence[Line], span: Span, units: Sequence[int], as_of: dt.datetime | None
) -> Iterator[list[Change]]:
    """Yield the changes of each line of one period."""
    steps = dict(_earlier(span))
    for compared in comparisons(lines, span, list(steps.values()), units, as_of=as_of):
        yield [
            _change(against, earlier, found)
            for (against, earlier), found in zip(steps.items(), compared, strict=True)
            if found.then.present
        ]


def _earlier(span: Span) -> Iterator[tuple[str, Span]]:
    """Yield the periods to compare with, as far as there are such."""
    for against, step in _AGAINST:
        with suppress(NoSuchPeriod, KeyError):  # a leap day, or a calendar of this house alone
            yield str(against), step(span)


def _change(against: str, earlier: Span, found: Comparison) -> Change:
    return Change(
        against=against,
        period=in_language(earlier.label_vi, earlier.label_en),
        text=change_text(found),
        over=_over(found),
        is_partial=bool(found.left_out),
    )


def change_text(found: Comparison) -> str:
    """Return a change with its sign, its arrow and its share: ``▲ +12 (+3,4 %)``."""
    difference = found.difference
    if difference is None:
        return _("cannot be compared")
    if not difference:
        return _("unchanged")
    arrow, sign = ("▲", "+") if difference > 0 else ("▼", "-")
    text = f"{arrow} {sign}{format_decimal(abs(difference))}"
    if found.percent is None:
        return text
    return f"{text} ({sign}{format_decimal(abs(found.percent - 100), 1)} %)"


def _over(found: Comparison) -> str:
    count = found.now.expected
    if not found.left_out:
        return ngettext("over %(count)d unit", "over all %(count)d units", count) % {"count": count}
    words = ngettext(
        "over the %(count)d unit present in both", "over the %(count)d units present in both", count
    )
    return words % {"count": count}
