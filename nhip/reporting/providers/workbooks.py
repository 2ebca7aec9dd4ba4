"""Tệp bảng tính: the pages of an .xls, .xlsx or .ods file, read in bounds and never executed."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import python_calamine as calamine
from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from nhip.reporting.rules.drafting import Region, Sheet

LARGEST = 10 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ENTRIES = 1_000
MOST_SHEETS = 50
MOST_CELLS = 1_000_000
_ZIP = b"PK\x03\x04"
_XLSX_SIGN = "xl/workbook.xml"
_ERROR = b' t="e"'
# A formula without the figure it comes to: what wrote the file reckons nothing.
_UNWORKED = re.compile(
    rb'<c\b(?![^>]*\bt="str")[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*'
    rb"<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)


class NotAWorkbook(ValueError):
    """Không đọc được tệp bảng tính: damaged, locked by a password, or larger than the bounds."""


def read_workbook(content: bytes) -> tuple[Sheet, ...]:
    """Return the visible pages of a workbook with their formulas. Raises NotAWorkbook.

    Formulas of the old .xls format are not read; their last results are.
    """
    with _refusing():
        whole = _unpacked(content)
        return _pages(whole, _formulas(whole) if _is_xlsx(whole) else {}, hidden=False)


def read_values(content: bytes) -> tuple[Sheet, ...]:
    """Return every page of a workbook, hidden ones too, without formulas. Raises NotAWorkbook."""
    with _refusing():
        whole = _unpacked(content)
        pages = _pages(whole, {}, hidden=True)
        texts = _unread(whole) if _is_xlsx(whole) else {}
    return tuple(
        replace(page, cells=_with(page.cells, texts[page.name])) if page.name in texts else page
        for page in pages
    )


def _pages(
    content: bytes, formulas: Mapping[str, dict[tuple[int, int], str]], *, hidden: bool
) -> tuple[Sheet, ...]:
    workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    visible = calamine.SheetVisibleEnum.Visible
    names = [one.name for one in workbook.sheets_metadata if hidden or one.visible == visible]
    return tuple(
        _sheet(name, workbook.get_sheet_by_name(name), formulas.get(name, {}))
        for name in names[:MOST_SHEETS]
    )


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn whatever a damaged workbook breaks into one refusal; Rust's panics are no Exception."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, NotAWorkbook):
        raise
    except BaseException as error:
        raise NotAWorkbook(str(error)) from error


def _unpacked(content: bytes) -> bytes:
    """Return a ZIP with its entries unpacked in bounds, so that none is larger than it says."""
    if len(content) > LARGEST:
        raise NotAWorkbook("too large")
    if not content.startswith(_ZIP):
        return content
    plain = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(plain, "w") as unpacked:
        entries = packed.infolist()
        if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > LARGEST_UNPACKED:
            raise NotAWorkbook("too large when unpacked")
        for name in dict.fromkeys(packed.namelist()):
            unpacked.writestr(name, packed.read(name))
    return plain.getvalue()


def _is_xlsx(content: bytes) -> bool:
    if not content.startswith(_ZIP):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _XLSX_SIGN in archive.namelist()


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
        numbers=frozenset(
            (at, column)
            for at, row in enumerate(rows)
            for column, value in enumerate(row)
            if isinstance(value, int | float) and not isinstance(value, bool)
        ),
    )


def _with(
    cells: tuple[tuple[str, ...], ...], texts: Mapping[tuple[int, int], str]
) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(texts.get((row, column), text) for column, text in enumerate(line))
        for row, line in enumerate(cells)
    )


def _unread(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Return what calamine reads as empty and is not: errors, formulas nobody worked out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [one for one in archive.namelist() if one.startswith("xl/worksheets/")]
        written = [archive.read(part) for part in parts if part.endswith(".xml")]
    unread: dict[str, dict[tuple[int, int], str]] = {}
    if any(_ERROR in part for part in written):
        unread = _read_cells(content, lambda cell: cell.data_type == "e", data_only=True)
    if unworked := {name.decode() for part in written for name in _UNWORKED.findall(part)}:
        formulas = _read_cells(content, lambda cell: cell.coordinate in unworked, data_only=False)
        for page, texts in formulas.items():
            found = {at: text for at, text in texts.items() if text.startswith("=")}
            unread[page] = found | unread.get(page, {})
    return unread


def _formulas(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Return the formulas of each page by row and column, counted from nought."""
    return _read_cells(content, lambda cell: cell.data_type == "f", data_only=False)


def _read_cells(
    content: bytes, wanted: Callable[[Any], bool], *, data_only: bool
) -> dict[str, dict[tuple[int, int], str]]:
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False, data_only=data_only)
    return {
        page.title: {
            (cell.row - 1, cell.column - 1): _formula(cell.value)
            for line in page.iter_rows()
            for cell in line
            if cell.value is not None and wanted(cell)
        }
        for page in book.worksheets[:MOST_SHEETS]
    }


def _formula(value: Any) -> str:
    """Return the text of a formula; one over several cells keeps it inside."""
    if isinstance(value, ArrayFormula | DataTableFormula):
        return str(getattr(value, "text", ""))
    return str(value)


def _text(value: object) -> str:
    """Return a cell as a person reads it: whole numbers without a decimal point."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return format(number.normalize() if number else Decimal(0), "f")
    return str(value)
