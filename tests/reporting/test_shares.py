"""Phần được giao: what is somebody else's part is only read; a feed's column is not typed."""

import pytest
from django.core.exceptions import PermissionDenied

from nhip.accounts.models import Grant
from nhip.events.models import Event
from nhip.organisations.models import Placement
from nhip.reporting import actions
from nhip.reporting.actions.entry import CellsAreShut
from nhip.reporting.actions.shares import Holder, NoSuchHolder, NoSuchPart, give_part
from nhip.reporting.models import Cell, Report, Share
from nhip.reporting.queries.shares import Shut, shut_cells, shut_words
from nhip.reporting.rules.figures import number, written
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.parts import addresses_in, closed_to, parts_of
from nhip.reporting.rules.specification import parse_form
from tests.reporting.country import EVER, NOW, make_person, make_unit

ROWS = [
    {"code": "A", "label": "Y tế"},
    {"code": "A1", "label": "Khám", "parent": "A"},
    {"code": "B", "label": "Thuế", "required": False},
]
COLUMNS = [
    {"code": "plan", "label": "Năm", "group": "Kế hoạch"},
    {"code": "done", "label": "Tháng", "group": "Thực hiện"},
    {"code": "paid", "label": "Năm", "group": "Thực hiện"},
]
FORM = {"title": "t", "rows": ROWS, "columns": COLUMNS}
ONE = number(1)
A1_DONE, B_DONE, B_PLAN = Address("A1", "done"), Address("B", "done"), Address("B", "plan")


def small(**more):
    return parse_form("F", "1", FORM | more)


def test_the_parts_of_a_form_are_its_top_rows_and_its_groups_of_columns():
    named = [(one.name, one.label) for one in parts_of(small())]

    assert named == [
        ("row:A", "Y tế"),
        ("row:B", "Thuế"),
        ("column:plan", "Kế hoạch"),
        ("column:done", "Thực hiện"),
    ]


def test_a_top_row_takes_what_is_under_it_along_and_a_group_all_its_columns():
    assert A1_DONE in addresses_in("row:A", small())
    assert B_DONE not in addresses_in("row:A", small())
    assert addresses_in("column:done", small()) >= {A1_DONE, B_DONE, Address("B", "paid")}
    assert addresses_in("row:nowhere", small()) == frozenset()


def test_what_is_given_to_oneself_too_is_not_closed():
    closed = closed_to(small(), ["row:A", "row:B"], ["column:done"])

    assert (A1_DONE in closed, B_DONE in closed, B_PLAN in closed) == (False, False, True)


def on_form(report, specification) -> Report:
    """Let the worksheet stand on a form of its own."""
    version = report.form_version
    version.form.pk, version.form.code = None, "PHAN"
    version.form.save()
    version.pk, version.form_id, version.specification = None, version.form.pk, specification
    version.save()
    report.form_version = version
    report.save()
    return Report.objects.whole().get(pk=report.pk)


@pytest.fixture
def sheet(report) -> Report:
    """The open worksheet of Tây Ninh, on a form of two rows and two groups of columns."""
    return on_form(report, FORM)


@pytest.fixture
def binh(tay_ninh):
    return make_person("binh", "Lê Văn Bình", "reporter", tay_ninh)


def give(person, report, part, **holder):
    return give_part(actor=person, report_id=report.pk, part=part, holder=Holder(**holder), now=NOW)


def enter(person, report, address, origin=Cell.Origin.TYPED, value=ONE):
    report.refresh_from_db()
    batch = actions.Batch({address: value}, report.revision, origin, "x")
    return actions.enter_cells(actor=person, report_id=report.pk, batch=batch, now=NOW)


def test_a_part_is_filled_in_by_whom_it_was_given_to_and_read_by_others(lan, binh, sheet):
    give(lan, sheet, "row:A", person_id=binh.pk)

    with pytest.raises(CellsAreShut):
        enter(lan, sheet, A1_DONE)
    enter(lan, sheet, B_DONE)
    enter(binh, sheet, A1_DONE)

    assert set(sheet.figures) == {A1_DONE, B_DONE}
    assert shut_words(sheet, shut_cells(sheet, lan.ref, on=NOW.date()), on=NOW.date())[
        A1_DONE
    ].endswith("Lê Văn Bình")


def test_what_a_system_feeds_goes_into_every_part(lan, binh, sheet):
    give(lan, sheet, "row:A", person_id=binh.pk)

    enter(lan, sheet, A1_DONE, Cell.Origin.FEED)

    assert sheet.figures == {A1_DONE: number(1)}


def test_a_part_is_taken_over_in_the_open_and_given_back_for_all(lan, binh, sheet):
    give(lan, sheet, "row:A", person_id=binh.pk)
    give(lan, sheet, "row:A", person_id=lan.pk)
    enter(lan, sheet, A1_DONE)
    for _twice in range(2):
        give(lan, sheet, "row:A")

    assert not Share.objects.exists()
    told = Event.objects.filter(name="reporting.report.part_given")
    assert [event.data["person"] for event in told] == [binh.pk, lan.pk, None]


def test_a_department_fills_in_its_part_by_who_sits_in_it(lan, binh, tay_ninh, sheet):
    department = make_unit("H53.01", "Phòng Y tế", "Phòng Y tế", "department")
    Placement.objects.create(unit=department, parent=tay_ninh, valid=EVER)
    Grant.objects.create(user=binh, role="analyst", unit=department, valid=EVER)
    give(lan, sheet, "row:A", department_id=department.pk)

    with pytest.raises(CellsAreShut):
        enter(lan, sheet, A1_DONE)
    assert enter(binh, sheet, A1_DONE)


def test_only_parts_there_are_go_and_only_to_people_of_the_unit(lan, hoa, minh, sheet):
    with pytest.raises(NoSuchPart):
        give(lan, sheet, "row:Z", person_id=lan.pk)
    with pytest.raises(NoSuchHolder):
        give(lan, sheet, "row:A", person_id=hoa.pk)
    with pytest.raises(NoSuchHolder):
        give(lan, sheet, "row:A", department_id=hoa.grants.get().unit_id)
    with pytest.raises(PermissionDenied):
        give(minh, sheet, "row:A", person_id=lan.pk)


def test_nothing_arose_leaves_the_part_of_another_alone(lan, binh, sheet):
    give(lan, sheet, "row:A", person_id=binh.pk)

    actions.mark_nil(actor=lan, report_id=sheet.pk, revision=sheet.revision, now=NOW)

    assert {address.row for address in sheet.figures} == {"B"}


def test_a_list_is_one_part_and_its_rows_are_not_added_by_others(lan, binh, report):
    listed = {"code": "L", "label": "Danh sách", "repeat": "list"}
    sheet = on_form(report, FORM | {"rows": [*ROWS, listed]})
    roster = Address("L", "#")
    give(lan, sheet, "row:L", person_id=binh.pk)

    enter(binh, sheet, roster, value=written("k1 k2"))
    sheet = Report.objects.whole().get(pk=sheet.pk)
    shut = shut_cells(sheet, lan.ref, on=NOW.date())

    assert {Address("L.k1", "done"), Address("L.k2", "plan"), roster} <= shut.keys()
    assert A1_DONE not in shut


@pytest.mark.requirement(26)
def test_the_column_of_a_feed_is_read_only_and_says_where_it_is_corrected(lan, report):
    columns = [COLUMNS[0] | {"auto": "TABMIS"}, *COLUMNS[1:]]
    sheet = on_form(report, FORM | {"columns": columns})

    with pytest.raises(CellsAreShut):
        enter(lan, sheet, B_PLAN)
    enter(lan, sheet, B_PLAN, Cell.Origin.FEED)

    sheet = Report.objects.whole().get(pk=sheet.pk)
    shut = shut_cells(sheet, lan.ref, on=NOW.date())
    assert shut[B_PLAN] is Shut.FED
    assert "TABMIS" in shut_words(sheet, shut, on=NOW.date())[B_PLAN]
    assert sheet.figures == {B_PLAN: number(1)}
