"""Trang văn bản: everything a typeset report says, as plain values.

The typesetter gets these values and nothing else, so the same page is the
same bytes: what the leader previews is what the leader signs.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from nhip.core.numbers import format_decimal

MISSING = "·"
NIL = "–"
SIGNS = ((NIL, "không phát sinh"), (MISSING, "không có số liệu"))
PERSON = "person"
NUMBER = "number"
SEAL = "seal"


class Align(StrEnum):
    """Canh lề: where the text stands in its cell."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class HeadCell:
    """Ô đầu bảng: a head that may span columns and rows."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class BodyCell:
    """Ô thân bảng: text that stands ready to print."""

    text: str
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Row:
    """Dòng của bảng: its cells, how deep it stands in the tree, and whether it is a total."""

    cells: Sequence[BodyCell]
    level: int = 0
    bold: bool = False


@dataclass(frozen=True)
class Table:
    """Bảng số liệu: multi-level head, row of column numbers, body."""

    widths: Sequence[float]
    """Relative widths, one per column."""
    head: Sequence[Sequence[HeadCell]]
    rows: Sequence[Row]
    numbering: Sequence[str] = ()
    """The row of column numbers: ``A``, ``B``, ``1``, ``2``, ``3=1+2``."""
    caption: str = ""
    measure: str = ""
    """Unit of measure of the whole table."""

    @property
    def legend(self) -> str:
        """Return what the signs mean that stand in the table in place of figures."""
        printed = {cell.text for row in self.rows for cell in row.cells}
        return "; ".join(f"“{sign}” {words}" for sign, words in SIGNS if sign in printed)


@dataclass(frozen=True)
class Heading:
    """Đề mục: the title of a section."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Đoạn văn: one paragraph of narrative."""

    text: str


Piece = Heading | Paragraph | Table


@dataclass(frozen=True)
class Annex:
    """Phụ lục: pages after the signature, upright or across."""

    title: str
    subject: str
    body: Sequence[Piece]
    landscape: bool = False


@dataclass(frozen=True)
class Signer:
    """Người ký: the lines of competence and the full name, without degree or honour."""

    standing: Sequence[str]
    name: str


@dataclass(frozen=True)
class ReportPage:
    """Báo cáo trên trang: one report as an administrative document, before number and date."""

    agency: str
    title: str
    subject: str
    body: Sequence[Piece]
    signer: Signer
    recipients: Sequence[str]
    created_at: dt.datetime
    demo: bool
    parent_agency: str = ""
    addressee: str = ""
    urgency: str = ""
    annexes: Sequence[Annex] = ()
    watermark: str = ""
    """Chữ chìm: a word across every page of what has no standing, such as a trial."""


@dataclass(frozen=True)
class Box:
    """Khung: a rectangle on a page, in whole PDF points from the bottom left corner."""

    page: int
    """The first page is 0."""
    left: int
    bottom: int
    right: int
    top: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.top - self.bottom

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """Return left, bottom, right, top, as PDF writes rectangles."""
        return self.left, self.bottom, self.right, self.top


def missing() -> BodyCell:
    """Return the cell of a figure nobody gave."""
    return BodyCell(MISSING, Align.RIGHT)


def nil() -> BodyCell:
    """Return the cell of a figure said not to arise (không phát sinh)."""
    return BodyCell(NIL, Align.RIGHT)


def number(value: Decimal, places: int | None = None) -> BodyCell:
    """Return the cell of a figure; nought is printed as 0, never as a sign."""
    return BodyCell(format_decimal(value, places), Align.RIGHT)


def agency_lines(name: str) -> tuple[str, ...]:
    """Part the name of a people's committee into body and territory, as official heads do."""
    body = "Ủy ban nhân dân "
    if name.startswith(body):
        return body.strip(), name.removeprefix(body)
    return (name,)
