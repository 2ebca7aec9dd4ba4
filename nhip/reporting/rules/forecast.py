"""Dự kiến kỳ báo cáo: which periods a regime should have obligations for at a moment."""

import datetime as dt
from collections.abc import Iterable

from nhip.indicators.rules.calendars import Calendar, Span
from nhip.indicators.rules.working_days import UnknownYear, WorkingDays

_LONGEST = dt.timedelta(days=2 * 366)


def periods_on(calendar: Calendar, cut: str, first: dt.date, last: dt.date) -> list[Span]:
    """Return the periods whose last day lies between two days."""
    spans = calendar.between(cut, first - _LONGEST, last)
    return [span for span in spans if span.last_date >= first]


def periods_to_hold(calendar: Calendar, cut: str, *, since: dt.date, today: dt.date) -> list[Span]:
    """Return the periods that end on or after a day, up to the one that begins next."""
    spans = periods_on(calendar, cut, since, today + _LONGEST)
    begun = [span for span in spans if span.first_date <= today]
    return [*begun, *spans[len(begun) : len(begun) + 1]]


def period_before(calendar: Calendar, cut: str, day: dt.date) -> Span | None:
    """Return the last period that was over before a day."""
    over = periods_on(calendar, cut, day - _LONGEST, day - dt.timedelta(days=1))
    return over[-1] if over else None


def owed(
    calendar: Calendar, cut: str, spans: Iterable[Span], *, working_days: WorkingDays
) -> list[Span]:
    """Return the periods for which something is owed: of a cut by working days, no day off."""
    if not calendar.cuts[cut].working_only:
        return list(spans)
    return [span for span in spans if _is_worked(span, working_days)]


def _is_worked(span: Span, working_days: WorkingDays) -> bool:
    """Tell whether a day is worked; while its year is not decreed, nobody owes it yet."""
    try:
        return working_days.is_working(span.first_date)
    except UnknownYear:
        return False
