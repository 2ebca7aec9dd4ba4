"""Pages of reports: the worksheet, the report, the return, the signature, the version."""

import datetime as dt
import re

import pytest

from nhip.reporting import actions
from nhip.reporting.models import Cell, Report
from nhip.reporting.rules.figures import number
from nhip.reporting.rules.states import Stage
from tests.reporting.country import ADMIN, BROUGHT, NEW, NOW, blank_document

TYPED = {
    "cell:covid19!brought_forward": "6.150",
    "cell:covid19!new": "97",
    "text:tinh-hinh": "Trong ngày ghi nhận {covid19!new} ca; cộng dồn {covid19!cumulative} ca.",
    "then": "save",
}


@pytest.fixture(autouse=True)
def in_august(august):
    """Every page of these tests is opened on Sunday 15 August 2021."""


def sheet_of(report):
    return f"/reporting/reports/{report.pk}/worksheet/"


def save(client, person, report, **changes):
    client.force_login(person)
    report.refresh_from_db()
    return client.post(sheet_of(report), TYPED | {"revision": report.revision} | changes)


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_begin_opens_the_worksheet_of_an_obligation(client, lan, obligation):
    client.force_login(lan)

    answer = client.post(f"/reporting/obligations/{obligation.pk}/open/", follow=True)

    assert answer.redirect_chain == [(sheet_of(Report.objects.get()), 302)]


@pytest.mark.requirement(61)
def test_the_worksheet_is_a_table_whose_fields_are_named_by_row_and_column(client, lan, report):
    client.force_login(lan)

    page = text(client.get(sheet_of(report)))

    assert '<th scope="row" id="row-covid19"' in page
    assert '<th scope="col" id="col-new">' in page
    assert 'name="cell:covid19!new"' in page
    assert 'aria-labelledby="row-covid19 col-new"' in page


def test_the_worksheet_of_a_postponed_report_shows_the_due_time_in_force(client, lan, report):
    later = report.obligation.due_at + dt.timedelta(days=14)
    actions.extend(
        actor=ADMIN, obligation_id=report.obligation_id, due_at=later, reason="Dịch", now=NOW
    )
    client.force_login(lan)

    assert "29/08/2021" in text(client.get(sheet_of(report)))


def test_figures_are_typed_the_vietnamese_way_and_totals_follow_on_save(client, lan, report):
    answer = save(client, lan, report)

    assert answer.status_code == 302
    assert Report.objects.get().figures[BROUGHT] == number(6150)
    page = text(client.get(sheet_of(report)))
    assert "6.247" in page
    assert "cộng dồn 6.247 ca" in page


def test_a_figure_that_cannot_be_read_stays_in_its_field_and_nothing_is_stored(client, lan, report):
    answer = save(client, lan, report, **{"cell:covid19!new": "1,234.56"})

    assert answer.status_code == 422
    assert not Cell.objects.exists()
    assert 'value="1,234.56"' in text(answer)
    assert 'value="6.150"' in text(answer)
    assert 'href="#cell-covid19-new"' in text(answer)
    assert 'id="cell-covid19-new-fault"' in text(answer)


def test_nil_is_an_explicit_choice_and_shown_as_a_dash(client, lan, report):
    save(client, lan, report, **{"cell:covid19!new": "–"})

    assert Report.objects.get().figures[NEW].number is None
    page = text(client.get(f"/reporting/reports/{report.pk}/"))
    assert re.search(r'id="cell-covid19-new" class="num input ?">–', page)


def test_an_empty_field_is_missing_and_shown_as_a_dot(client, lan, report):
    save(client, lan, report, **{"cell:covid19!new": ""})

    page = text(client.get(f"/reporting/reports/{report.pk}/"))

    assert re.search(r'id="cell-covid19-new" class="num input ?">·', page)


def test_what_nobody_touched_keeps_its_origin(client, lan, report):
    Cell.objects.create(
        report=report,
        row="covid19",
        column="brought_forward",
        state="number",
        value=6150,
        origin=Cell.Origin.PREFILLED,
        source="series:BYT.DICH.CA:D:2021-04-27..D:2021-08-13:sum",
        actor="system:prefill",
        entered_at=NOW,
    )

    save(client, lan, report)

    assert Cell.objects.get(column="brought_forward").origin == Cell.Origin.PREFILLED
    assert Cell.objects.get(column="new").origin == Cell.Origin.TYPED


def test_two_people_on_one_sheet_lose_nothing(client, lan, report):
    save(client, lan, report)

    answer = save(client, lan, report, revision=0, **{"cell:covid19!new": "98"})

    assert answer.status_code == 409
    assert Cell.objects.get(column="new").value == 97
    assert 'value="98"' in text(answer)
    assert "97 (Trần Thị Lan)" in text(answer)
    assert 'name="revision" value="1"' in text(answer)


def test_saving_again_after_a_conflict_stores_what_was_meant(client, lan, report):
    save(client, lan, report)

    save(client, lan, report, revision=1, **{"cell:covid19!new": "98"})

    assert Cell.objects.get(column="new").value == 98


def test_findings_link_to_their_cells_and_say_both_sides(client, lan, report):
    actions.enter_cells(
        actor=lan,
        report_id=report.pk,
        batch=actions.Batch({BROUGHT: number(-5), NEW: number(97)}, 0),
        now=NOW,
    )
    client.force_login(lan)

    page = text(client.get(sheet_of(report)))

    assert 'href="#cell-covid19-brought_forward"' in page
    assert "<strong>-5</strong>" in page
    assert "<strong>≥ 0</strong>" in page


def test_what_is_not_filled_in_yet_is_listed_calmly(client, lan, report):
    client.force_login(lan)

    page = text(client.get(sheet_of(report)))

    assert "2 số liệu chưa nhập" in page
    assert page.count(">✕</span> Lỗi") == 1  # the line a script copies for what it finds


def test_saving_and_putting_up_brings_the_report_to_the_leader(client, lan, report):
    answer = save(client, lan, report, then="put_up")

    assert answer["Location"] == f"/reporting/reports/{report.pk}/"
    assert Report.objects.get().stage == Stage.PUT_UP


def test_a_refused_report_is_saved_and_the_refusal_becomes_a_message(client, lan, report):
    client.force_login(lan)

    answer = client.post(
        sheet_of(report),
        TYPED | {"cell:covid19!new": "", "then": "put_up", "revision": 0},
        headers={"referer": f"http://testserver{sheet_of(report)}"},
        follow=True,
    )

    assert "notice-error" in text(answer)
    assert Report.objects.get().stage == Stage.EDITING
    assert Report.objects.get().figures[BROUGHT] == number(6150)


def test_the_rest_can_be_said_to_be_nil_in_one_go(client, lan, report):
    save(client, lan, report, **{"cell:covid19!new": "", "then": "nil"})

    assert str(Report.objects.get().figures[NEW].state) == "nil"


def test_the_leader_reads_but_does_not_fill_in(client, minh, report):
    client.force_login(minh)

    answer = client.get(sheet_of(report))

    assert answer["Location"] == f"/reporting/reports/{report.pk}/"


@pytest.mark.parametrize("page", ["", "worksheet/", "return/", "sign/"])
def test_a_stranger_finds_nothing(client, hoa, nobody, put_up, page):
    for person in (hoa, nobody):
        client.force_login(person)
        assert client.get(f"/reporting/reports/{put_up.pk}/{page}").status_code == 404


def test_who_is_not_signed_in_is_asked_to_sign_in(client, report):
    answer = client.get(f"/reporting/reports/{report.pk}/")

    assert answer["Location"].startswith("/accounts/login/?next=")


def test_the_leader_returns_the_report_with_a_reason_at_a_cell(client, minh, lan, put_up):
    client.force_login(minh)

    client.post(
        f"/reporting/reports/{put_up.pk}/return/",
        {"whole": "", "reason:covid19!new": "Kiểm tra lại số ca mới."},
    )

    assert Report.objects.get().stage == Stage.RETURNED
    client.force_login(lan)
    page = text(client.get(sheet_of(put_up)))
    assert '<a href="#cell-covid19-new">' in page
    assert "Kiểm tra lại số ca mới." in page


def test_a_return_without_a_reason_is_refused_in_words(client, minh, put_up):
    client.force_login(minh)
    address = f"/reporting/reports/{put_up.pk}/return/"

    answer = client.post(
        address, {"whole": " "}, headers={"referer": f"http://testserver{address}"}, follow=True
    )

    assert "notice-error" in text(answer)
    assert Report.objects.get().stage == Stage.PUT_UP


def test_the_signer_is_shown_what_will_be_signed(client, minh, competence, put_up, tay_ninh):
    put_up.document = blank_document(tay_ninh)
    put_up.save()
    client.force_login(minh)

    page = text(client.get(f"/reporting/reports/{put_up.pk}/sign/"))

    assert put_up.version.sha256 in page
    assert f'src="/documents/{put_up.document_id}/file.pdf#' in page
    assert "6.247" in page


def test_who_has_no_key_is_told_so_and_sees_no_button(client, minh, competence, put_up, tay_ninh):
    put_up.document = blank_document(tay_ninh)
    put_up.save()
    client.force_login(minh)

    page = text(client.get(f"/reporting/reports/{put_up.pk}/sign/"))

    assert "quản trị viên" in page
    assert "Phê duyệt và ký" not in page


def test_the_leader_sees_why_a_warning_may_stand(client, minh, lan, report):
    actions.explain(
        actor=lan,
        report_id=report.pk,
        finding="carried-from-the-day-before@covid19!brought_forward",
        text="Đính chính 24 ca.",
        now=NOW,
    )
    save(client, lan, report, then="put_up")
    client.force_login(minh)

    page = text(client.get(f"/reporting/reports/{report.pk}/"))

    assert "COVID-19, Số ca cộng dồn từ 27/4 đến hết ngày hôm trước: Đính chính 24 ca." in page


def test_the_history_names_people(client, minh, put_up):
    client.force_login(minh)

    page = text(client.get(f"/reporting/reports/{put_up.pk}/"))

    assert "<strong>Trần Thị Lan</strong> trình lãnh đạo" in page


def test_the_legal_basis_of_the_deadline_is_on_the_page(client, lan, report):
    client.force_login(lan)

    page = text(client.get(f"/reporting/reports/{report.pk}/"))

    assert "10:00 15/08/2021" in page
    assert "TT 54/2015/TT-BYT Điều 5 khoản 6 điểm e" in page


def test_a_version_shows_the_cell_a_reader_came_from(client, minh, put_up):
    client.force_login(minh)

    page = text(client.get(f"/reporting/versions/{put_up.version.sha256}/?cell=covid19!new"))

    assert '<a href="#cell-covid19-new">COVID-19, Số ca ghi nhận trong ngày</a>' in page
    assert "<strong>97</strong>" in page


def test_a_version_is_absent_for_strangers(client, hoa, put_up):
    client.force_login(hoa)

    assert client.get(f"/reporting/versions/{put_up.version.sha256}/").status_code == 404


def test_what_was_sent_is_corrected_with_a_reason(client, lan, put_up, tay_ninh):
    put_up.document, put_up.stage = blank_document(tay_ninh), Stage.ISSUED
    put_up.save()
    client.force_login(lan)

    answer = client.post(
        f"/reporting/obligations/{put_up.obligation_id}/correct/",
        {"reason": "Nhập nhầm."},
        follow=True,
    )

    assert "Nhập nhầm." in text(answer)
    assert Report.objects.get(round=2).stage == Stage.EDITING
