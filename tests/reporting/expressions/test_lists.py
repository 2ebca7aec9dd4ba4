"""Danh sách: the workbook reckons with the rows of a list, those too that are added in it."""

import io

import pytest
from openpyxl import load_workbook as open_to_change
from python_calamine import load_workbook

from nhip.reporting.providers.entry_workbooks import SHEET, EntryWorkbook, write_entry_workbook
from nhip.reporting.rules.checking import Sheets, compute
from nhip.reporting.rules.figures import NIL
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.returned_lists import with_room
from nhip.reporting.rules.returned_workbooks import Identity
from nhip.reporting.rules.workbook_grid import WorkbookGrid
from tests.reporting.cases import short
from tests.reporting.expressions import targets
from tests.reporting.lists import list_form, person, with_people

pytestmark = [pytest.mark.xdist_group("expressions"), pytest.mark.requirement(8, 18)]
TOTALS = (Address("all", "aid"), Address("dead", "n"), Address("listed", "n"))
TOTALS += (Address("aid_dead", "aid"),)
TWO = person("a", "A", "dead", 30) | person("b", "B", "injured", "12.5")
NOTHING = {at: NIL for at in list_form().inputs if at.row == "people"}


def handed_out(form, figures):
    identity = Identity(1, form.code, form.version, "H53", "D:2021-08-14", 1)
    sheets = Sheets(compute(form, Sheets(figures)))
    return write_entry_workbook(EntryWorkbook(form, sheets, identity, "Tây Ninh", "14/08/2021"))


def with_third_row(content, form):
    book, grid = open_to_change(io.BytesIO(content)), WorkbookGrid(with_room(form))
    for column, answer in (("name", "C"), ("day", "14/08/2021"), ("fate", "Chết"), ("aid", 7)):
        row, at = grid.place(Address("people.new_1", column))
        book[SHEET].cell(row + 1, at + 1).value = answer
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read_back(form, path):
    grid = WorkbookGrid(with_room(form))
    rows = load_workbook(path).get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    places = [grid.place(at) for at in TOTALS]
    return [targets.read(rows[row][column]) for row, column in places]


def test_libreoffice_says_of_a_register_what_the_server_says(tmp_path):
    form, three = with_people("a", "b"), with_people("a", "b", "c")
    books = {
        "two": handed_out(form, TWO),
        "three": with_third_row(handed_out(form, TWO), form),
        "nil": handed_out(list_form(), NOTHING),
    }
    for name, content in books.items():
        (tmp_path / f"{name}.xlsx").write_bytes(content)

    targets.recalculated(sorted(tmp_path.glob("*.xlsx")), tmp_path)

    found = {"nil": read_back(list_form(), tmp_path / "out" / "nil.xlsx")}
    found |= {name: read_back(form, tmp_path / "out" / f"{name}.xlsx") for name in ("two", "three")}
    added = compute(three, Sheets(TWO | person("c", "C", "dead", 7)))
    assert found["two"] == [short(compute(form, Sheets(TWO))[at]) for at in TOTALS]
    assert found["three"] == [short(added[at]) for at in TOTALS] == ["49.5", "2", "3", "37"]
    assert found["nil"][0] == "nil"
