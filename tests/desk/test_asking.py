"""Trang yêu cầu báo cáo: ask in minutes, pass on below with one click, see who answered."""

import re

import pytest

from nhip.organisations.models import Placement
from nhip.reporting.models import AdHocRequest, Obligation
from tests.reporting.country import EVER, at, make_person, make_unit

SAID = {
    "title": "Báo cáo nhanh về mưa lũ",
    "content": "Thiệt hại đến 18 giờ",
    "reason": "Bão số 5",
    "basis": "Công điện 01/CĐ-TTg",
    "due": "15/08/2021",
    "due_time": "20:00",
    "units": "H53",
    "question": ["Số nhà bị ngập", "", "Kiến nghị"],
    "answer": ["count", "count", "text"],
    "measure": ["nhà", "", ""],
}


@pytest.fixture(autouse=True)
def in_august(august):
    """Every page of these tests is opened on Sunday 15 August 2021 at 08:00."""
    return august


@pytest.fixture
def quang(office, daily):
    return make_person("quang", "Đỗ Quang", "registry", office)


def text(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def opened(client, person, address):
    client.force_login(person)
    return text(client.get(address))


def ask(client, quang, office, **changes):
    client.force_login(quang)
    said = SAID | {"agency": office.pk} | changes
    return text(client.post("/requests/ask/", said, follow=True))


def test_what_is_asked_stands_in_the_work_of_the_units_at_once(client, quang, office, lan):
    page = ask(client, quang, office)

    assert "Đã yêu cầu Báo cáo nhanh về mưa lũ" in page
    assert "0 trên 1 đã gửi" in page
    assert "Báo cáo nhanh về mưa lũ" in opened(client, lan, "/")
    (version,) = AdHocRequest.objects.get().regime.form.versions.all()
    assert [row.label for row in version.rule.rows] == ["Số nhà bị ngập", "Kiến nghị"]


def test_without_codes_all_units_right_below_are_asked(client, quang, office, tay_ninh):
    Placement.objects.create(unit=tay_ninh, parent=office, valid=EVER)

    ask(client, quang, office, units="")

    assert Obligation.objects.get().unit == tay_ninh


def test_a_code_nobody_bears_is_named(client, quang, office):
    client.force_login(quang)
    said = SAID | {"agency": office.pk, "units": "H53, KHONG"}

    answer = client.post(
        "/requests/ask/", said, headers={"referer": "http://testserver/requests/"}, follow=True
    )

    assert "KHONG" in text(answer)
    assert not AdHocRequest.objects.exists()


def test_a_province_passes_it_on_with_one_click_and_sees_who_answered(
    client, quang, office, minh, tay_ninh
):
    ask(client, quang, office)
    commune = make_unit("H53.01", "Xã A", "Ủy ban nhân dân xã A", "commune")
    Placement.objects.create(unit=commune, parent=tay_ninh, valid=EVER)
    owed = Obligation.objects.get()
    client.force_login(minh)

    said = {"due": "15/08/2021", "due_time": "18:00"}
    page = text(client.post(f"/obligations/{owed.pk}/below/", said, follow=True))

    assert "DX.H53.2021.001" in page
    assert "0 trên 1 đã gửi" in page
    assert Obligation.objects.get(unit=commune).due_at == at(18)


def test_reporters_and_strangers_ask_nobody(client, lan, hoa, quang, office):
    client.force_login(lan)
    assert client.get("/requests/").status_code == 404
    assert client.post("/requests/ask/", SAID | {"agency": office.pk}).status_code == 404

    client.force_login(hoa)
    assert client.post("/requests/ask/", SAID | {"agency": office.pk}).status_code == 404
    ask(client, quang, office)
    owed = Obligation.objects.get()
    client.force_login(hoa)
    assert client.post(f"/obligations/{owed.pk}/below/", {}).status_code == 404
