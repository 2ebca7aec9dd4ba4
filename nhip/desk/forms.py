"""Chọn cơ quan: whose people a visitor asks to see; the choice lives in the address."""

from collections.abc import Mapping


def read_agency(asked: Mapping[str, str]) -> int | None:
    """Return the agency asked for, if any."""
    text = asked.get("agency", "")
    return int(text) if text.isdecimal() else None
