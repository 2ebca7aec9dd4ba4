"""Chọn sổ: which register a person asks to see; the choice lives in the address."""

import datetime as dt
from collections.abc import Mapping

from nhip.core.numbers import read_whole
from nhip.documents.queries.books import Book, Choice


def read_choice(asked: Mapping[str, str], *, on: dt.date) -> Choice:
    """Return the register asked for: by default the outgoing one of this year."""
    agency, year = asked.get("agency", ""), asked.get("year", "")
    return Choice(
        book=Book.IN if asked.get("book") == Book.IN else Book.OUT,
        agency_id=read_whole(agency),
        year=int(year) if year.isdecimal() and len(year) == 4 else on.year,
    )
