"""Chọn số liệu: which board, period, figure and moment a person asks for."""

import datetime as dt
from collections.abc import Mapping

from nhip.command_centre.queries.choices import Choice
from nhip.core.clock import HANOI


def read_choice(asked: Mapping[str, str]) -> Choice:
    """Return what the address asks for; what it does not say is left to the page."""
    unit = asked.get("unit", "")
    return Choice(
        regime=asked.get("regime", ""),
        period=asked.get("period", ""),
        cell=asked.get("cell", ""),
        unit_id=int(unit) if unit.isdecimal() else None,
        as_of=_moment(asked.get("as_of", "")),
        seen=_moment(asked.get("seen", "")),
    )


def _moment(text: str) -> dt.datetime | None:
    """Return a moment; one without a zone is meant on the clock of Hà Nội."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=HANOI)
