"""Màn hình lớn: an address that shows its boards, until it ends or is closed, and nothing else."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied

from nhip.command_centre.actions import (
    KioskLastsTooLong,
    NotTheirBoards,
    close_kiosk,
    open_kiosk,
)
from tests.reporting.country import NOW, make_person

DAILY = "YT.DICH.NGAY"
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def khanh(office):
    """Khánh, who administers the Government Office's installation."""
    return make_person("khanh", "Lê Khánh", "administrator", office)


@pytest.fixture
def screen(country, khanh, office):
    return opened(khanh, office)


def opened(actor, unit, **changes):
    asked = {"name": "Phòng họp số 1", "regimes": [DAILY], "lasts": dt.timedelta(days=2)}
    return open_kiosk(actor=actor, unit_id=unit.pk, now=NOW, **asked | changes)


def enter(client, secret):
    """Type a code at the door of the screens."""
    return client.post("/command-centre/wall/open/", {"code": secret})


def shown(client, screen, more="", **headers):
    """Return what the browser of a screen is shown, once the code was typed there."""
    enter(client, screen.secret)
    return client.get(f"/command-centre/wall/{screen.kiosk.pk}/{more}", headers=headers)


def test_a_screen_shows_its_board_without_a_menu_to_whoever_has_the_code(client, screen):
    page = shown(client, screen).content.decode()

    assert "Số ca ghi nhận trong ngày" in page
    assert "<strong>1/2</strong>" in page
    assert "brand-menu" not in page
    assert 'href="/command-centre/' not in page


def test_after_the_last_slide_comes_the_first(client, screen):
    page = shown(client, screen, "?part&slide=1").content.decode()

    assert "<html" not in page
    assert re.search(r'data-following="0"\s+data-number="1"', page)


def test_the_code_stands_in_no_address_and_no_page(client, screen):
    answer = enter(client, screen.secret)

    assert answer.url == f"/command-centre/wall/{screen.kiosk.pk}/"
    assert screen.secret not in client.get(answer.url).content.decode()
    cookie = next(iter(client.cookies.values()))
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert 169_100 < cookie["max-age"] <= 169_200  # two days less one hour


def test_a_screen_that_was_not_opened_here_is_shown_to_nobody(client, screen):
    page = client.get(f"/command-centre/wall/{screen.kiosk.pk}/")
    part = client.get(f"/command-centre/wall/{screen.kiosk.pk}/?part")

    assert (page.status_code, page.url) == (302, "/command-centre/wall/open/")
    assert part.status_code == 404


def test_the_code_of_one_screen_opens_no_other(client, screen, khanh, office):
    other = opened(khanh, office, name="Sảnh chính")
    enter(client, screen.secret)

    assert client.get(f"/command-centre/wall/{other.kiosk.pk}/?part").status_code == 404


def test_a_code_that_ended_or_never_was_opens_nothing(client, screen, august):
    assert enter(client, "x" + screen.secret).status_code == 404
    assert shown(client, screen, "?part").status_code == 200

    august(NOW + dt.timedelta(days=3))

    assert enter(client, screen.secret).status_code == 404
    assert client.get(f"/command-centre/wall/{screen.kiosk.pk}/?part").status_code == 404


def test_a_closed_screen_opens_nothing_and_may_be_closed_twice(client, screen, khanh):
    shown(client, screen)

    for _time in range(2):
        close_kiosk(actor=khanh, kiosk_id=screen.kiosk.pk, now=LATER)

    assert client.get(f"/command-centre/wall/{screen.kiosk.pk}/?part").status_code == 404


def test_an_unchanged_slide_is_not_sent_again_but_says_its_moment(client, screen):
    first = shown(client, screen, "?part")
    again = shown(client, screen, "?part", if_none_match=first["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    assert again["X-Moment"] == "09:00 15/08/2021"


def test_only_the_hash_of_an_address_is_kept(screen):
    assert screen.secret not in str(vars(screen.kiosk))
    assert screen.secret not in repr(screen)


def test_a_screen_shows_only_what_its_agency_receives(country, khanh, office):
    for regimes in ([], ["NO.SUCH"]):
        with pytest.raises(NotTheirBoards):
            opened(khanh, office, regimes=regimes)


def test_a_screen_has_an_end(country, khanh, office):
    with pytest.raises(KioskLastsTooLong):
        opened(khanh, office, lasts=dt.timedelta(days=400))


def test_only_an_administrator_opens_and_closes_screens(screen, analyst, office):
    with pytest.raises(PermissionDenied):
        opened(analyst, office)
    with pytest.raises(PermissionDenied):
        close_kiosk(actor=analyst, kiosk_id=screen.kiosk.pk, now=NOW)


def test_the_administrators_page_shows_the_address_once(client, country, khanh, office):
    client.force_login(khanh)
    asked = {"name": "Sảnh chính", "unit": office.pk, "board": [DAILY], "days": "30"}

    first = client.post("/command-centre/wall/", asked).content.decode()
    again = client.get("/command-centre/wall/").content.decode()

    code = re.search(r'href="/command-centre/wall/open/#([\w-]{40,})"', first)[1]
    assert enter(client, code).status_code == 302
    assert code not in again
    assert "Sảnh chính" in again


def test_an_administrator_closes_a_screen_on_the_page(client, screen, khanh):
    client.force_login(khanh)

    client.post(f"/command-centre/wall/{screen.kiosk.pk}/close/")

    assert enter(client, screen.secret).status_code == 404


def test_others_find_no_page_of_screens(client, screen, analyst):
    client.force_login(analyst)

    assert client.get("/command-centre/wall/").status_code == 404
    assert client.post(f"/command-centre/wall/{screen.kiosk.pk}/close/").status_code == 404
