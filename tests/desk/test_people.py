"""Sign-in: by password anywhere; in a demonstration, and only there, as one of its people."""

import re

import pytest

from tests.reporting.country import make_person, make_unit


@pytest.fixture(autouse=True)
def in_august(august):
    """The demonstration lives in August 2021."""


@pytest.fixture
def demo(settings, tmp_path):
    settings.NHIP_DEMO = str(tmp_path)


@pytest.fixture
def people(tay_ninh):
    """Tây Ninh's three people, all invented."""
    found = [
        make_person("reporter.h53", "Lê Thị Lan", "reporter", tay_ninh),
        make_person("leader.h53", "Trần Văn Minh", "leader", tay_ninh),
        make_person("clerk.h53", "Ngô Thị Thu", "clerk", tay_ninh),
    ]
    for person in found:
        person.is_simulated = True
        person.save()
    return found


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_sign_in_page_asks_for_name_and_password(client, db):
    page = text(client.get("/accounts/login/"))

    assert 'name="login"' in page
    assert "Vào vai" not in page


def test_a_person_signs_in_with_a_password(client, lan):
    lan.set_password("một mật khẩu rất dài")
    lan.save()

    answer = client.post("/accounts/login/", {"login": "lan", "password": "một mật khẩu rất dài"})

    assert answer["Location"] == "/"


def test_a_wrong_password_is_told_in_words(client, lan):
    page = text(client.post("/accounts/login/", {"login": "lan", "password": "sai"}))

    assert 'class="notice notice-error" role="alert"' in page


def test_a_demonstration_offers_its_people_with_their_tasks(client, demo, people):
    page = text(client.get("/accounts/login/"))

    assert "Vào vai Lê Thị Lan" in page
    assert "Xem báo cáo; trả lại kèm lý do, hoặc phê duyệt và ký số." in page


def test_what_waits_is_counted_beside_the_person(client, demo, people, obligation):
    page = text(client.get("/accounts/login/"))

    assert "1 việc đang chờ" in page


def test_what_was_put_up_waits_for_the_leader_and_no_longer_for_the_reporter(
    client, demo, people, put_up
):
    cards = re.findall(r'<li class="card-plain">.*?</li>', text(client.get("/accounts/login/")))

    assert [card for card in cards if "đang chờ" in card] == [cards[1]]
    assert "Trần Văn Minh" in cards[1]


def test_one_click_signs_in_as_that_person(client, demo, people):
    answer = client.post(f"/demo/people/{people[0].pk}/", follow=True)

    assert answer.redirect_chain == [("/", 302)]
    assert answer.wsgi_request.user == people[0]


def test_nobody_is_played_outside_a_demonstration(client, people):
    assert client.post(f"/demo/people/{people[0].pk}/").status_code == 404
    assert client.get("/demo/people/").status_code == 404


def test_a_real_person_is_never_played(client, demo, people, lan):
    assert client.post(f"/demo/people/{lan.pk}/").status_code == 404


def test_playing_takes_a_post(client, demo, people):
    assert client.get(f"/demo/people/{people[0].pk}/").status_code == 405


def test_a_node_of_many_agencies_shows_the_visitors_first_and_a_choice_of_the_others(
    client, demo, people
):
    for number, name in enumerate(["An Giang", "Bắc Giang", "Cà Mau"], start=1):
        unit = make_unit(f"H{number:02}", name, f"Ủy ban nhân dân tỉnh {name}", "province")
        person = make_person(f"reporter.{number}", f"Người {name}", "reporter", unit)
        person.is_simulated = True
        person.save()

    page = text(client.get("/accounts/login/"))

    assert "Vào vai Lê Thị Lan" in page
    assert "Vào vai Người" not in page
    assert "Ủy ban nhân dân tỉnh Cà Mau" in page


def test_the_people_of_another_agency_are_one_choice_away(client, demo, people):
    units = [make_unit(f"H{n:02}", f"Tỉnh {n}", f"UBND tỉnh {n}", "province") for n in (1, 2, 3)]
    person = make_person("reporter.h01", "Người Một", "reporter", units[0])
    for other, unit in zip(("b", "c"), units[1:], strict=True):
        make_person(other, other, "reporter", unit)
    type(person).objects.update(is_simulated=True)

    page = text(client.get(f"/demo/people/?agency={units[0].pk}"))

    assert "Vào vai Người Một" in page
    assert "Vào vai Lê Thị Lan" not in page


def test_the_mark_of_the_demonstration_is_on_every_page_in_both_languages(client, demo, people):
    page = text(client.get("/accounts/login/"))

    assert "TRÌNH DIỄN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in page
    assert "Demonstration – no legal value" in page
