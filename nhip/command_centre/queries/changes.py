"""Thay đổi: a total beside the period before and the same period of last year.

A total in which somebody is missing is never set beside a full one: both periods are taken over
the units that have a figure in both, and the words beside the change say over how many.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nhip.core.numbers import format_decimal
from nhip.indicators.queries import Comparison, Line, Total, compare, span_of
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


def changes_of(total: Total, units: Sequence[int], *, as_of: dt.datetime | None) -> list[Change]:
    """Return how a total has changed; nothing of one that does not add up or has no figure."""
    if not total.adds or not total.present:
        return []
    return list(_changes(total.line, total.period, units, as_of))


def _changes(
    line: Line, span: Span, units: Sequence[int], as_of: dt.datetime | None
) -> Iterator[Change]:
    for against, step in _AGAINST:
        try:
            earlier = span_of(step(span).key)
        except (NoSuchPeriod, KeyError):  # a leap day, or a calendar of this house alone
            continue
        found = compare(line, span.key, earlier.key, units, as_of=as_of)
        if found.then.present:
            yield _change(str(against), earlier, found)


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
