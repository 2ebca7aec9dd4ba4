"""Việc của tôi: each person sees what they owe, sign, seal or register, and nothing of others."""

import re

import pytest

from nhip.documents.models import Document, Recipient, TakenNumber
from nhip.documents.models.series import Series
from nhip.reporting import actions
from nhip.reporting.rules.states import Stage
from tests.reporting.country import NOW, blank_document, make_person
from tests.reporting.standing import report_at


@pytest.fixture(autouse=True)
def in_august(august):
    """Every page of these tests is opened on Sunday 15 August 2021, at 8."""


def desk_of(client, person):
    client.force_login(person)
    answer = client.get("/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def numbered(agency, **changes):
    series, _new = Series.objects.get_or_create(agency=agency, year=2021)
    taken = TakenNumber.objects.create(
        series=series, number=5, use="document", taken_at=NOW, taken_by="system:tests"
    )
    values = {
        "state": Document.State.NUMBERED,
        "number": "05/BC-UBND",
        "issued_on": NOW.date(),
        "signed_at": NOW,
        "taken_number": taken,
    }
    return blank_document(agency, **values | changes)


def test_the_reporter_sees_what_is_owed_with_due_time_and_legal_basis(client, lan, obligation):
    page = desk_of(client, lan)

    assert "Báo cáo tình hình dịch bệnh hằng ngày" in page
    assert "10:00 15/08/2021" in page
    assert "còn 2 giờ" in page
    assert "TT 54/2015/TT-BYT Điều 5 khoản 6 điểm e" in page
    assert f'action="/reporting/obligations/{obligation.pk}/open/"' in page


def test_an_extension_moves_the_due_time_that_is_shown(client, lan, obligation):
    later = NOW.replace(hour=16)
    actions.extend(
        actor=_admin(), obligation_id=obligation.pk, due_at=later, reason="Mưa lũ.", now=NOW
    )

    assert "16:00 15/08/2021" in desk_of(client, lan)


def test_what_is_late_is_said_in_words(client, lan, obligation, august):
    august(NOW.replace(hour=12))

    assert "quá hạn 2 giờ" in desk_of(client, lan)


def test_a_returned_report_shows_its_reason(client, lan, minh, put_up):
    actions.return_to_reporter(
        actor=minh, report_id=put_up.pk, reasons=[actions.Reason("Xem lại số mới.")], now=NOW
    )

    page = desk_of(client, lan)

    assert "trả lại người lập" in page
    assert "Xem lại số mới." in page


def test_the_leader_sees_what_waits_for_a_signature(client, minh, put_up):
    page = desk_of(client, minh)

    assert "Chờ bạn ký" in page
    assert f'href="/reporting/reports/{put_up.pk}/"' in page


def test_the_clerk_sees_what_waits_for_the_seal(client, thu, tay_ninh):
    document = numbered(tay_ninh)

    page = desk_of(client, thu)

    assert f'<a href="/documents/{document.pk}/">05/BC-UBND</a>' in page


def test_what_waits_for_the_seal_says_when_the_report_is_due_and_by_which_law(
    client, thu, tay_ninh, obligation
):
    report = report_at(Stage.NUMBERED, obligation)
    report.document = numbered(tay_ninh)
    report.save()

    page = desk_of(client, thu)

    assert "10:00 15/08/2021" in page
    assert "TT 54/2015/TT-BYT Điều 5 khoản 6 điểm e" in page


def test_the_registry_sees_what_came_in_with_its_number_and_state(client, tay_ninh):
    registry = make_person("bich", "Ngô Thị Bích", "registry", tay_ninh)
    blank_document(
        tay_ninh,
        direction=Document.Direction.IN,
        state=Document.State.REGISTERED,
        arrival_number=121,
        arrival_year=2021,
        arrived_at=NOW,
        number="9/CV-BYT",
        author_name="Bộ Y tế",
    )

    page = desk_of(client, registry)

    assert '<td class="num" data-head="Số đến">121</td>' in page
    assert "Bộ Y tế" in page
    assert "đã vào sổ" in page


def test_what_was_sent_says_where_it_is_at_each_recipient(client, lan, put_up, tay_ninh):
    put_up.document = numbered(tay_ninh, state=Document.State.ISSUED, sealed_at=NOW, sent_at=NOW)
    put_up.stage = Stage.ISSUED
    put_up.save()
    Recipient.objects.create(document=put_up.document, code="G22", name="VPCP", status="03")
    Recipient.objects.create(
        document=put_up.document, code="G18", name="BYT", status="02", status_reason="Sai kỳ."
    )

    page = desk_of(client, lan)

    assert "đã tiếp nhận" in page
    assert "từ chối tiếp nhận" in page
    assert "Sai kỳ." in page
    assert "bị trả lại; cần đính chính" in page


def test_a_stranger_sees_nothing_of_another_agency(client, hoa, put_up):
    assert "Không có báo cáo nào chờ bạn ký" in desk_of(client, hoa)


def test_empty_desks_say_what_to_do(client, lan, thu, nobody):
    assert "Hiện không có báo cáo phải lập" in desk_of(client, lan)
    assert "Không có văn bản chờ đóng dấu" in desk_of(client, thu)
    assert "vai trò do quản trị viên" in desk_of(client, nobody)


def test_the_menu_offers_only_what_the_person_may_open(client, lan, nobody):
    assert 'href="/documents/"' in desk_of(client, lan)
    assert 'href="/documents/"' not in desk_of(client, nobody)


def test_english_is_a_switch_away_and_leaves_nothing_vietnamese_of_ours(client, lan, obligation):
    client.force_login(lan)
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})

    page = re.sub(r"\s+", " ", client.get("/").content.decode())

    assert '<html lang="en">' in page
    assert "Reports to make" in page
    assert "Daily outbreak report" in page
    assert "Việc của tôi" not in page


def test_who_is_not_signed_in_is_asked_to_sign_in(client, db):
    assert client.get("/")["Location"] == "/accounts/login/?next=/"


def _admin():
    from nhip.core.web import system

    return system("tests")
