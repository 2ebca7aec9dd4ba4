"""Bố cục của biểu: where title, heads, numbering and body stand on an official page."""

import re
from dataclasses import dataclass
from itertools import pairwise

from nhip.reporting.rules.drafting.numbers import clean, levels
from nhip.reporting.rules.drafting.paper import Sheet, tidy
from nhip.reporting.rules.drafting.written import numbering

_ORDINAL_HEAD = re.compile(r"^(số\s*)?(thứ\s*tự|t\.?t\.?|stt)\b", re.IGNORECASE)
_UNIT = re.compile(r"(?:đơn vị(?:\s+tính)?|đvt)\s*:?\s*(?P<unit>.+)", re.IGNORECASE)
_MEASURE = re.compile(r"^(triệu|tỷ|nghìn|ngàn)?\s*đồng\b|^(người|hồ sơ|%)$", re.IGNORECASE)
_NOTE = re.compile(r"^\(?(ghi chú|nguồn|note)\b", re.IGNORECASE)
_LONGEST_HEAD = 12
_SMALLEST_SHARE = 80  # per cent
_WIDEST_GAP = 3


class NoTable(ValueError):
    """Không thấy biểu: the page has no head a form could be read from."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Bố cục. Rows are counted from nought; the numbering row may be missing."""

    head_top: int
    head_bottom: int
    numbering: int | None
    body_top: int
    body_bottom: int
    ordinal: int | None
    label: int
    left: int
    right: int

    @property
    def figures(self) -> range:
        """Return the columns to the right of the labels."""
        return range(self.label + 1, self.right + 1)


def find_layout(sheet: Sheet) -> Layout:
    """Return where everything stands. Raises NoTable."""
    numbered = _numbering_row(sheet)
    anchor = _ordinal_head(sheet, numbered)
    if numbered is None and anchor is None:
        raise NoTable(sheet.name)
    head_bottom = numbered - 1 if numbered is not None else _head_bottom(sheet, *_sure(anchor))
    head_top = _head_top(sheet, head_bottom, anchor)
    body_top = head_bottom + (2 if numbered is not None else 1)
    ordinal, label = _stub(sheet, numbered, anchor, body_top)
    right = max(
        (max(sheet.filled(row)) for row in sheet.rows(head_top, body_top) if sheet.filled(row)),
        default=label,
    )
    return Layout(
        head_top=head_top,
        head_bottom=head_bottom,
        numbering=numbered,
        body_top=body_top,
        body_bottom=_body_bottom(sheet, body_top, label),
        ordinal=ordinal,
        label=label,
        left=label if ordinal is None else ordinal,
        right=max(right, *_merged_rights(sheet, head_top, head_bottom), label),
    )


def title(sheet: Sheet, layout: Layout) -> str:
    """Return the lines above the table that are written all in capitals, as one line."""
    lines = [
        tidy(sheet.own(row, column))
        for row in sheet.rows(0, layout.head_top - 1)
        for column in sheet.filled(row)
        if sheet.region(row, column).right - sheet.region(row, column).left >= 1
    ]
    capital = [line for line in lines if line.upper() == line and len(line) > 12]
    vietnamese = [line for line in capital if not line.isascii()]
    return " ".join(vietnamese or capital)


def unit_of_measure(sheet: Sheet, layout: Layout) -> str:
    """Return the unit said above the table (*Đơn vị tính*), or ``""``."""
    for row in reversed(range(layout.head_top)):
        for column in sheet.filled(row):
            if unit := unit_in(sheet.own(row, column)):
                return unit
    return ""


def unit_in(text: str) -> str:
    """Return the unit of measure a line gives: ``"Tỷ đồng - Billions of dong"``."""
    line = tidy(text)
    if match := _UNIT.match(line):
        return match["unit"].strip(" .)")
    return line if _MEASURE.match(line) else ""


def _numbering_row(sheet: Sheet) -> int | None:
    """Return the row that numbers the columns: most cells read so, and one of them is 1."""
    for row in range(sheet.height):
        columns = sheet.filled(row)
        read = [number for column in columns if (number := numbering(sheet.own(row, column)))]
        numbers = [number for number, _formula in read]
        arabic = [number for number in numbers if number[0].isdigit()]
        most = len(arabic) >= 2 and 100 * len(read) >= _SMALLEST_SHARE * len(columns)
        if most and "1" in arabic and _runs_on(arabic):
            return row
    return None


def _runs_on(numbers: list[str]) -> bool:
    """Say whether numbers go up from left to right, with small gaps at most."""
    whole = [int(re.sub(r"\D", "", number)) for number in numbers]
    steps = [after - before for before, after in pairwise(whole)]
    return all(0 <= step <= _WIDEST_GAP for step in steps)


def _ordinal_head(sheet: Sheet, below: int | None) -> tuple[int, int] | None:
    """Return the cell that heads the running numbers (*STT*), above the numbering if any."""
    last = sheet.height - 1 if below is None else below - 1
    for row in sheet.rows(0, last):
        for column in sheet.filled(row)[:2]:
            if _ORDINAL_HEAD.match(tidy(sheet.own(row, column))):
                return row, column
    return None


def _head_bottom(sheet: Sheet, row: int, column: int) -> int:
    """Return the last row of heads: down to the first numbered row, over every merged head."""
    bottom = sheet.region(row, column).bottom
    for below in sheet.rows(bottom + 1, row + _LONGEST_HEAD):
        first = clean(sheet.own(below, column))
        figures = [at for at in sheet.filled(below) if sheet.figure(below, at) is not None]
        if levels(first) or figures:
            break
        bottom = below
    return bottom


def _head_top(sheet: Sheet, bottom: int, anchor: tuple[int, int] | None) -> int:
    """Return the first row of heads: upward to an empty row, a unit of measure or a title."""
    top = bottom if anchor is None else min(anchor[0], bottom)
    while top > 0 and bottom - top < _LONGEST_HEAD and _is_head(sheet, top - 1):
        top -= 1
    return top


def _is_head(sheet: Sheet, row: int) -> bool:
    columns = sheet.filled(row)
    if len(columns) < 2:
        return False
    return not any(unit_in(sheet.own(row, column)) for column in columns)


def _stub(
    sheet: Sheet, numbered: int | None, anchor: tuple[int, int] | None, body_top: int
) -> tuple[int | None, int]:
    """Return the columns of running numbers and of labels: lettered A, B, or headed *STT*."""
    if numbered is not None:
        lettered = [
            column for column in sheet.filled(numbered) if sheet.own(numbered, column).isalpha()
        ]
        if len(lettered) >= 2:
            return lettered[0], lettered[1]
        if anchor is None:
            return None, lettered[0] if lettered else _first_words(sheet, body_top)
    ordinal = _sure(anchor)[1]
    return ordinal, ordinal + 1


def _first_words(sheet: Sheet, body_top: int) -> int:
    """Return the leftmost column of the body in which words stand."""
    for row in sheet.rows(body_top, sheet.height - 1):
        for column in sheet.filled(row):
            if sheet.figure(row, column) is None:
                return column
    raise NoTable(sheet.name)


def _body_bottom(sheet: Sheet, top: int, label: int) -> int:
    """Return the last row of the table: before its notes, and before three empty rows."""
    bottom, empty = top - 1, 0
    for row in sheet.rows(top, sheet.height - 1):
        columns = sheet.filled(row)
        if not columns:
            empty += 1
            if empty == 3:
                break
            continue
        first = sheet.own(row, columns[0])
        if _NOTE.match(tidy(first)) or sheet.region(row, 0).right > label:
            break
        bottom, empty = row, 0
    return bottom


def _merged_rights(sheet: Sheet, top: int, bottom: int) -> list[int]:
    return [region.right for region in sheet.merged if top <= region.top <= bottom] or [0]


def _sure(anchor: tuple[int, int] | None) -> tuple[int, int]:
    assert anchor is not None
    return anchor
