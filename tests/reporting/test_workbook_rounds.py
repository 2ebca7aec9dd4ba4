"""Tờ báo cáo đi một vòng qua Excel: shown before it is stored, whole or not at all."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from nhip.core.errors import Invalid
from nhip.reporting import actions
from nhip.reporting.actions.entry import SomebodyElseSaved
from nhip.reporting.models import Report
from nhip.reporting.rules.figures import NIL, number
from nhip.reporting.tasks import workbooks
from tests.reporting.country import NOW
from tests.reporting.test_workbooks import at


@pytest.fixture
def opened(report):
    return Report.objects.whole().get(pk=report.pk)


@pytest.fixture
def first(opened):
    """The first cell somebody fills in on this form."""
    return opened.form_version.rule.inputs[0]


def returned(report, cells):
    """Return the report's workbook with some cells filled in."""
    book = load_workbook(io.BytesIO(workbooks.workbook_of(report, now=NOW)))
    for address, value in cells.items():
        at(book["Biểu"], address.row, address.column).value = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def take(actor, report, content, revision=None):
    return workbooks.take_workbook(
        actor=actor,
        report_id=report.pk,
        file=workbooks.FileReturned("bao cao.xlsx", content),
        revision=report.revision if revision is None else revision,
        now=NOW,
    )


@pytest.mark.requirement(22)
def test_a_filled_workbook_shows_its_changes_before_anything_is_stored(opened, first):
    proposal = workbooks.propose(opened, returned(opened, {first: 97}), now=NOW)

    (change,) = proposal.changes
    assert (change.address, change.after, change.theirs) == (first, "97", "")
    assert not opened.cells.filter(row=first.row, column=first.column, value=97).exists()


def test_confirmed_changes_stand_in_the_report_and_say_where_from(lan, opened, first):
    take(lan, opened, returned(opened, {first: 97}))

    cell = opened.cells.get(row=first.row, column=first.column)
    assert cell.given == number(97)
    assert (cell.origin, cell.source.split(", ")[0]) == ("file", "bao cao.xlsx")


def test_the_same_workbook_twice_changes_nothing_more(lan, opened, first):
    content = returned(opened, {first: "–"})
    once = take(lan, opened, content)

    assert once.figures[first] == NIL
    assert (
        workbooks.propose(Report.objects.whole().get(pk=opened.pk), content, now=NOW).changes == []
    )


def test_a_cell_somebody_changed_meanwhile_names_them(lan, opened, first):
    content = returned(opened, {first: 97})
    batch = actions.Batch({first: number(5)}, opened.revision)
    actions.enter_cells(actor=lan, report_id=opened.pk, batch=batch, now=NOW)

    newer = Report.objects.whole().get(pk=opened.pk)
    (change,) = workbooks.propose(newer, content, now=NOW).changes
    assert (change.before, change.theirs) == ("5", "Trần Thị Lan")
    with pytest.raises(SomebodyElseSaved):
        take(lan, opened, content)


@pytest.mark.requirement(22)
def test_one_wrong_cell_stores_nothing(lan, opened, first):
    second = opened.form_version.rule.inputs[1]
    content = returned(opened, {first: 97, second: "chín mươi"})

    with pytest.raises(workbooks.WorkbookHasFaults) as refused:
        take(lan, opened, content)

    assert refused.value.facts["findings"][0].column == second.column
    assert not opened.cells.filter(origin="file").exists()


@pytest.mark.requirement(22)
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("H53", "H32"), ("D:2021-08-14", "D:2021-08-13"), ('"version":"', '"version":"x')],
)
def test_the_workbook_of_another_unit_period_or_version_is_refused(
    ours, theirs, lan, opened, first
):
    book = load_workbook(io.BytesIO(returned(opened, {first: 1})))
    book["nhip"]["A1"] = book["nhip"]["A1"].value.replace(ours, theirs)
    target = io.BytesIO()
    book.save(target)

    with pytest.raises(workbooks.WorkbookOfAnother):
        take(lan, opened, target.getvalue())


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04"])
def test_what_is_no_workbook_says_so(lan, opened, content):
    with pytest.raises(Invalid):
        take(lan, opened, content)


def test_a_stranger_may_not_take_a_workbook_in(hoa, opened, first):
    with pytest.raises(PermissionDenied):
        take(hoa, opened, returned(opened, {first: 1}))
