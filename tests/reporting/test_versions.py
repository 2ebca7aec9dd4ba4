"""Requirement 7: a form changes by a decision; old periods stay old, and their figures go on."""

import copy
import datetime as dt
import io
import re
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from nhip.documents.providers import typeset_report
from nhip.reporting import actions
from nhip.reporting.actions import crosswalks, drafting
from nhip.reporting.actions.opening import new_report
from nhip.reporting.models import Crosswalk, FormVersion
from nhip.reporting.queries.beyond import current_versions
from nhip.reporting.queries.crosswalks import figures_as
from nhip.reporting.queries.form_versions import version_page
from nhip.reporting.queries.page import page_of
from nhip.reporting.queries.worksheet import previous_figures
from nhip.reporting.rules.crosswalk import Crosswalk as Way
from nhip.reporting.rules.figures import number
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.states import Stage
from tests.reporting.country import ADMIN, NOW, activate, load, make_person, obligation_of, owe
from tests.reporting.standing import placed

pytestmark = [pytest.mark.requirement(7), pytest.mark.usefixtures("august")]

FORM, REGIME = "II.06/VPCP/KSTT", "VPCP.KSTT.QUY"
FORMER, RUNNING = "A12:2021-Q2", "A12:2021-Q3"
DISTRICTS = "Huyện, thị xã, thành phố"
DECISION = drafting.Decision(
    "12/2021/TT-VPCP", dt.date(2021, 7, 1), "Văn phòng Chính phủ", "2021", dt.date(2021, 8, 1),
    unbound_reason="Cột mới chưa có trong danh mục chỉ tiêu.",
)  # fmt: skip


def without_districts(specification):
    """Return the form with a column put in between, so that later codes move, and no districts."""
    moved = re.compile(r"\bc(\d+)\b")

    def move(text):
        return moved.sub(lambda found: f"c{int(found[1]) + (int(found[1]) > 5)}", text)

    def renamed(value, key=""):
        match value:
            case dict():
                return {name: renamed(one, name) for name, one in value.items()}
            case list():
                return [renamed(one) for one in value]
            case str() if key in ("code", "formula", "expression", "column"):
                return move(value)
        return value

    new = renamed(copy.deepcopy(specification))
    for column in new["columns"]:
        column["number"] = column["code"][1:]
    new["rows"] = [row for row in new["rows"] if row["code"] != "B"]
    new["columns"][0]["formula"] = "c4 + c5 + c6 + c7"
    post = {"code": "c6", "number": "6", "group": "Số hồ sơ nhận giải quyết", "label": "Bưu chính"}
    new["columns"].insert(3, post)
    return new


@pytest.fixture
def dung(office):
    return make_person("dung", "Đỗ Tiến Dũng", "designer", office)


@pytest.fixture
def former(office, tay_ninh):
    """The report of the second quarter, begun on the version of 2020."""
    load(indicators=["procedures"], forms=["ii-06-kstt"], regimes=["kiem-soat-tthc"])
    activate(REGIME)
    owe(REGIME, dt.date(2021, 6, 14), dt.date(2021, 9, 14))
    return new_report(obligation_of(tay_ninh, FORMER), now=NOW)


@pytest.fixture
def newer(former, dung, office):
    """The version of 2021, in force from the first of August."""
    specification = without_districts(former.form_version.specification)
    drafted = drafting.Drafted(FORM, specification)
    draft = drafting.start_draft(actor=dung, unit_id=office.pk, drafted=drafted, now=NOW)
    return drafting.bring_into_force(actor=dung, draft_id=draft.pk, decision=DECISION, now=NOW)


def send(report, **figures):
    """Let a report have been sent with these figures, by row and column."""
    report.cells.all().delete()
    for place, value in figures.items():
        row, column = place.split("_")
        report.cells.create(
            row=row, column=column, state="number", value=value, origin="typed",
            actor="accounts.user:0", entered_at=NOW,
        )  # fmt: skip
    return placed(report, Stage.ISSUED)


@pytest.fixture
def running(former, newer, lan, tay_ninh):
    """The report of the third quarter, opened after the second was sent."""
    send(former, A_c12=5, A_c13=2, B_c12=30, C_c12=100)
    obligation = obligation_of(tay_ninh, RUNNING)
    return actions.open_report(actor=lan, obligation_id=obligation.pk, now=NOW)


def test_a_report_of_an_old_period_opens_in_its_old_version(former, newer, lan, client):
    client.force_login(lan)
    worksheet = client.get(reverse("reporting:worksheet", args=[former.pk])).content.decode()

    assert DISTRICTS in unescape(worksheet)
    assert DISTRICTS not in str(newer.specification)


def test_an_old_period_is_printed_and_filled_in_with_excel_in_its_old_version(
    former, newer, competence, lan, client
):
    client.force_login(lan)
    workbook = client.get(reverse("reporting:workbook_file", args=[former.pk]))
    printed = page_of(placed(former, Stage.PUT_UP), competence)

    rows = [row.cells[1].text for row in printed.annexes[0].body[0].rows]
    assert DISTRICTS in rows
    assert typeset_report(printed, b"{}").pdf.startswith(b"%PDF")
    assert DISTRICTS in words_of(workbook.content)


def test_a_new_period_opens_in_the_new_version(running, newer):
    assert running.form_version == newer


def test_figures_of_the_former_version_stand_where_they_go_on(running):
    before = previous_figures(running)

    assert before[Address("A", "c12")] == number(7)  # column 11 of 2020: 12 + 13
    assert before[Address("C", "c13")] == number(100)
    assert Address("A", "c6") not in before


def test_what_is_filled_in_beforehand_comes_over_and_says_from_where(running):
    cell = running.cells.get(row="A", column="c7")

    assert cell.given == number(7)
    assert cell.source.endswith("!A!c11")


def test_the_designer_puts_the_table_right(running, newer, dung):
    way = Way({"A": ("A",), "C": ("B", "C"), "total": ("total",)}, {"c13": ("c12",)})
    crosswalks.draw_crosswalk(actor=dung, version_id=newer.pk, way=way, now=NOW)

    before = previous_figures(running)

    assert before[Address("C", "c13")] == number(130)
    assert Address("A", "c12") not in before


def test_reports_on_an_older_version_cost_two_questions_however_many(
    running, former, django_assert_num_queries
):
    sent = list(current_versions(regime=former.obligation.regime)) * 50
    form = running.form_version.rule

    with django_assert_num_queries(2):
        assert len(figures_as(form, sent)) == 50


def test_a_stranger_may_not_draw_it(newer, hoa):
    with pytest.raises(PermissionDenied):
        crosswalks.draw_crosswalk(actor=hoa, version_id=newer.pk, way=Way(), now=NOW)


def test_a_crosswalk_names_only_what_there_is(newer, dung):
    with pytest.raises(crosswalks.CrosswalkNamesNothing, match="B, c99"):
        crosswalks.draw_crosswalk(
            actor=dung, version_id=newer.pk, way=Way({"B": ("A",)}, {"c3": ("c99",)}), now=NOW
        )


def test_the_first_version_goes_on_from_none_and_has_no_designer_here(former, dung):
    first = former.form_version_id

    with pytest.raises(crosswalks.NothingCameBefore):
        crosswalks.draw_crosswalk(actor=ADMIN, version_id=first, way=Way(), now=NOW)
    with pytest.raises(PermissionDenied):
        crosswalks.draw_crosswalk(actor=dung, version_id=first, way=Way(), now=NOW)


def test_the_database_refuses_to_change_a_form_in_use(newer):
    for change in ({"specification": {}}, {"decision_number": "1"}, {"version": "x"}):
        with pytest.raises(DatabaseError, match="only by a new version"), transaction.atomic():
            FormVersion.objects.filter(pk=newer.pk).update(**change)
    with pytest.raises(DatabaseError, match="only by a new version"), transaction.atomic():
        FormVersion.objects.filter(pk=newer.pk)._raw_delete("default")


def test_the_next_version_is_drawn_up_by_the_agency_of_the_last(newer, ministry):
    other = make_person("ha", "Lê Thu Hà", "designer", ministry)
    drafted = drafting.Drafted(FORM, newer.specification)
    draft = drafting.start_draft(actor=other, unit_id=ministry.pk, drafted=drafted, now=NOW)
    later = drafting.Decision(
        "1/TT", dt.date(2021, 8, 1), "Bộ Y tế", "2022", dt.date(2022, 1, 1), "chưa gắn"
    )

    with pytest.raises(drafting.FormOfAnotherAgency):
        drafting.bring_into_force(actor=other, draft_id=draft.pk, decision=later, now=NOW)


def test_the_difference_is_said_in_words(newer):
    with translation.override("vi"):
        said = version_page(newer).changes

    assert f"Dòng B {DISTRICTS} không còn." in said
    assert "Cột (6) Số hồ sơ nhận giải quyết – Bưu chính là mới." in said
    assert (
        "Cột (3) Số hồ sơ nhận giải quyết – Tổng số tính cách khác: "
        "c4 + c5 + c7 thành c4 + c5 + c6 + c7." in said
    )
    assert not [one for one in said if one.startswith("Kiểm tra")]


def test_the_pages_of_a_form_tell_its_history(newer, lan, dung, client):
    client.force_login(lan)
    history = client.get(reverse("reporting:form_history", args=[newer.form_id]))
    version = client.get(reverse("reporting:form_version", args=[newer.pk]))

    assert "Đỗ Tiến Dũng" in history.content.decode()
    assert "01/2020/TT-VPCP" in history.content.decode()
    assert "Bưu chính" in version.content.decode()
    assert "Dùng bảng này" not in version.content.decode()


def test_the_table_is_put_right_on_its_page(newer, dung, client):
    client.force_login(dung)
    facts = {"row:A": "A", "row:C": "B, C", "column:c4": "c4", "column:c6": ""}

    client.post(reverse("reporting:crosswalk", args=[newer.pk]), facts)

    held = Crosswalk.objects.get(newer=newer)
    assert held.rows == {"A": ["A"], "C": ["B", "C"]}
    assert held.columns == {"c4": ["c4"]}


def words_of(xlsx):
    """Return every text of a workbook."""
    book = load_workbook(io.BytesIO(xlsx))
    return {cell.value for sheet in book for line in sheet.iter_rows() for cell in line}
