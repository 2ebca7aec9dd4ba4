"""Kỳ: read a typed key such as ``A12:2026-H1``, and walk from one period to others."""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nhip.indicators.rules.calendars import Calendar, NoSuchPeriod, Span, read

_FILE = Path(__file__).parents[1] / "reference" / "calendars.json"


class DoesNotTile(ValueError):
    """Không chia hết: these parts leave a gap in the whole, or reach beyond it."""


def _shipped() -> tuple[tuple[dict[str, Any], ...], Mapping[str, Calendar]]:
    data = json.loads(_FILE.read_text())["calendars"]
    return tuple(data), {calendar["code"]: read(calendar) for calendar in data}


DEFINITIONS, CALENDARS = _shipped()


def span(key: str, calendars: Mapping[str, Calendar] = CALENDARS) -> Span:
    """Return the period a key names. Raises NoSuchPeriod; only the exact text of a key is a key."""
    code, colon, text = key.partition(":")
    if not colon or code not in calendars:
        raise NoSuchPeriod(key)
    return calendars[code].span(text)


def span_on(
    calendar: str, cut: str, day: dt.date, calendars: Mapping[str, Calendar] = CALENDARS
) -> Span:
    """Return the period of that calendar and cut in which a day lies. Raises NoSuchPeriod."""
    return calendars[calendar].on(cut, day)


def moved(whole: Span, by: int, calendars: Mapping[str, Calendar] = CALENDARS) -> Span:
    """Return the period ``by`` places later, or earlier if negative, in the same cut."""
    return calendars[whole.calendar].at(whole.cut, whole.ordinal + by)


def year_before(whole: Span, calendars: Mapping[str, Calendar] = CALENDARS) -> Span:
    """Cùng kỳ năm trước: return the same period of the year before.

    Raises NoSuchPeriod where a period has none: a day of 29 February, and weeks.
    """
    calendar = calendars[whole.calendar]
    cut = calendar.cuts[whole.cut]
    if cut.months:
        return calendar.at(whole.cut, whole.ordinal - cut.count)
    try:
        day = whole.first_date.replace(year=whole.first_date.year - 1)
    except ValueError:
        raise NoSuchPeriod(f"{whole.key} - 1") from None
    return calendar.span(day.isoformat())


def year_of(whole: Span, calendars: Mapping[str, Calendar] = CALENDARS) -> Span:
    """Năm của kỳ: return the year in which a period begins: its own calendar's, else calendar Y.

    Raises NoSuchPeriod where its calendar's years leave that day out.
    """
    own = calendars[whole.calendar]
    calendar = own if "Y" in own.cuts else calendars["Y"]
    return calendar.on("Y", whole.first_date)


def parts(
    whole: Span, calendar: str, cut: str, calendars: Mapping[str, Calendar] = CALENDARS
) -> tuple[Span, ...]:
    """Return the periods of another cut that make up ``whole`` exactly. Raises DoesNotTile."""
    found = tuple(calendars[calendar].between(cut, whole.first_date, whole.last_date))
    if not tiles(whole, found):
        raise DoesNotTile(f"{whole.key} / {calendar} {cut}")
    return found


def tiles(whole: Span, pieces: tuple[Span, ...]) -> bool:
    """Tell whether the pieces, in order, fill the window of the whole without gap or overlap."""
    edges = [whole.starts_at, *(piece.ends_at for piece in pieces)]
    starts = [*(piece.starts_at for piece in pieces), whole.ends_at]
    return bool(pieces) and edges == starts
