"""Quản trị: open to who looks after the node, hidden from everybody else."""

import re

import pytest

from nhip.accounts.models import Grant
from nhip.events.actions import seal_batch
from nhip.events.models import Event
from nhip.reporting.models import Duty
from tests.reporting.country import NOW, make_person

ADDRESSES = ["units", "people", "regimes", "keys", "axis", "operation", "events"]

pytestmark = pytest.mark.usefixtures("august")


def text(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def opened(client, person, address):
    client.force_login(person)
    return text(client.get(f"/administration/{address}"))


def posted(client, person, address, **said):
    client.force_login(person)
    return text(client.post(f"/administration/{address}", said, follow=True))


@pytest.mark.parametrize("address", ADDRESSES)
def test_strangers_find_no_administration(client, lan, nobody, address):
    for person in (lan, nobody):
        client.force_login(person)
        assert client.get(f"/administration/{address}/").status_code == 404


def test_the_front_door_leads_to_the_first_page_one_may_open(client, dung, thu, lan):
    for person, address in ((dung, "units"), (thu, "axis")):
        client.force_login(person)
        assert client.get("/administration/")["Location"] == f"/administration/{address}/"
    client.force_login(lan)
    assert client.get("/administration/").status_code == 404


def test_units_are_found_without_marks_and_told_with_their_dates(client, dung, tay_ninh):
    assert "Ủy ban nhân dân tỉnh Tây Ninh" in opened(client, dung, "units/?q=tay+ninh")
    page = opened(client, dung, f"units/{tay_ninh.pk}/")

    assert "mã theo Quyết định 20/2020" in page
    assert "H53" in page


def test_who_is_on_duty_is_named_on_the_page_of_the_unit(client, dung, tay_ninh):
    page = posted(
        client, dung, f"units/{tay_ninh.pk}/duty/", name="Trực ban", telephone="000 0000 053"
    )

    assert "Trực ban" in page
    assert Duty.objects.get().valid.lower == NOW.date()


def test_a_role_is_given_and_ended(client, dung, lan, tay_ninh):
    page = posted(
        client, dung, f"people/{lan.pk}/roles/", role="checker", unit="h53", since="01/08/2021"
    )
    assert "Đã giao vai trò." in page

    given = Grant.objects.get(user=lan, role="checker")
    posted(client, dung, f"roles/{given.pk}/end/")

    given.refresh_from_db()
    assert given.valid.upper == NOW.date()


def test_a_wrong_code_is_refused_in_words(client, dung, lan):
    client.force_login(dung)
    answer = client.post(
        f"/administration/people/{lan.pk}/roles/", {"role": "checker", "unit": "X99"}
    )

    assert answer.status_code == 422
    assert "Hôm nay không đơn vị nào mang mã X99" in answer.content.decode()


def test_a_refused_form_comes_back_with_what_was_typed(client, dung, lan):
    client.force_login(dung)
    page = f"/administration/people/{lan.pk}/"
    typed = {"role": "checker", "unit": "H53", "since": "31/02/2021"}

    client.post(f"{page}roles/", typed, headers={"referer": f"http://testserver{page}"})
    back = client.get(page).content.decode()

    assert "“31/02/2021” không phải là ngày" in back
    assert 'name="unit" required="" aria-describedby="unit-hint" value="H53"' in back
    assert '<option value="checker" selected>' in back
    assert 'value="H53"' not in client.get(page).content.decode()


def test_people_of_other_agencies_are_out_of_reach(client, dung, hoa):
    assert "Phạm Thị Hoa" not in opened(client, dung, "people/")
    assert client.get(f"/administration/people/{hoa.pk}/").status_code == 404
    held = hoa.grants.get()
    assert client.post(f"/administration/roles/{held.pk}/end/").status_code == 404


def test_a_regime_shows_its_eleven_elements_and_the_law(client, dung, daily):
    assert "Báo cáo tình hình dịch bệnh hằng ngày" in opened(client, dung, "regimes/")
    page = opened(client, dung, f"regimes/{daily.pk}/")

    assert page.count("<tr><td") == 11
    assert "54/2015/TT-BYT" in page
    assert "Văn phòng Chính phủ (G22)" in page


def test_a_form_shows_its_rows_and_columns(client, dung, daily):
    assert "COVID-19" in opened(client, dung, f"forms/{daily.form_id}/")


def test_keys_say_how_many_days_are_left(client, dung, minh, minhs_key):
    page = opened(client, dung, "keys/")

    assert minhs_key.holder_name in page
    assert "còn" in page


def test_what_is_stuck_is_sent_again_with_a_reason(client, thu, dead):
    assert "Sai chữ ký" in opened(client, thu, "axis/")

    page = posted(client, thu, "axis/redrive/", number=dead.pk, reason="Đã thay chứng thư.")

    assert "Không có gói tin ách tắc" in page
    assert Event.objects.get(name="exchange.message.redriven").data["reason"]


def test_nobody_redrives_for_another_agency(client, dead, ministry):
    clerk = make_person("ha", "Lý Thu Hà", "clerk", ministry)
    client.force_login(clerk)

    answer = client.post("/administration/axis/redrive/", {"number": dead.pk, "reason": "x"})

    assert answer.status_code == 404


def test_events_are_found_by_name_subject_person_and_day(client, dung, lan, report):
    for asked in (
        "name=reporting.report",
        f"subject=reporting.report:{report.pk}",
        "actor=Trần+Thị+Lan&name=reporting",
        "day=2021-08-15&name=reporting.report.opened",
    ):
        assert "reporting.report.opened" in opened(client, dung, f"events/?{asked}")
    assert "Không có sự kiện nào" in opened(client, dung, "events/?day=2021-08-14")


def test_the_chain_is_verified_with_one_click_and_faults_are_shown(client, dung, report):
    seal_batch()
    assert "Chuỗi niêm phong nguyên vẹn" in posted(client, dung, "events/verify/")

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE events_event DISABLE TRIGGER ALL")
        cursor.execute("UPDATE events_event SET actor = 'system:nobody'")

    page = posted(client, dung, "events/verify/")
    assert "một sự kiện bị sửa" in page


def test_empty_pages_say_what_to_do(client, dung):
    assert "Chưa đăng ký khóa nào" in opened(client, dung, "keys/")
    assert "Chưa nạp chế độ báo cáo nào" in opened(client, dung, "regimes/")
