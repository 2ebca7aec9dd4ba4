"""Nhập một lần: what another report or publication gave is not typed anew, nor changed silently."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nhip.indicators.actions import store
from nhip.indicators.rules.facts import Fact, Imported, Reported
from nhip.reporting import actions
from nhip.reporting.actions.putting_up import WarningsUnexplained
from nhip.reporting.models import Cell
from nhip.reporting.queries.prefill import known_elsewhere
from nhip.reporting.queries.reports import findings
from nhip.reporting.rules.figures import MISSING, NIL, number
from nhip.reporting.rules.known import CHANGED, changed
from nhip.reporting.rules.specification import parse_form
from nhip.reporting.rules.states import Stage
from tests.reporting.country import (
    ADMIN,
    DAY,
    MONTH,
    NEW,
    NOW,
    SATURDAY,
    activate,
    fill,
    load,
    obligation_of,
    owe,
)
from tests.reporting.jobs import run_jobs
from tests.reporting.standing import placed, report_at

PUBLISHED = Imported("Bộ Y tế", SATURDAY)
KEY = f"{CHANGED}@covid19!new"


def publish(unit, value, source=PUBLISHED):
    fact = Fact("BYT.DICH.CA", unit.pk, DAY, value=number(value).number)
    store(actor=ADMIN, rows=[fact], source=source, now=NOW)


def open_one(lan, obligation):
    return actions.open_report(actor=lan, obligation_id=obligation.pk, now=NOW)


@pytest.mark.requirement(40)
def test_a_figure_given_elsewhere_stands_in_the_sheet_when_it_opens(lan, tay_ninh, obligation):
    publish(tay_ninh, 97)

    cell = open_one(lan, obligation).cells.get()

    assert (cell.address, cell.given, cell.origin) == (NEW, number(97), Cell.Origin.PREFILLED)
    assert cell.source == "imported:Bộ Y tế (2021-08-14)"


def test_what_is_given_while_the_sheet_is_open_comes_into_it_by_itself(lan, tay_ninh, report):
    publish(tay_ninh, 97)
    run_jobs(areas=["reporting"])
    publish(tay_ninh, 98, Imported("Bộ Y tế, sửa", SATURDAY))
    run_jobs(areas=["reporting"])

    report.refresh_from_db()
    assert (report.figures, report.revision) == ({NEW: number(97)}, 1)  # the second is a rival


def test_what_somebody_typed_is_not_written_over(lan, tay_ninh, report):
    fill(lan, report, new=99)
    publish(tay_ninh, 97)
    run_jobs(areas=["reporting"])

    assert report.figures == {NEW: number(99)}


def test_another_figure_needs_a_reason_before_it_goes_up(lan, tay_ninh, report):
    publish(tay_ninh, 97)
    fill(lan, report, brought_forward=0, new=99)

    with pytest.raises(WarningsUnexplained) as refusal:
        actions.put_up(actor=lan, report_id=report.pk, now=NOW)
    [finding] = refusal.value.facts["findings"]
    actions.explain(actor=lan, report_id=report.pk, finding=KEY, text="Thêm 2 ca.", now=NOW)

    assert (finding.key, finding.expected, finding.found) == (KEY, "97", "99")
    assert actions.put_up(actor=lan, report_id=report.pk, now=NOW).stage == Stage.PUT_UP


def test_the_same_figure_typed_again_needs_none(lan, tay_ninh, report):
    publish(tay_ninh, 97)
    fill(lan, report, brought_forward=0, new=97)

    assert not [one for one in findings(report) if one.code == CHANGED]


def test_what_the_report_itself_brought_is_no_second_source(lan, tay_ninh, obligation, report):
    sent = placed(fill(lan, report, brought_forward=0, new=97), Stage.ISSUED)
    publish(tay_ninh, 97, Reported(sent.version.sha256))

    assert known_elsewhere(report.form_version.rule, obligation) == {}


def test_all_cells_are_asked_for_in_one_statement(tay_ninh, obligation, report):
    publish(tay_ninh, 97)

    with CaptureQueriesContext(connection) as asked:
        known = known_elsewhere(report.form_version.rule, obligation)

    assert (set(known), len(asked)) == ({NEW}, 1)


def test_the_cell_says_which_report_version_and_day_it_was_filled_from(
    client, lan, tay_ninh, obligation, august
):
    load(forms=["dich-thang"], regimes=["dich-thang"])
    activate("YT.DICH.THANG")
    owe("YT.DICH.THANG", SATURDAY)
    monthly = report_at(Stage.ISSUED, obligation_of(tay_ninh, MONTH))
    publish(tay_ninh, 97, Reported(monthly.version.sha256))
    sheet = open_one(lan, obligation)
    client.force_login(lan)

    page = client.get(f"/reporting/reports/{sheet.pk}/cells/covid19!new/").content.decode()

    name = monthly.obligation.regime.name
    assert f"{name} – " in page
    assert "phiên bản 1, tiếp nhận ngày 15/08/2021" in page
    assert f"/reporting/versions/{monthly.version.sha256}/?cell=covid19%21new" in page


@pytest.mark.requirement(16)
@pytest.mark.parametrize(
    ("found", "says"),
    [(number(99), True), (NIL, True), (number("97.0"), False), (MISSING, False)],
)
def test_an_empty_required_cell_says_only_that_it_is_empty(found, says):
    specification = {
        "title": "t",
        "rows": [{"code": "covid19", "label": "r"}],
        "columns": [{"code": "new", "label": "c"}],
    }
    form = parse_form("F", "1", specification)

    assert [one.key for one in changed(form, {NEW: found}, {NEW: number(97)})] == [KEY] * says


def test_an_optional_cell_that_was_emptied_says_so():
    row = {"code": "covid19", "label": "r", "required": False}
    columns = [{"code": "new", "label": "c"}]
    form = parse_form("F", "1", {"title": "t", "rows": [row], "columns": columns})

    assert [one.found for one in changed(form, {}, {NEW: number(97)})] == ["missing"]
