"""Excel goes round without losing a cell: whatever comes back is read right, or refused by name."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from nhip.core.numbers import AmbiguousNumber
from nhip.reporting.providers.entry_workbooks import EntryWorkbook, write_entry_workbook
from nhip.reporting.providers.workbooks import read_values
from nhip.reporting.rules.checking import Sheets, compute
from nhip.reporting.rules.figures import MISSING, NIL, number
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.returned_workbooks import (
    Identity,
    NotOurWorkbook,
    identity_of,
    read_returned,
    read_text,
)
from nhip.reporting.rules.specification import parse_form

IDENTITY = Identity(7, "II.06", "2020", "H32.01", "A12:2026-Q1", 3)
FORM = parse_form(
    "II.06",
    "2020",
    {
        "title": "Tình hình giải quyết thủ tục hành chính",
        "unit": "Hồ sơ",
        "rows": [
            {"code": "A", "number": "A", "label": "Cấp tỉnh", "heading": True},
            {"code": "a1", "number": "1", "label": "Đất đai", "parent": "A"},
            {"code": "a2", "number": "2", "label": "Tư pháp", "parent": "A"},
            {"code": "b", "number": "B", "label": "Cấp xã"},
            {"code": "t", "number": "", "label": "Tổng cộng", "formula": "a1 + a2 + b"},
        ],
        "columns": [
            {"code": "c1", "number": "1", "label": "Tổng", "group": "Nhận", "formula": "c2 + c3"},
            {"code": "c2", "number": "2", "label": "Mới", "group": "Nhận"},
            {"code": "c3", "number": "3", "label": "Kỳ trước", "group": "Nhận"},
            {"code": "c4", "number": "4", "label": "Tăng", "formula": "c1 - prev(c1)"},
        ],
        "cells": [{"row": "b", "column": "c3", "closed": True}],
        "checks": [
            {"code": "c3<=c1", "expression": "c3 <= c1", "message": "Kỳ trước không quá tổng số."}
        ],
    },
)
ENTERED = {
    Address("a1", "c2"): number("1234.56"),
    Address("a1", "c3"): number(0),
    Address("a2", "c2"): NIL,
    Address("b", "c2"): number(5),
}


def written(entered=ENTERED):
    sheets = Sheets(now=entered, previous={Address("a1", "c1"): number(1000)})
    sheets = Sheets(now=entered | compute(FORM, sheets), previous=sheets.previous)
    return write_entry_workbook(EntryWorkbook(FORM, sheets, IDENTITY, "Tây Ninh", "Quý I/2026"))


def changed(change):
    """Return the workbook as somebody sends it back."""
    book = load_workbook(io.BytesIO(written()))
    change(book, book["Biểu"])
    target = io.BytesIO()
    book.save(target)
    return read_values(target.getvalue())


def read(change):
    return read_returned(changed(change), FORM)


def at(page, row, column):
    """Return the cell of the workbook that bears these codes."""
    codes = next(line for line in page.iter_rows() if line[0].value == "nhip:cells")
    line = next(line for line in page.iter_rows() if line[0].value == row)
    return next(cell for cell, code in zip(line, codes, strict=True) if code.value == column)


def nothing(book, page):
    pass


@pytest.mark.fixture_case("T16")
@pytest.mark.requirement(16)
def test_what_was_written_comes_back_with_missing_nil_and_zero_apart():
    returned = read(nothing)

    assert returned.feed.faults == ()
    assert {a: v for a, v in returned.feed.entries.items() if v != MISSING} == ENTERED
    assert returned.feed.entries[Address("a2", "c3")] == MISSING


@pytest.mark.requirement(22)
def test_the_workbook_knows_whose_it_is():
    assert identity_of(changed(nothing)) == IDENTITY


@pytest.mark.requirement(22)
def test_only_what_is_filled_in_is_unlocked():
    page = load_workbook(io.BytesIO(written()))["Biểu"]

    assert page.protection.sheet
    assert not at(page, "a1", "c2").protection.locked
    assert at(page, "a1", "c1").protection.locked
    assert at(page, "b", "c3").protection.locked


@pytest.mark.requirement(22)
def test_formulas_are_live():
    page = load_workbook(io.BytesIO(written()))["Biểu"]

    assert str(at(page, "t", "c2").value).startswith("=IFERROR(")
    assert "Tham chiếu" in str(at(page, "a1", "c4").value)


def sort_rows(book, page):
    """Put the rows of the table in another order, codes and all."""
    first = at(page, "A", "c1").row
    lines = [[cell.value for cell in line] for line in page.iter_rows(min_row=first)]
    for row, values in enumerate(reversed(lines), first):
        for column, value in enumerate(values, 1):
            if page.cell(row, column).__class__.__name__ != "MergedCell":
                page.cell(row, column).value = value


def rename(book, page):
    page.title = "Bieu gui Van phong"


def insert_rows_above(book, page):
    page.insert_rows(1, 3)


def add_a_sheet_before(book, page):
    book.create_sheet("Ghi chú", 0)["A1"] = "nháp"


@pytest.mark.requirement(22)
@pytest.mark.parametrize("change", [sort_rows, rename, insert_rows_above, add_a_sheet_before])
def test_figures_are_found_wherever_they_were_moved(change):
    returned = read(change)

    assert returned.feed.faults == ()
    assert {a: v for a, v in returned.feed.entries.items() if v != MISSING} == ENTERED


def cut_a_row(book, page):
    page.delete_rows(at(page, "a2", "c1").row)


def cut_a_column(book, page):
    page.delete_cols(at(page, "a2", "c2").column)


def double_a_row(book, page):
    page.append([cell.value for cell in page[at(page, "a2", "c1").row]])


def invent_a_row(book, page):
    page.append(["x9", "", "Dòng thêm", 1, 2, 3])


@pytest.mark.requirement(22)
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (cut_a_row, ("row-was-cut", "a2")),
        (cut_a_column, ("column-was-cut", "c2")),
        (double_a_row, ("row-stands-twice", "a2")),
        (invent_a_row, ("no-such-row", "x9")),
    ],
)
def test_what_was_cut_doubled_or_invented_is_named(change, fault):
    assert fault in [(one.code, one.found) for one in read(change).feed.faults]


def typed(text):
    def change(book, page):
        at(page, "a1", "c2").value = text

    return change


@pytest.mark.requirement(23)
@pytest.mark.fixture_case("T23")
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,56", "1234.56"),
        ("1234.56", "1234.56"),
        ("1.234", "1234"),
        ("12,5", "12.5"),
        ("1.234.567", "1234567"),
        (0.1 + 0.2, "0.3"),
        (1.234, "1.234"),
        (-7, "-7"),
    ],
)
def test_t23_a_number_typed_as_text_is_read_under_the_declared_locale(text, value):
    returned = read(typed(text))

    assert returned.feed.entries[Address("a1", "c2")].number == Decimal(value)


@pytest.mark.requirement(23)
@pytest.mark.fixture_case("T23")
@pytest.mark.parametrize(
    "text", ["1,234.56", "0.123", "mười hai", "#REF!", "12%", "1 2 x", "15/08"]
)
def test_t23_an_ambiguous_text_is_an_error_at_its_cell_and_not_a_guess(text):
    (fault,) = read(typed(text)).feed.faults

    assert (fault.code, fault.row, fault.column) == ("not-a-number", "a1", "c2")
    assert fault.place == "E10"


@pytest.mark.fixture_case("T16")
@pytest.mark.parametrize("text", ["–", "-", "Không phát sinh", "nil"])
def test_t16_nil_is_said_and_is_not_zero(text):
    assert read(typed(text)).feed.entries[Address("a1", "c2")] == NIL


def test_a_formula_replaced_by_a_value_is_not_taken_for_an_entry():
    def change(book, page):
        at(page, "t", "c2").value = 999_999

    returned = read(change)

    assert Address("t", "c2") not in returned.feed.entries
    assert returned.computed[Address("t", "c2")] == number(999_999)


def lose_identity(book, page):
    del book["nhip"]


def damage_identity(book, page):
    book["nhip"]["A1"] = '{"schema": "nhip.workbook.1", "report": 7}'


@pytest.mark.parametrize("change", [lose_identity, damage_identity])
def test_a_workbook_without_its_identity_is_refused(change):
    with pytest.raises(NotOurWorkbook):
        identity_of(changed(change))


def test_a_workbook_without_the_codes_of_its_cells_is_refused():
    def change(book, page):
        page.delete_cols(1)

    with pytest.raises(NotOurWorkbook):
        read(change)


@pytest.mark.parametrize("text", ["", "0.123", "1,2,3", "9" * 60])
def test_a_text_that_is_no_number_is_refused(text):
    with pytest.raises(AmbiguousNumber):
        read_text(text)
