"""Chọn số liệu: which board, period, figure and moment a person asks for."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.http import QueryDict

from nhip.command_centre.queries.choices import Choice
from nhip.core.clock import HANOI, YEARS
from nhip.core.numbers import read_whole

HEARD: Final = "Nhip-Heard"


def read_choice(asked: Mapping[str, str]) -> Choice:
    """Return what the address asks for; what it does not say is left to the page."""
    return Choice(
        regime=asked.get("regime", ""),
        period=asked.get("period", ""),
        cell=asked.get("cell", ""),
        unit_id=read_whole(asked.get("unit", "")),
        as_of=_moment(asked.get("as_of", "")),
        seen=_moment(asked.get("seen", "")),
    )


def read_heard(headers: Mapping[str, str]) -> float | None:
    """Return when that moved because of which a page asks, in seconds since 1970.

    The page passes on what the live stream said in milliseconds; None when nobody said anything.
    """
    milliseconds = read_whole(headers.get(HEARD, ""))
    return None if milliseconds is None else milliseconds / 1_000


def read_slide(asked: Mapping[str, str]) -> int:
    """Return which slide of a screen is asked for."""
    return read_whole(asked.get("slide", ""), most=9_999) or 0


def read_screen(asked: QueryDict) -> dict[str, Any]:
    """Return the screen that an administrator describes; what is wrong the action refuses."""
    return {
        "unit_id": read_whole(asked.get("unit", "")) or 0,
        "name": asked.get("name", ""),
        "regimes": asked.getlist("board"),
        "lasts": dt.timedelta(days=read_whole(asked.get("days", ""), most=999) or 0),
    }


def _moment(text: str) -> dt.datetime | None:
    """Return a moment as people or links write it; without a zone the clock of Hà Nội is meant."""
    for read in (dt.datetime.fromisoformat, _written):
        try:
            moment = read(text)
        except ValueError:
            continue
        if moment.year in YEARS:
            return moment if moment.tzinfo else moment.replace(tzinfo=HANOI)
    return None


def _written(text: str) -> dt.datetime:
    """Return the moment meant by ``10:00 15/08/2021``. Raises ValueError."""
    return dt.datetime.strptime(text.strip(), "%H:%M %d/%m/%Y").replace(tzinfo=HANOI)
