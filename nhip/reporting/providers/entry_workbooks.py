"""Tệp Excel để nhập: a form in its official layout, locked where nobody may write.

What a formula computes is live in the workbook; what is typed is checked as it is typed. The
figures of other periods, forms and units that formulas need lie on a second sheet.
"""

import io
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from nhip.reporting.rules.checking import Sheets
from nhip.reporting.rules.expressions import excel
from nhip.reporting.rules.expressions.faults import TooLong
from nhip.reporting.rules.figures import NIL, Value
from nhip.reporting.rules.forms import Address, Column, Form
from nhip.reporting.rules.reading import When
from nhip.reporting.rules.returned_lists import in_room, with_room, written_lists
from nhip.reporting.rules.returned_workbooks import Identity
from nhip.reporting.rules.specification import places_of
from nhip.reporting.rules.words import shown_words
from nhip.reporting.rules.workbook_grid import (
    IDENTITY_SHEET,
    MARK,
    NIL_SIGN,
    REFERENCE_SHEET,
    WorkbookGrid,
)

SHEET = "Biểu"
LONGEST_CHOICES = 255
_LOOKS: dict[str, dict[str, object]] = {
    "head": {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#e9eef4"},
    "heading": {"bold": True, "text_wrap": True},
    "label": {"text_wrap": True},
    "closed": {"bg_color": "#c8c8c8"},
    "computed": {"bg_color": "#f3f3f3"},
    "fed": {},
    "input": {"locked": False},
    # As text, so that no program takes a day or a number for something else.
    "words": {"num_format": "@", "locked": False, "align": "left", "text_wrap": True},
}
_PROTECTION = {"format_columns": True, "format_rows": True, "select_locked_cells": True}
_ONLY_FIGURES = (
    "Chỉ nhập số, hoặc dấu – nếu không phát sinh. Ô để trống là chưa có số liệu.\n"
    "Numbers only, or – for nil. An empty cell is missing."
)


@dataclass(frozen=True)
class EntryWorkbook:
    """Nội dung tệp: the form, its figures, and for whom and when it is filled in."""

    form: Form
    sheets: Sheets
    identity: Identity
    unit_name: str
    period_label: str


def write_entry_workbook(entry: EntryWorkbook) -> bytes:
    """Return the workbook as .xlsx bytes."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        _Writer(book, entry).write()
    return target.getvalue()


class _Writer:
    """Writes one workbook, part by part."""

    def __init__(self, book: xlsxwriter.Workbook, entry: EntryWorkbook) -> None:
        self._book = book
        self._entry = entry
        self._form = with_room(entry.form)
        self._sheets = replace(entry.sheets, now=in_room(entry.sheets.now, entry.form))
        self._grid = WorkbookGrid(self._form)
        self._page = book.add_worksheet(SHEET)
        self._formats: dict[tuple[str, int], Format] = {}

    def write(self) -> None:
        self._titles()
        self._heads()
        for row in self._form.rows:
            self._row(row.code)
        self._guard()
        self._marks()
        self._reference()
        identity = self._book.add_worksheet(IDENTITY_SHEET)
        identity.write_string(0, 0, self._entry.identity.text())
        identity.write_string(1, 0, written_lists(self._entry.form))
        identity.very_hidden()
        self._page.activate()

    def _titles(self) -> None:
        bold = self._book.add_format({"bold": True, "font_size": 13})
        lines = (
            self._form.title,
            f"{self._entry.unit_name} – {self._entry.period_label}",
            f"Biểu {self._form.code} ({self._form.version})",
            f"Đơn vị tính: {self._form.unit}" if self._form.unit else "",
        )
        for row, text in enumerate(lines):
            self._page.write_string(row, 1, text, bold if row == 0 else None)

    def _heads(self) -> None:
        grid, style = self._grid, self._style("head")
        bottom = grid.numbering_row - 1
        for column, text in enumerate(grid.before, 1):
            self._merge(grid.head_top, column, bottom, column, text, style)
        taken: set[tuple[int, int]] = set()
        for row, line in enumerate(grid.heads, grid.head_top):
            column = grid.first_figure
            for cell in line:
                while (row, column) in taken:
                    column += 1
                last, right = row + cell.rows - 1, column + cell.columns - 1
                taken |= {(r, c) for r in range(row, last + 1) for c in range(column, right + 1)}
                self._merge(row, column, last, right, cell.part.label, style)
                column = right + 1
        numbers = [*"ABC"[: len(grid.before)], *(column.number for column in self._form.columns)]
        self._page.write_row(grid.numbering_row, 1, numbers, style)
        self._page.write_string(grid.codes_row, 0, MARK)
        self._page.write_row(
            grid.codes_row, grid.first_figure, [column.code for column in self._form.columns]
        )
        self._page.set_row(grid.codes_row, None, None, {"hidden": True})
        self._page.set_column(0, 0, None, None, {"hidden": True})
        self._page.set_column(2, 2, 48)
        self._page.set_column(grid.first_figure, grid.last_column, 14)
        self._page.freeze_panes(grid.codes_row + 1, grid.first_figure)

    def _merge(
        self, top: int, left: int, bottom: int, right: int, text: str, style: Format
    ) -> None:
        if (top, left) == (bottom, right):
            self._page.write_string(top, left, text, style)
        else:
            self._page.merge_range(top, left, bottom, right, text, style)

    def _row(self, code: str) -> None:
        row, at = self._form.row[code], self._grid.row_of[code]
        label = self._style("heading" if row.heading else "label")
        before = (row.number, row.label, row.unit)[: len(self._grid.before)]
        self._page.write_string(at, 0, code)
        self._page.write_row(at, 1, before, label)
        for column in self._form.columns:
            self._cell(Address(code, column.code), column)

    def _cell(self, address: Address, column: Column) -> None:
        row, at = self._grid.place(address)
        if address not in self._form.open:
            self._page.write_blank(row, at, None, self._style("closed"))
            return
        places = self._form.places_of(address)
        value = self._sheets.figure(address, When.NOW)
        formula = self._form.formula(address)
        if formula is None:
            style = self._style(_kind(column), places)
            self._write(self._page, row, at, value, style, column)
            return
        style = self._style("computed", places)
        try:
            text = excel.formula(formula, address, self._form, self._locate)
        except TooLong:  # The figure stands there as it is; the server works it out anyway.
            self._write(self._page, row, at, value, style)
        else:
            self._page.write_formula(row, at, text, style, _shown(value))

    def _write(
        self,
        page: Worksheet,
        row: int,
        at: int,
        value: Value,
        style: Format,
        column: Column | None = None,
    ) -> None:
        if value.number is not None:
            page.write_number(row, at, float(value.number), style)
        elif value.text and column is not None:
            page.write_string(row, at, shown_words(value, column), style)
        elif value.is_missing:
            page.write_blank(row, at, None, style)
        else:
            page.write_string(row, at, NIL_SIGN, style)

    def _locate(self, address: Address, when: When) -> str:
        row = self._grid.looked_up.get((address, when))
        if row is None:
            return str(xl_rowcol_to_cell(*self._grid.place(address)))
        return f"'{REFERENCE_SHEET}'!D{row + 1}"

    def _guard(self) -> None:
        """Lock the sheet but for what is filled in, and check that as it is typed."""
        self._page.protect("", _PROTECTION)
        for column in self._form.columns:
            at = self._grid.column_of[column.code]
            for top, bottom in _runs(self._form, column.code, self._grid.row_of):
                rule = _rule(column, xl_rowcol_to_cell(top, at))
                if rule is not None:
                    self._page.data_validation(top, at, bottom, at, rule)

    def _marks(self) -> None:
        """Turn a row's label red while a check that blocks is broken in it."""
        red = self._book.add_format({"bg_color": "#f8d7da"})
        for check in self._form.checks:
            for address in places_of(check, self._form):
                with suppress(TooLong):  # What cannot be marked is still checked on the server.
                    broken = excel.broken(check.comparison, address, self._form, self._locate)
                    row = self._grid.row_of[address.row]
                    rule = {"type": "formula", "criteria": broken, "format": red}
                    self._page.conditional_format(row, 2, row, 2, rule)

    def _reference(self) -> None:
        """Write what formulas take from other periods, forms and units."""
        page = self._book.add_worksheet(REFERENCE_SHEET)
        page.write_row(0, 0, ["Dòng", "Cột", "Kỳ", "Số liệu"])
        for (address, when), row in self._grid.looked_up.items():
            page.write_row(row, 0, [address.row, address.column, when.value])
            value = self._sheets.figure(address, when)
            self._write(page, row, 3, value, self._style("label"))
        page.protect("", _PROTECTION)
        page.hide()

    def _style(self, kind: str, places: int = 0) -> Format:
        if (kind, places) not in self._formats:
            self._formats[kind, places] = self._book.add_format(_style(kind, places))
        return self._formats[kind, places]


def _rule(column: Column, first: str) -> dict[str, object] | None:
    """Return what a program checks as a cell of the column is typed, seen from the first one."""
    if column.type == "choice":
        labels = [*(choice.label for choice in column.choices), NIL_SIGN]
        fits = len(",".join(labels)) <= LONGEST_CHOICES and not any("," in one for one in labels)
        return {"validate": "list", "source": labels} if fits else None
    if column.holds_words:
        return None
    return {
        "validate": "custom",
        "value": f'=OR(ISNUMBER({first}),{first}="{NIL_SIGN}",{first}="-")',
        "error_title": "Nhịp",
        "error_message": _ONLY_FIGURES,
    }


def _kind(column: Column) -> str:
    if column.auto:
        return "fed"
    return "words" if column.holds_words else "input"


def _style(kind: str, places: int) -> dict[str, object]:
    style: dict[str, object] = {"border": 1, "valign": "vcenter", "font_name": "Times New Roman"}
    if kind in ("computed", "fed", "input"):
        decimals = "." + "0" * places if places else ""
        style |= {"num_format": f"#,##0{decimals}", "align": "right"}
    return style | _LOOKS[kind]


def _shown(value: Value) -> float | str:
    """Return what a formula cell shows before the workbook is worked out."""
    if value.number is not None:
        return float(value.number)
    return NIL_SIGN if value == NIL else ""


def _runs(form: Form, column: str, row_of: dict[str, int]) -> list[tuple[int, int]]:
    """Return the stretches of rows one under another that are filled in, first and last."""
    inputs = set(form.inputs)
    rows = [at for code, at in row_of.items() if Address(code, column) in inputs]
    stretches = [[at for _, at in run] for _, run in groupby(enumerate(rows), _distance)]
    return [(run[0], run[-1]) for run in stretches]


def _distance(pair: tuple[int, int]) -> int:
    """Return what rows without a gap between them have in common."""
    position, row = pair
    return row - position
