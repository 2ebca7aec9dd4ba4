"""Danh sách được lưu: rows are added, taken away, carried on, signed and received by their keys."""

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied

from nhip.events.models import Event
from nhip.reporting import actions
from nhip.reporting.actions.entry import CellsAreWrong
from nhip.reporting.actions.intakes import facts
from nhip.reporting.models import Report
from nhip.reporting.queries.reports import complete_figures, findings
from nhip.reporting.queries.worksheet import worksheet
from nhip.reporting.rules.figures import MISSING, NIL, number, written
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.rosters import keys_written, roster_cell
from nhip.reporting.rules.states import Stage
from tests.reporting.country import NOW, SATURDAY, activate, load, obligation_of, owe
from tests.reporting.standing import placed
from tests.reporting.storm import (
    DISTRICTS,
    LISTED,
    PEOPLE,
    district,
    enter,
    filled_in,
    place_districts,
    victim,
)


@pytest.mark.requirement(8, 27)
def test_a_sheet_opens_with_a_row_for_each_unit_below(sheet):
    rows = {row.label: row.of_unit for row in sheet.form.rows if row.of_unit}

    assert rows == {name: ("gso", code) for code, name in DISTRICTS.items()}
    assert sheet.figures == {}


@pytest.mark.requirement(8)
def test_rows_of_a_list_are_entered_with_what_stands_in_them(lan, sheet):
    filled_in(lan, sheet)

    figures = complete_figures(sheet)
    assert figures[Address("total", "dead")] == number(1)
    assert figures[Address("people.k7", "name")] == written("Nguyễn Văn A")
    assert [one.code for one in findings(sheet) if one.blocks] == []


def test_table_and_list_must_agree(lan, sheet):
    filled_in(lan, sheet)
    enter(lan, sheet, {Address("people.k7", "fate"): written("missing")})

    found = {one.code for one in findings(sheet) if one.blocks}
    assert found == {"list-dead", "list-missing"}


def test_a_row_that_was_taken_away_comes_back_as_it_was_until_the_report_is_put_up(lan, sheet):
    filled_in(lan, sheet)

    enter(lan, sheet, {PEOPLE: MISSING})
    gone = sheet.figures.get(Address("people.k7", "name"))
    enter(lan, sheet, {PEOPLE: keys_written(["k7"])})

    assert (gone, sheet.figures[Address("people.k7", "name")]) == (None, written("Nguyễn Văn A"))


def test_putting_up_forgets_what_stood_in_rows_taken_away(lan, sheet):
    filled_in(lan, sheet)
    enter(lan, sheet, {PEOPLE: keys_written(["k7", "x"])} | victim("x", "Trần Thị B"))
    enter(lan, sheet, {PEOPLE: keys_written(["k7"])})

    actions.put_up(actor=lan, report_id=sheet.pk, now=NOW)

    assert not sheet.cells.filter(row="people.x").exists()


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({PEOPLE: keys_written(["a", "a"])}, "rows-are-wrong"),
        ({PEOPLE: written("a!b")}, "rows-are-wrong"),
        ({roster_cell("places"): keys_written(["703"])}, "rows-are-given"),
        ({roster_cell("nowhere"): keys_written(["a"])}, "rows-are-given"),
        (victim("unheard"), "no-such-cell"),
    ],
    ids=["twice", "no key", "units", "no list", "no row"],
)
def test_rows_that_cannot_be_are_refused_and_nothing_is_stored(lan, sheet, entries, code):
    with pytest.raises(CellsAreWrong) as refusal:
        enter(lan, sheet, entries)

    assert {one.code for one in refusal.value.facts["findings"]} == {code}
    assert sheet.figures == {}


@pytest.mark.requirement(57)
def test_the_log_keeps_of_a_name_only_that_it_was_written(lan, sheet):
    filled_in(lan, sheet)

    said = Event.objects.filter(name="reporting.report.entered").last().data["cells"]
    assert ["people.k7", "name", "missing", "written"] in said
    assert "Nguyễn Văn A" not in json.dumps(said, ensure_ascii=False)


@pytest.mark.requirement(57)
def test_a_name_stays_with_the_unit_that_wrote_it(lan, sheet):
    filled_in(lan, sheet)

    version = actions.put_up(actor=lan, report_id=sheet.pk, now=NOW).version

    assert "Nguyễn Văn A" not in version.payload
    assert Address("people.k7", "name") not in version.form.open
    assert version.report.figures[Address("people.k7", "fate")] == written("dead")


@pytest.mark.requirement(8, 16)
def test_nothing_arose_is_one_act_for_list_and_figures(lan, sheet):
    actions.mark_nil(actor=lan, report_id=sheet.pk, revision=sheet.revision, now=NOW)
    sheet.refresh_from_db()

    version = actions.put_up(actor=lan, report_id=sheet.pk, now=NOW).version

    assert set(version.report.figures.values()) == {NIL}
    assert '"rosters":[{"lines":[{"key":"703"' in version.payload


@pytest.mark.requirement(8)
def test_a_carried_list_and_the_rows_of_units_go_on_from_the_day_before(lan, sheet, tay_ninh):
    filled_in(lan, sheet)
    sheet.refresh_from_db()
    placed(sheet, Stage.ISSUED)

    sunday = obligation_of(tay_ninh, "D:2021-08-15")
    now = NOW + dt.timedelta(days=1)
    report = actions.open_report(actor=lan, obligation_id=sunday.pk, now=now)

    assert report.figures[Address("people.k7", "name")] == written("Nguyễn Văn A")
    assert report.figures[Address("places.705", "damage")] == number(120)


def test_a_stranger_may_add_no_row(hoa, sheet):
    with pytest.raises(PermissionDenied):
        enter(hoa, sheet, {PEOPLE: keys_written(["a"])})


@pytest.mark.requirement(8, 27)
def test_a_hundred_and_twenty_units_are_opened_filled_in_and_put_up_without_a_question_for_each(
    lan, farming, tay_ninh, django_assert_max_num_queries
):
    place_districts(tay_ninh, {f"{code}": f"Huyện {code}" for code in range(100, 220)})
    load(indicators=["disasters"], forms=["thien-tai-ngay"], regimes=["thien-tai-ngay"])
    activate("PCTT.NGAY")
    owe("PCTT.NGAY", SATURDAY)
    owed = obligation_of(tay_ninh)

    with django_assert_max_num_queries(40):
        report = actions.open_report(actor=lan, obligation_id=owed.pk, now=NOW)
    places = {at: said for code in range(100, 220) for at, said in district(str(code)).items()}
    with django_assert_max_num_queries(40):
        enter(lan, report, places | {Address("people", column): NIL for column in LISTED})
    with django_assert_max_num_queries(60):
        report = Report.objects.whole().get(pk=report.pk)
        page = worksheet(report, viewer=lan, now=NOW)
    with django_assert_max_num_queries(60):
        version = actions.put_up(actor=lan, report_id=report.pk, now=NOW).version

    assert len(page.sheet.rows) == 122
    assert len(list(facts(version))) == 121 * 8
