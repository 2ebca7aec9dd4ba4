"""Danh sách nhận được: the rows a report names are read back and judged by who receives it."""

import json

import jsonschema
import pytest

from nhip.core.canonical import canonical_json
from nhip.documents.models import Document
from nhip.indicators.models import Observation
from nhip.organisations.models import Placement
from nhip.reporting import tasks
from nhip.reporting.actions.submission import Supply, feed_cells
from nhip.reporting.models import Intake
from nhip.reporting.queries.page import tables_of
from nhip.reporting.queries.reports import payload
from nhip.reporting.rules.feeds import Locale, read_cells
from nhip.reporting.rules.figures import NIL, number, written
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.report_json import NotAReport, form_followed, read_report, write_report
from nhip.reporting.rules.rosters import Line, keys_written, rosters_of
from nhip.reporting.rules.schema import report_schema
from nhip.reporting.rules.states import Standing
from tests.people import EVER
from tests.reporting.arrivals import Desk, arrive
from tests.reporting.country import NOW
from tests.reporting.forms import shipped
from tests.reporting.storm import PEOPLE, enter, filled_in, victim

RULE = shipped("thien-tai-ngay")


@pytest.fixture(scope="session")
def desk(pki):
    return Desk.of(pki)


@pytest.fixture
def said(lan, sheet) -> bytes:
    """What Tây Ninh says of Saturday: one dead, who stands in the list."""
    return payload(filled_in(lan, sheet), on=NOW.date())


@pytest.fixture
def receive(desk, node, farming, sheet):
    """Return a function that brings a report to the ministry and takes it in."""
    node.NHIP_AGENCIES = [*node.NHIP_AGENCIES, "G10"]

    def go(data: bytes) -> Document:
        document = arrive(desk.paper(data), farming, code="G10")
        tasks.take_in_document(document_id=document.pk, now=NOW)
        return Document.objects.get(pk=document.pk)

    return go


def changed(data: bytes, change) -> bytes:
    json_value = json.loads(data)
    change(json_value)
    return canonical_json(json_value)


@pytest.mark.requirement(8, 32)
def test_a_report_names_its_rows_and_is_read_back_byte_for_byte(said):
    form, report = form_followed(said, RULE), read_report(said, RULE)

    assert rosters_of(form)["people"] == (Line("k7"),)
    assert rosters_of(form)["places"][0] == Line("703", "Thành phố Tây Ninh")
    assert write_report(report, form) == said


@pytest.mark.requirement(8)
def test_a_figure_in_a_units_row_is_that_units(said, receive, districts, tay_ninh):
    document = receive(said)

    intake = Intake.objects.get(document=document)
    dead = Observation.objects.filter(indicator__code="PCTT.NGUOI.CHET", superseded_at=None)
    assert intake.standing == Standing.ACCEPTED
    assert dict(dead.values_list("unit", "value")) == {
        districts["703"].pk: 0,
        districts["705"].pk: 1,
        tay_ninh.pk: 1,
    }
    assert {one.delivery.version_sha256 for one in dead} == {intake.version.sha256}


@pytest.mark.requirement(27)
def test_nobody_speaks_for_a_unit_that_is_not_below_that_day(said, receive, districts, office):
    Placement.objects.filter(unit=districts["705"]).update(parent=office)

    document = receive(said)

    reasons = Intake.objects.get(document=document).reasons
    assert [(one["code"], one["found"]) for one in reasons] == [("units-are-not-below", "705")]


@pytest.mark.requirement(27)
def test_nor_leaves_out_one_that_is(said, receive, tay_ninh, districts):
    later = type(tay_ninh).objects.create()
    later.names.create(name="Huyện mới", sort_key="Huyện mới", valid=EVER)
    later.codes.create(scheme="gso", value="999", valid=EVER)
    later.kinds.create(kind="district", valid=EVER)
    Placement.objects.create(unit=later, parent=tay_ninh, valid=EVER)

    document = receive(said)

    reasons = Intake.objects.get(document=document).reasons
    assert [(one["code"], one["found"]) for one in reasons] == [("units-are-left-out", "999")]


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.pop("rosters"),
        lambda said: said["rosters"][1]["lines"].append({"key": "k7"}),
        lambda said: said["rosters"][1]["lines"].append({"key": "k8"}),
        lambda said: said["rosters"][1]["lines"][0].update(name="Nguyễn Văn A"),
        lambda said: said["rosters"].append({"row": "nowhere", "lines": []}),
        lambda said: said["rosters"].reverse(),
        lambda said: said["rosters"][1].update(lines=[{"key": "a b"}]),
        lambda said: said["rosters"][1].update(lines=5),
        lambda said: said["rosters"][1].update(lines=[{"key": f"k{n}"} for n in range(501)]),
    ],
    ids=["none", "twice", "no cells", "a name", "nowhere", "order", "no key", "no list", "many"],
)
def test_a_report_whose_rows_are_not_as_it_says_is_no_report(said, change):
    with pytest.raises(NotAReport):
        read_report(changed(said, change), RULE)


def test_a_correction_takes_a_case_away_and_keeps_the_others_keys(lan, sheet):
    first = payload(filled_in(lan, sheet), on=NOW.date())
    enter(lan, sheet, {PEOPLE: keys_written(["x2", "k7"])} | victim("x2", "B"))

    second = form_followed(payload(sheet, on=NOW.date()), RULE)

    assert rosters_of(form_followed(first, RULE))["people"] == (Line("k7"),)
    assert rosters_of(second)["people"] == (Line("x2"), Line("k7"))
    assert second.row["people.k7"].number == "2"


def test_the_versions_page_shows_the_rows_and_none_of_the_names(said):
    report = read_report(said, RULE)

    assert Address("people.k7", "name") not in report.figures
    assert report.figures[Address("total", "damage")] == number(120)


@pytest.mark.requirement(8, 57)
def test_the_printed_page_has_a_table_of_places_and_a_list_without_names(said):
    report, form = read_report(said, RULE), form_followed(said, RULE)

    places, people = tables_of(form, report.figures)

    assert [row.cells[1].text for row in places.rows][1:] == [
        "Thành phố Tây Ninh",
        "Huyện Tân Biên",
    ]
    assert [cell.text for cell in places.rows[2].cells[2:5]] == ["1", "0", "0"]
    assert [cell.text for cell in people.rows[0].cells[2:]] == [
        "14/08/2021",
        "Xã Tân Lập",
        "Chết",
        "Lũ quét",
    ]


@pytest.mark.requirement(8)
def test_a_form_whose_rows_share_columns_is_one_table():
    form = shipped("ii-06-kstt")

    assert [len(table.rows) for table in tables_of(form, {})] == [len(form.rows)]


@pytest.mark.requirement(8)
def test_the_published_schema_takes_the_report_and_refuses_words_for_figures(said):
    check = jsonschema.Draft202012Validator(report_schema(RULE))
    wrong = json.loads(said)
    cell = next(one for one in wrong["cells"] if one["row"] == "places.705")
    cell |= {"state": "written", "value": "một"}

    assert list(check.iter_errors(json.loads(said))) == []
    assert list(check.iter_errors(wrong))


@pytest.mark.requirement(8)
def test_a_system_gives_a_list_its_rows_by_their_keys(lan, sheet):
    cells = [
        {"row": "people", "column": "#", "state": "written", "value": "a b"},
        {"row": "people.a", "column": "fate", "state": "written", "value": "dead"},
        {"row": "people.a", "column": "day", "state": "written", "value": "2021-08-14"},
        {"row": "people.b", "column": "name", "state": "nil", "value": None},
    ]
    supply = Supply(json.dumps({"cells": cells}), False, Locale.PLAIN, sheet.revision)

    report = feed_cells(actor=lan, report_id=sheet.pk, supply=supply, now=NOW)

    assert report.figures == {
        Address("people.a", "fate"): written("dead"),
        Address("people.a", "day"): written("2021-08-14"),
        Address("people.b", "name"): NIL,
    }


@pytest.mark.parametrize(
    ("row", "column", "value", "code"),
    [
        ("people", "#", "a a", "rows-are-wrong"),
        ("places", "#", "703", "no-such-cell"),
        ("people.a", "fate", "lost", "not-an-answer"),
        ("places.703", "dead", "một", "not-a-number"),
        ("people.z", "fate", "dead", "no-such-cell"),
    ],
)
def test_what_a_system_says_wrongly_of_a_list_is_a_fault(sheet, row, column, value, code):
    cells = [{"row": row, "column": column, "state": "written", "value": value}]
    if row == "people.a":
        cells.insert(0, {"row": "people", "column": "#", "state": "written", "value": "a"})

    assert [one.code for one in read_cells(cells, sheet.form).faults] == [code]
