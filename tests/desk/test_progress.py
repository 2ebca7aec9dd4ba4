"""Trang tiến độ: who receives a report sees who is late, urges with one click, takes a file."""

import re

import pytest

from nhip.reporting import actions
from nhip.reporting.models import Obligation, Urge
from nhip.reporting.rules.states import Stage
from tests.reporting.country import ADMIN, NOW, at, make_person, make_unit
from tests.reporting.standing import report_at


@pytest.fixture(autouse=True)
def in_august(august):
    """Every page of these tests is opened on Sunday 15 August 2021, after the time was up."""
    august(at(11))
    return august


@pytest.fixture
def quang(office):
    return make_person("quang", "Đỗ Quang", "registry", office)


@pytest.fixture
def ha_noi(obligation):
    """A second province, which owes the same report and sent it."""
    unit = make_unit("H26", "Hà Nội", "Ủy ban nhân dân thành phố Hà Nội", "province")
    fresh = Obligation.objects.create(
        regime=obligation.regime,
        period=obligation.period,
        unit=unit,
        tier="province",
        due_at=at(10),
        frozen_at=NOW,
    )
    report_at(Stage.ISSUED, fresh)
    return unit


def text(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def opened(client, person, address="/progress/"):
    client.force_login(person)
    return text(client.get(address))


@pytest.mark.requirement(48)
def test_who_receives_the_report_sees_who_is_late(client, quang, obligation, ha_noi):
    page = opened(client, quang)

    assert "1 trên 2 đã gửi" in page
    assert "(50 %)" in page
    assert "1 quá hạn" in page
    assert page.index(">Tây Ninh</a>") < page.index(">Hà Nội</a>")
    assert "quá hạn 1 lần trong năm" in page


@pytest.mark.requirement(48)
def test_one_click_urges_all_who_are_late_and_the_log_says_so(client, quang, obligation, ha_noi):
    client.force_login(quang)
    asked = {"regime": obligation.regime_id, "period": obligation.period_id, "back": "/progress/"}

    page = text(client.post("/progress/urge-late/", asked, follow=True))

    assert "Đã đôn đốc 1 đơn vị." in page
    assert Urge.objects.get().obligation == obligation
    assert "Đỗ Quang, Văn phòng Chính phủ" in page


def test_one_unit_is_urged_with_one_click(client, quang, obligation):
    client.force_login(quang)

    page = text(
        client.post(
            "/progress/urge/", {"obligation": obligation.pk, "back": "/progress/"}, follow=True
        )
    )

    assert "Đã đôn đốc; đơn vị thấy ở mục Việc của tôi." in page


def test_a_second_click_within_the_hour_is_refused_in_words(client, quang, obligation):
    client.force_login(quang)
    for _twice in range(2):
        answer = client.post(
            "/progress/urge/",
            {"obligation": obligation.pk},
            headers={"referer": "http://testserver/progress/"},
            follow=True,
        )

    assert "vừa được đôn đốc lúc 11:00" in text(answer)


def test_the_urged_unit_sees_it_in_its_work(client, quang, lan, hoa, obligation):
    actions.urge(actor=quang, obligation_id=obligation.pk, now=at(11))

    assert "Văn phòng Chính phủ đôn đốc" in opened(client, lan, "/")
    assert "đôn đốc" not in opened(client, hoa, "/")


def test_a_reporter_follows_the_own_unit_and_urges_nobody(client, lan, obligation, ha_noi):
    page = opened(client, lan)

    assert ">Tây Ninh</a>" in page
    assert ">Hà Nội</a>" not in page
    assert "/progress/urge/" not in page
    assert client.post("/progress/urge/", {"obligation": obligation.pk}).status_code == 404


def test_the_unit_page_tells_the_year(client, quang, obligation, tay_ninh):
    page = opened(client, quang, f"/progress/units/{tay_ninh.pk}/")

    assert "quá hạn 1 lần trong năm" in page
    assert "Báo cáo tình hình dịch bệnh hằng ngày" in page


def test_the_file_holds_every_unit_and_no_formula(client, quang, obligation, ha_noi):
    ha_noi.names.update(name="=1+1")
    client.force_login(quang)

    rows = client.get("/progress/export.csv").content.decode("utf-8-sig").splitlines()

    assert rows[0].split(";")[:3] == ["Cơ quan", "Đơn vị", "Trạng thái"]
    assert sorted(row.split(";")[1] for row in rows[1:]) == ["'=1+1", "Tây Ninh"]


@pytest.mark.requirement(48)
def test_what_is_excluded_is_said_and_not_counted(client, quang, obligation, ha_noi):
    actions.exclude(actor=ADMIN, obligation_id=obligation.pk, reason="Sáp nhập", now=NOW)

    page = opened(client, quang)

    assert "1 trên 1 đã gửi" in page
    assert "1 không thuộc diện" in page


def test_where_nothing_is_owed_the_page_says_what_to_do(client, quang, daily):
    assert "Chưa đơn vị nào phải gửi" in opened(client, quang)


def test_strangers_find_no_such_page(client, nobody, hoa, obligation, tay_ninh):
    client.force_login(nobody)
    assert client.get("/progress/").status_code == 404
    assert client.get(f"/progress/units/{tay_ninh.pk}/").status_code == 404
    client.force_login(hoa)
    assert client.get(f"/progress/units/{tay_ninh.pk}/").status_code == 404


def test_the_way_back_never_leads_elsewhere(client, quang, obligation):
    client.force_login(quang)

    answer = client.post(
        "/progress/urge/", {"obligation": obligation.pk, "back": "//evil.example/"}
    )

    assert answer["Location"] == "/"


def test_english_is_a_switch_away(client, quang, obligation, ha_noi):
    client.force_login(quang)
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})

    page = text(client.get("/progress/"))

    assert "1 of 2 sent" in page
    assert "late once this year" in page
