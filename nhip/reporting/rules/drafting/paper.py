"""Trang bảng tính như in trên giấy: texts, merged cells and formulas of one worksheet."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import NamedTuple

MOST_PLACES = 6
MOST_DIGITS = 20
_SPACES = re.compile(r"[ \t\u00a0]+")


class Region(NamedTuple):
    """Vùng gộp: the corners of merged cells, counted from nought, both ends inside."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, eq=False)
class Sheet:
    """Trang tính. Every cell is text as a person reads it; ``""`` is an empty one.

    ``numbers`` says which cells hold numbers, whatever they look like.
    """

    name: str
    cells: tuple[tuple[str, ...], ...]
    merged: tuple[Region, ...] = ()
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    numbers: frozenset[tuple[int, int]] = frozenset()

    @cached_property
    def height(self) -> int:
        return len(self.cells)

    @cached_property
    def width(self) -> int:
        return max((len(row) for row in self.cells), default=0)

    @cached_property
    def _region(self) -> dict[tuple[int, int], Region]:
        return {
            (row, column): region
            for region in self.merged
            for row in range(region.top, min(region.bottom, self.height - 1) + 1)
            for column in range(region.left, min(region.right, self.width - 1) + 1)
        }

    def region(self, row: int, column: int) -> Region:
        """Return the merged cells this one belongs to, or itself alone."""
        return self._region.get((row, column)) or Region(row, column, row, column)

    def own(self, row: int, column: int) -> str:
        """Return the text that stands in this very cell; outside of the sheet stands none."""
        line = self.cells[row] if row < self.height else ()
        return line[column].strip() if column < len(line) else ""

    def text(self, row: int, column: int) -> str:
        """Return what is read at this place: a merged cell says the same everywhere."""
        region = self.region(row, column)
        return self.own(region.top, region.left)

    def filled(self, row: int) -> list[int]:
        """Return the columns of a row in which something is written."""
        return [column for column in range(self.width) if self.own(row, column)]

    def figure(self, row: int, column: int) -> Decimal | None:
        return figure(self.own(row, column))

    def rows(self, first: int, last: int) -> Iterator[int]:
        yield from range(max(first, 0), min(last, self.height - 1) + 1)


def figure(text: str) -> Decimal | None:
    """Return the number a cell holds; texts, notes such as ``(1)`` and empty cells hold none.

    What has more digits than any figure of a country is none either.
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and number.adjusted() < MOST_DIGITS else None


def tidy(text: str) -> str:
    """Return a heading in one line, single-spaced."""
    return _SPACES.sub(" ", text.replace("\n", " ")).strip()


def place(row: int, column: int) -> str:
    """Return the name a spreadsheet gives a cell: ``place(11, 3)`` is ``D12``."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def says_rate(text: str) -> bool:
    """Say whether a heading names a ratio, which does not add: *tỷ lệ*, ``%``."""
    words = text.lower()
    return "tỷ lệ" in words or "tỉ lệ" in words or "%" in words


def places_of(figures: Iterable[Decimal | None]) -> int:
    """Return the most decimals printed, six at most."""
    known = [round(figure, MOST_PLACES).normalize() for figure in figures if figure is not None]
    return max((max(0, -int(one.as_tuple().exponent)) for one in known), default=0)
