"""Trang thời hạn: ask for more time and decide, exclude, declare outages, enter days off."""

import re

import pytest

from nhip.indicators.models import WorkingYear
from nhip.reporting import actions
from nhip.reporting.models import ExtensionRequest, Incident, Obligation
from tests.reporting.country import ADMIN, at, make_person


@pytest.fixture(autouse=True)
def in_august(august):
    """Every page of these tests is opened on Sunday 15 August 2021 at 08:00 or later."""
    return august


@pytest.fixture
def quang(office):
    return make_person("quang", "Đỗ Quang", "registry", office)


def text(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def opened(client, person, address):
    client.force_login(person)
    return text(client.get(address))


def sent(client, person, address, **said):
    client.force_login(person)
    return text(client.post(address, said, follow=True))


def ask(client, lan, obligation):
    said = {"until": "17/08/2021", "until_time": "10:00", "reason": "Mất điện"}
    return sent(client, lan, f"/obligations/{obligation.pk}/ask/", **said)


@pytest.mark.requirement(48)
def test_a_unit_asks_and_the_recipient_grants(client, lan, quang, obligation):
    assert "chờ cơ quan nhận báo cáo quyết định" in ask(client, lan, obligation)

    waiting = opened(client, quang, "/reminders/")
    assert "Mất điện" in waiting
    asked = ExtensionRequest.objects.get()
    page = sent(
        client, quang, f"/extensions/{asked.pk}/decide/", until="16/08/2021", until_time="12:00"
    )

    assert "Đã gia hạn" in page
    assert Obligation.objects.in_force().get().due_now_at == at(12, day=16)


def test_a_refusal_is_seen_by_the_unit(client, lan, quang, obligation):
    ask(client, lan, obligation)
    asked = ExtensionRequest.objects.get()

    sent(client, quang, f"/extensions/{asked.pk}/decide/", refuse="1", reason="Số liệu đã có")

    assert "không đồng ý: Số liệu đã có" in opened(client, lan, f"/obligations/{obligation.pk}/")


def test_a_time_that_is_none_is_refused_in_words(client, lan, obligation):
    client.force_login(lan)
    said = {"until": "17/08/2021", "until_time": "chiều", "reason": "x"}

    answer = client.post(
        f"/obligations/{obligation.pk}/ask/",
        said,
        headers={"referer": f"http://testserver/obligations/{obligation.pk}/"},
        follow=True,
    )

    assert "không phải giờ" in text(answer)


@pytest.mark.requirement(46)
def test_a_unit_is_taken_out_of_a_period_and_brought_back(client, quang, obligation):
    address = f"/obligations/{obligation.pk}/"

    assert "Đơn vị không phải báo cáo kỳ này" in sent(
        client, quang, f"{address}exclude/", reason="Sáp nhập"
    )
    assert not Obligation.objects.counted().exists()
    assert "lại thuộc diện" in sent(client, quang, f"{address}exclude/", reason="Nhầm", restore="1")
    assert Obligation.objects.counted().exists()


def test_strangers_find_no_obligation(client, hoa, nobody, obligation):
    for person in (hoa, nobody):
        client.force_login(person)
        for address in ("", "ask/", "exclude/"):
            where = f"/obligations/{obligation.pk}/{address}"
            answer = client.post(where, {"reason": "x"}) if address else client.get(where)
            assert answer.status_code == 404, where


@pytest.mark.requirement(48)
def test_a_reminder_stands_in_the_work_and_letters_can_be_switched_off(client, lan, obligation):
    actions.remind(actor=ADMIN, now=at(8))

    assert "1 lời nhắc" in opened(client, lan, "/")
    page = sent(client, lan, "/reminders/choose/", language="en")

    assert "Language of letters" in page
    assert 'name="by_mail">' in page


@pytest.mark.requirement(48)
def test_who_receives_the_reports_reads_how_many_units_are_missing(
    client, quang, obligation, in_august
):
    in_august(at(10, day=18))
    actions.remind(actor=ADMIN, now=at(10, day=18))

    assert "1 đơn vị chưa gửi (Tây Ninh)" in opened(client, quang, "/reminders/")


@pytest.mark.requirement(24)
def test_an_outage_is_declared_and_stands_beside_the_report(
    client, dung, quang, obligation, in_august
):
    in_august(at(12))
    said = {
        "reference": "SC-1",
        "unit": "H53",
        "starts": "15/08/2021",
        "starts_time": "09:00",
        "ends": "15/08/2021",
        "ends_time": "11:00",
        "enter_by": "15/08/2021",
        "effect": "mark",
        "reason": "Đứt cáp",
    }

    page = sent(client, dung, "/administration/incidents/declare/", **said)

    assert "liên quan 1 báo cáo" in page
    assert Incident.objects.get().enter_by == at(0, day=16)
    assert "sự cố SC-1" in opened(client, quang, "/progress/")


@pytest.mark.requirement(12)
def test_days_off_are_entered_with_the_text_that_decrees_them(client, dung):
    assert "[memory]" in opened(client, dung, "/administration/days-off/")

    page = sent(
        client,
        dung,
        "/administration/days-off/2027/",
        days_off="01/01/2027; 05/02/2027",
        swapped_in="",
        citation="Thông báo thử",
    )

    assert "Lịch nghỉ năm 2027 đã áp dụng" in page
    assert [f"{day:%d/%m}" for day in WorkingYear.objects.get().days_off] == ["01/01", "05/02"]


def test_reporters_neither_declare_outages_nor_enter_days_off(client, lan, obligation):
    client.force_login(lan)

    for address in ("/administration/incidents/", "/administration/days-off/"):
        assert client.get(address).status_code == 404
    assert client.post("/administration/incidents/declare/", {}).status_code == 404
    assert client.post("/administration/days-off/2027/", {}).status_code == 404
