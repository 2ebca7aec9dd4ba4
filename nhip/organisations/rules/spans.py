"""Khoảng thời gian: from when to when something held, and which of its ends are known. Pure."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

VOUCHED = "~"  # in front of a day that is no beginning and no end, only as far as the tables speak


@dataclass(frozen=True, order=True)
class Span:
    """Khoảng thời gian: from ``since`` up to the day before ``until``; None goes on for ever."""

    since: dt.date | None = None
    until: dt.date | None = None
    start_known: bool = True
    end_known: bool = True

    @property
    def range(self) -> str:
        """Return the span as PostgreSQL writes a range of days."""
        return f"[{self.since or ''},{self.until or ''})"

    def before(self, until: dt.date) -> "Span":
        """Return the same span, ending where something known ended it."""
        return replace(self, until=until, end_known=True)


ALWAYS = Span()


def read_span(since: str, until: str) -> Span:
    """Read two cells of a table, such as ``~2025-03-01`` and ``2025-07-01``."""
    return Span(
        since=_day(since),
        until=_day(until),
        start_known=not since.startswith(VOUCHED),
        end_known=not until.startswith(VOUCHED),
    )


@dataclass(frozen=True)
class Row:
    """Thuộc tính trong bảng: what holds of a unit for a time, and the table that says so."""

    unit: str
    values: tuple[str, ...]
    span: Span
    source: str


def joined(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows with those made one that say the same of a unit without a break.

    The last table to speak of it is named as the source of the whole.
    """
    ordered = sorted(rows, key=lambda row: (row.unit, row.span.since or dt.date.min))
    for _unit, some in groupby(ordered, key=lambda row: row.unit):
        held: Row | None = None
        for row in some:
            if held and held.values == row.values and _touch(held.span, row.span):
                held = replace(row, span=lifetime([held.span, row.span]))
                continue
            if held:
                yield held
            held = row
        if held:
            yield held


def lifetime(spans: Iterable[Span]) -> Span:
    """Return the span from the first to the last of some spans of one unit."""
    ordered = sorted(spans, key=lambda span: span.since or dt.date.min)
    first, last = ordered[0], ordered[-1]
    return Span(first.since, last.until, first.start_known, last.end_known)


def _touch(earlier: Span, later: Span) -> bool:
    """Tell whether nothing lies between; an unknown day with the same on both sides is nothing."""
    if earlier.until == later.since:
        return earlier.until is not None
    return not earlier.end_known and not later.start_known


def _day(cell: str) -> dt.date | None:
    day = cell.removeprefix(VOUCHED)
    return dt.date.fromisoformat(day) if day else None
