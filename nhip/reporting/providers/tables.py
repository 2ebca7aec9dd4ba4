"""Bảng ra Excel: a list of rows as a workbook, its first row as heads."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter


def workbook_of(lines: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook with these rows; text stays text, so nothing in it is ever a formula."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet, head = book.add_worksheet(), book.add_format({"bold": True, "text_wrap": True})
        for number, line in enumerate(lines):
            for place, cell in enumerate(line):
                sheet.write_string(number, place, str(cell), head if number == 0 else None)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 20, 24)
    return file.getvalue()
