"""Tệp gửi lại khó đọc: what somebody did to a workbook, and what must become of it.

The workbook has its figures in D10:G13, codes in the hidden column A and the hidden row 8:

        D=c1  E=c2     F=c3     G=c4
    10  a1    1234.56  0        …       c1 = c2 + c3, c4 = c1 less the previous c1
    11  a2    nil      missing
    12  b     5        closed
    13  01    missing  missing
    14  t     total of the rows above
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

FORM: dict[str, Any] = {
    "code": "KHO",
    "version": "2021",
    "title": "Biểu thử",
    "title_en": "Trial form",
    "decision": {"number": "1/QĐ", "date": "2021-01-01", "issuer": "Bộ trưởng"},
    "valid_from": "2021-01-01",
    "valid_to": None,
    "note": "",
    "specification": {
        "title": "Biểu thử",
        "title_en": "Trial form",
        "unit": "Hồ sơ",
        "unit_en": "Cases",
        "rows": [
            {"code": "A", "number": "A", "label": "Cấp tỉnh", "heading": True},
            {"code": "a1", "number": "1", "label": "Đất đai", "parent": "A"},
            {"code": "a2", "number": "2", "label": "Tư pháp", "parent": "A"},
            {"code": "b", "number": "B", "label": "Cấp xã"},
            {"code": "01", "number": "C", "label": "Khác"},
            {"code": "t", "number": "", "label": "Tổng cộng", "formula": "a1 + a2 + b + 01"},
        ],
        "columns": [
            {"code": "c1", "number": "1", "label": "Tổng", "group": "Nhận", "formula": "c2 + c3"},
            {"code": "c2", "number": "2", "label": "Mới", "group": "Nhận", "places": 2},
            {"code": "c3", "number": "3", "label": "Kỳ trước", "group": "Nhận"},
            {"code": "c4", "number": "4", "label": "Tăng", "formula": "c1 - prev(c1)"},
        ],
        "cells": [{"row": "b", "column": "c3", "closed": True}],
    },
}
HELD = {"a1!c2": "1234.56", "a1!c3": "0", "a2!c2": "nil", "b!c2": "5"}
FIRST, LAST, LEFT, RIGHT, CODES = 9, 14, 4, 7, 8
"""Rows and columns of the figures, and the row of the column codes, as openpyxl counts them."""

Outcome = dict[str, str] | list[str] | str
"""Kết quả: what changes; or the faults, each ``code place``; or the name of the refusal."""


@dataclass(frozen=True)
class Case:
    """Một tệp: its name, how it is made of the bytes that went out, what must become of it."""

    name: str
    change: Callable[[bytes], bytes]
    outcome: Outcome


def edited(change: Callable[[Workbook, Worksheet], object]) -> Callable[[bytes], bytes]:
    """Return what somebody does to the opened workbook."""

    def make(content: bytes) -> bytes:
        book = load_workbook(io.BytesIO(content))
        change(book, book["Biểu"])
        if all(sheet.sheet_state != "visible" for sheet in book.worksheets):
            raise ValueError("nobody can save a workbook without a sheet in sight")
        return saved(book)

    return make


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_cells(**cells: object) -> Callable[[bytes], bytes]:
    """Return what somebody types: ``with_cells(E10=97)``."""

    def change(_book: Workbook, page: Worksheet) -> None:
        for place, value in cells.items():
            page[place] = value

    return edited(change)


def rewritten(part: str, change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    """Return a change of one part of the file, as other programs write it."""

    def make(content: bytes) -> bytes:
        parts = parts_of(content)
        parts[part] = change(parts[part].decode()).encode()
        return packed(parts)

    return make


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()
