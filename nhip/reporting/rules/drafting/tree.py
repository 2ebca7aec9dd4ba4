"""Cây dòng của biểu: running numbers, dashes and *Trong đó* in, rows with their parents out."""

import re
from dataclasses import dataclass, replace

from nhip.reporting.rules.drafting.doubts import Doubt, Kind
from nhip.reporting.rules.drafting.heads import Head
from nhip.reporting.rules.drafting.layout import Layout
from nhip.reporting.rules.drafting.numbers import Level, clean, levels, ordinal
from nhip.reporting.rules.drafting.paper import Sheet, place, says_rate, tidy
from nhip.reporting.rules.drafting.written import Written, in_label

_OF_WHICH = re.compile(r"^(trong đó|of which)\b\s*:?\s*", re.IGNORECASE)
_TOTAL = re.compile(r"^(tổng\s*(số|cộng|thu|chi)?|cộng)\b", re.IGNORECASE)
_DASH = re.compile(r"^\s*([-+*•–])\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """Dòng đọc được. ``at`` is the row of the sheet it stands in."""

    at: int
    code: str
    number: str
    text: str
    level: Level
    parent: str | None = None
    of_which: bool = False
    heading: bool = False
    total: bool = False
    written: Written | None = None

    @property
    def is_rate(self) -> bool:
        return says_rate(self.text)


@dataclass(frozen=True, slots=True)
class _Step:
    """One level of the tree that is open at present, and the row that stands on it now."""

    level: Level
    code: str
    count: int
    of_which: bool


def read_tree(sheet: Sheet, layout: Layout, heads: list[Head]) -> tuple[list[Line], list[Doubt]]:
    """Return the rows from top to bottom, and what is not sure of them."""
    reader = _Reader(sheet, layout)
    for row in sheet.rows(layout.body_top, layout.body_bottom):
        if sheet.filled(row):
            reader.read(row)
    lines = _headings(sheet, heads, reader.lines)
    return lines, reader.doubts


class _Reader:
    """Reads the rows in order and keeps which levels are open."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self._sheet = sheet
        self._layout = layout
        self._open: list[_Step] = []
        self._inner = False  # the next row begins what its parent consists of in part
        self.lines: list[Line] = []
        self.doubts: list[Doubt] = []

    def read(self, row: int) -> None:
        text = self._sheet.own(row, self._layout.label)
        at = self._layout.ordinal
        number = "" if at is None else clean(self._sheet.own(row, at))
        if marker := _OF_WHICH.match(text):
            text = text[marker.end() :]
            if not text or (text.isascii() and not self._has_figures(row)):
                self._inner = True
                return
            self._below(row, "", text, Level.DASH, of_which=True)
        elif number and (known := levels(number)):
            self._numbered(row, number, text, known)
        elif dash := _DASH.match(text):
            self._below(row, dash[1], text[dash.end() :], Level.DASH, of_which=False)
        elif _TOTAL.match(tidy(text)):
            self._total(row, text)
        elif text:
            self.doubts.append(
                Doubt(Kind.ROW_WITHOUT_NUMBER, place(row, self._layout.label), {"text": tidy(text)})
            )
            self._below(row, "", text, Level.NONE, of_which=False)

    def _numbered(self, row: int, number: str, text: str, known: tuple[Level, ...]) -> None:
        level = self._chosen(number, known)
        if level is Level.DASH:
            self._below(row, number, text, level, of_which=False)
            return
        while self._open and self._open[-1].level in (Level.DASH, Level.NONE):
            self._open.pop()
        if level is Level.DOTTED:
            self._close_to_prefix(number)
        elif not self._inner and any(step.level is level for step in self._open):
            while self._open[-1].level is not level:
                self._open.pop()
        self._stand(row, number, text, level, ordinal(number, level) or 0)

    def _chosen(self, number: str, known: tuple[Level, ...]) -> Level:
        """Return the manner that carries on an open level; ``I`` after ``H`` is a letter."""
        for step in reversed(self._open):
            for level in known:
                if step.level is level and ordinal(number, level) == step.count + 1:
                    return level
        return known[0]

    def _close_to_prefix(self, number: str) -> None:
        prefix = number.rsplit(".", 1)[0]
        while self._open and self._number_of(self._open[-1].code) != prefix:
            if self._open[-1].level is not Level.DOTTED and "." not in prefix:
                break
            self._open.pop()

    def _number_of(self, code: str) -> str:
        return next(line.number for line in reversed(self.lines) if line.code == code)

    def _stand(self, row: int, number: str, text: str, level: Level, count: int) -> None:
        """Put the row beside those of its level, or under the last row as a new level."""
        same = bool(self._open) and self._open[-1].level is level and not self._inner
        if same and level is Level.DOTTED:
            same = self._number_of(self._open[-1].code).count(".") == number.count(".")
        of_which = self._open[-1].of_which if same else self._inner
        if same:
            self._open.pop()
        self._inner = False
        line = self._line(row, number, text, level, of_which=of_which)
        self._open.append(_Step(level, line.code, count, of_which))

    def _below(self, row: int, number: str, text: str, level: Level, *, of_which: bool) -> None:
        """Put a row without a number of its own under the last numbered one."""
        inner = of_which or self._inner
        if self._open and self._open[-1].level is level:
            inner = self._open.pop().of_which or of_which
        elif level is Level.NONE and self._open and self._open[-1].level is Level.DASH:
            self._open.pop()
        self._inner = False
        line = self._line(row, number, text, level, of_which=inner)
        self._open.append(_Step(level, line.code, 0, inner))

    def _total(self, row: int, text: str) -> None:
        self._open.clear()
        self._inner = False
        line = self._line(row, "", text, Level.NONE, of_which=False)
        self.lines[-1] = replace(line, total=True)

    def _line(self, row: int, number: str, text: str, level: Level, *, of_which: bool) -> Line:
        parent = self._open[-1].code if self._open else None
        code = self._code(number if level is not Level.DASH else "", parent)
        line = Line(row, code, number, text, level, parent, of_which, written=in_label(text))
        self.lines.append(line)
        return line

    def _code(self, number: str, parent: str | None) -> str:
        """Return a code that says where a row stands: ``r_A_I_1``."""
        siblings = sum(line.parent == parent for line in self.lines) + 1
        own = number.replace(".", "_") or f"n{siblings}"
        code = f"{parent or 'r'}_{own}"
        taken = {line.code for line in self.lines}
        times = 1
        while (tried := code if times == 1 else f"{code}_{times}") in taken:
            times += 1
        return tried

    def _has_figures(self, row: int) -> bool:
        return any(self._sheet.figure(row, at) is not None for at in self._layout.figures)


def _headings(sheet: Sheet, heads: list[Head], lines: list[Line]) -> list[Line]:
    """Mark the rows without a figure that have rows under them; on an empty form, none."""

    def has_formula(line: Line) -> bool:
        return any((line.at, head.at) in sheet.formulas for head in heads)

    def has_figure(line: Line) -> bool:
        """Say whether somebody typed one; what a formula gives on an empty form is none."""
        places = [(line.at, head.at) for head in heads]
        return any(sheet.figure(*at) is not None and at not in sheet.formulas for at in places)

    if not any(map(has_figure, lines)):
        return lines
    parents = {line.parent for line in lines}
    return [
        replace(line, heading=line.code in parents and not (has_formula(line) or has_figure(line)))
        for line in lines
    ]
