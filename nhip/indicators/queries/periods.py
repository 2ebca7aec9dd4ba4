"""Kỳ: what a key means by the calendars of this installation, and which periods have figures."""

from collections.abc import Iterable

from nhip.indicators.models import Calendar, Observation, Period
from nhip.indicators.rules.calendars import NoSuchPeriod, Span


def span_of(key: str) -> Span:
    """Return the period of a key. Raises NoSuchPeriod."""
    code, _colon, text = key.partition(":")
    calendar = Calendar.objects.filter(code=code).first()
    if calendar is None:
        raise NoSuchPeriod(key)
    return calendar.rule.span(text)


def latest(indicator: str, units: Iterable[int], *, calendar: str) -> Period | None:
    """Return the newest period of the calendar for which one of the units has a figure."""
    figures = Observation.objects.filter(
        indicator__code=indicator, unit__in=list(units), superseded_at=None
    )
    held = Period.objects.filter(calendar__code=calendar, pk__in=figures.values("period"))
    return held.order_by("-window").first()
