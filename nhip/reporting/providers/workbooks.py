"""Tệp bảng tính: the pages of an .xls, .xlsx or .ods file, read in bounds and never executed."""

import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import python_calamine as calamine
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from nhip.reporting.rules.drafting import Region, Sheet

LARGEST = 10 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ENTRIES = 1_000
MOST_SHEETS = 50
MOST_CELLS = 1_000_000
_ZIP = b"PK\x03\x04"
_XLSX_SIGN = "xl/workbook.xml"
_DAMAGED = (calamine.CalamineError, zipfile.BadZipFile, InvalidFileException, KeyError, OSError)


class NotAWorkbook(ValueError):
    """Không đọc được tệp bảng tính: damaged, locked by a password, or larger than the bounds."""


def read_workbook(content: bytes) -> tuple[Sheet, ...]:
    """Return the visible pages of a workbook with their formulas. Raises NotAWorkbook.

    Formulas of the old .xls format are not read; their last results are.
    """
    if len(content) > LARGEST:
        raise NotAWorkbook("too large")
    formulas = _formulas(content) if _is_xlsx(content) else {}
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = calamine.SheetVisibleEnum.Visible
        names = [one.name for one in workbook.sheets_metadata if one.visible == visible]
        return tuple(
            _sheet(name, workbook.get_sheet_by_name(name), formulas.get(name, {}))
            for name in names[:MOST_SHEETS]
        )
    except _DAMAGED as error:
        raise NotAWorkbook(str(error)) from error


def _is_xlsx(content: bytes) -> bool:
    """Say whether it is a ZIP of an Excel workbook; a ZIP out of bounds is refused."""
    if not content.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise NotAWorkbook(str(error)) from error
    if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > LARGEST_UNPACKED:
        raise NotAWorkbook("too large when unpacked")
    return any(one.filename == _XLSX_SIGN for one in entries)


def _sheet(name: str, page: calamine.CalamineSheet, formulas: dict[tuple[int, int], str]) -> Sheet:
    if page.total_height * page.total_width > MOST_CELLS:
        raise NotAWorkbook("too many cells")
    rows = page.to_python(skip_empty_area=False)
    merged = page.merged_cell_ranges or []
    return Sheet(
        name=name,
        cells=tuple(tuple(_text(value) for value in row) for row in rows),
        merged=tuple(Region(*first, *last) for first, last in merged),
        formulas=formulas,
    )


def _text(value: object) -> str:
    """Return a cell as a person reads it: whole numbers without a decimal point."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return format(number.normalize() if number else Decimal(0), "f")
    return str(value)


def _formulas(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Return the formulas of each page by row and column, counted from nought."""
    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        return {page.title: dict(_formulas_of(page)) for page in workbook.worksheets[:MOST_SHEETS]}
    except (*_DAMAGED, ValueError, TypeError) as error:
        raise NotAWorkbook(str(error)) from error


def _formulas_of(page: Any) -> Iterator[tuple[tuple[int, int], str]]:
    for row in page.iter_rows():
        for cell in row:
            value = cell.value
            if isinstance(value, ArrayFormula | DataTableFormula):
                value = getattr(value, "text", "")
            if isinstance(value, str) and value.startswith("="):
                yield (cell.row - 1, cell.column - 1), value
