"""Danh sách qua Excel: rows go out with room for more, and come back by their keys."""

import io

import pytest
from openpyxl import load_workbook

from nhip.reporting.models import Report
from nhip.reporting.queries.workbooks import faults_in_words
from nhip.reporting.rules.figures import MISSING, NIL, number, written
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.rosters import keys_said, keys_written
from nhip.reporting.tasks import workbooks
from tests.reporting.country import NOW
from tests.reporting.storm import LISTED, PEOPLE, enter, filled_in, victim
from tests.reporting.test_workbooks import at

SECOND = ("Trần Thị B", "3/4/2021", "Xã Tân Hà", "Mất tích", "Sạt lở")


@pytest.fixture
def listed(lan, sheet) -> Report:
    """A sheet with two victims, the dead ``k7`` and the injured ``m2``."""
    filled_in(lan, sheet)
    second = victim("m2", "Lê Văn C", "injured")
    enter(lan, sheet, {PEOPLE: keys_written(["k7", "m2"])} | second)
    return Report.objects.whole().get(pk=sheet.pk)


def book_of(report):
    return load_workbook(io.BytesIO(workbooks.workbook_of(report, now=NOW)))


def saved(book) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def write(page, row, answers):
    for column, answer in zip(LISTED, answers, strict=True):
        at(page, row, column).value = answer


def take(lan, report, content):
    workbooks.take_workbook(
        actor=lan,
        report_id=report.pk,
        file=workbooks.FileReturned("bao cao.xlsx", content),
        revision=Report.objects.get(pk=report.pk).revision,
        now=NOW,
    )
    return Report.objects.whole().get(pk=report.pk)


def keys(report):
    return keys_said(report.held.get(PEOPLE, MISSING))


@pytest.mark.requirement(8, 22)
def test_a_workbook_that_nobody_touched_changes_nothing(listed):
    proposal = workbooks.propose(listed, saved(book_of(listed)), now=NOW)

    assert (proposal.changes, proposal.faults, proposal.overwritten) == ([], (), [])


@pytest.mark.requirement(8, 22)
def test_a_row_written_into_the_room_of_a_list_is_added_with_a_key_of_its_own(lan, listed):
    book = book_of(listed)
    write(book["Biểu"], "people.new_1", SECOND)
    content = saved(book)

    first, again = take(lan, listed, content), take(lan, listed, content)

    *known, fresh = keys(first)
    assert known == ["k7", "m2"]
    assert first.figures[Address(f"people.{fresh}", "day")] == written("2021-04-03")
    assert first.figures[Address(f"people.{fresh}", "fate")] == written("missing")
    assert again.figures == first.figures


def test_the_changes_name_the_rows_in_words_before_anything_is_stored(listed):
    book = book_of(listed)
    write(book["Biểu"], "people.new_1", SECOND)

    changes = workbooks.propose(listed, saved(book), now=NOW).changes

    assert [(one.label, one.before, one.after) for one in changes][:2] == [
        ("Người bị nạn", "2 dòng", "3 dòng"),
        ("Người bị nạn 3, Họ và tên", "·", "Trần Thị B"),
    ]
    assert keys(Report.objects.get(pk=listed.pk)) == ("k7", "m2")


def rows_of(page, *codes):
    """Return what stands in rows, and where."""
    found = {line[0].value: line[0].row for line in page.iter_rows()}
    return [found[code] for code in codes]


def test_rows_that_were_sorted_keep_their_keys(lan, listed):
    book = book_of(listed)
    page = book["Biểu"]
    one, other = rows_of(page, "people.k7", "people.m2")
    for cell, below in zip(page[one], page[other], strict=True):
        cell.value, below.value = below.value, cell.value

    report = take(lan, listed, saved(book))

    assert keys(report) == ("m2", "k7")
    assert report.figures[Address("people.k7", "name")] == written("Nguyễn Văn A")


def test_a_row_that_is_cut_out_is_taken_away(lan, listed):
    book = book_of(listed)
    page = book["Biểu"]
    page.delete_rows(rows_of(page, "people.m2")[0])

    assert keys(take(lan, listed, saved(book))) == ("k7",)


def test_a_row_inserted_among_those_of_a_list_is_one_of_them(lan, listed):
    book = book_of(listed)
    page = book["Biểu"]
    (second,) = rows_of(page, "people.m2")
    columns = {cell.value: cell.column for line in page.iter_rows() for cell in line}
    page.insert_rows(second)
    for code, answer in zip(LISTED, SECOND, strict=True):
        page.cell(second, columns[code]).value = answer

    report = take(lan, listed, saved(book))

    first, fresh, last = keys(report)
    assert (first, last) == ("k7", "m2")
    assert report.figures[Address(f"people.{fresh}", "name")] == written("Trần Thị B")


def test_what_others_added_meanwhile_stays(lan, listed):
    book = book_of(listed)
    write(book["Biểu"], "people.new_1", SECOND)
    enter(lan, listed, {PEOPLE: keys_written(["k7", "m2", "web"])})

    report = take(lan, listed, saved(book))

    assert set(keys(report)) > {"k7", "m2", "web"}
    assert len(keys(report)) == 4


def test_a_row_that_others_took_away_meanwhile_is_a_fault_of_the_workbook(lan, listed):
    content = saved(book_of(listed))
    enter(lan, listed, {PEOPLE: keys_written(["k7"])})
    report = Report.objects.whole().get(pk=listed.pk)

    faults = workbooks.propose(report, content, now=NOW).faults

    assert [one.code for one in faults] == ["row-is-gone"]
    assert "tải lại" in faults_in_words(faults, report.form)[0]


@pytest.mark.parametrize(
    ("column", "text"), [("day", "31/02/2021"), ("fate", "khỏe"), ("name", "A" * 81)]
)
def test_words_that_are_no_answer_are_refused_by_their_cell(listed, column, text):
    book = book_of(listed)
    at(book["Biểu"], "people.k7", column).value = text

    faults = workbooks.propose(listed, saved(book), now=NOW).faults

    assert [(one.code, one.row, one.column) for one in faults] == [
        ("not-an-answer", "people.k7", column)
    ]


@pytest.mark.requirement(8, 16)
def test_dashes_in_the_room_of_an_empty_list_say_that_there_is_nothing(lan, sheet):
    report = Report.objects.whole().get(pk=sheet.pk)
    book = book_of(report)
    write(book["Biểu"], "people.new_1", ("–",) * len(LISTED))

    report = take(lan, report, saved(book))
    again = workbooks.propose(report, saved(book_of(report)), now=NOW)

    assert {report.figures[Address("people", column)] for column in LISTED} == {NIL}
    assert (again.changes, again.faults) == ([], ())


def test_rows_of_units_come_back_by_their_codes(lan, listed):
    book = book_of(listed)
    at(book["Biểu"], "places.703", "injured").value = 4

    report = take(lan, listed, saved(book))

    assert report.figures[Address("places.703", "injured")] == number(4)
