"""Vietnamese comes first; English is somebody's choice, never the browser's."""

import pytest

from nhip.accounts.models import User

ENGLISH_BROWSER = {"Accept-Language": "en-GB,en;q=0.9"}


@pytest.fixture
def lan(db):
    return User.objects.create(username="lan", full_name="Trần Thị Lan")


def language_of(client, address="/accounts/login/", **headers):
    """Return the language that a page says it is in, having looked that it is."""
    answer = client.get(address, headers=headers)
    page = answer.content.decode()
    language = answer.headers["Content-Language"]
    assert f'<html lang="{language}">' in page
    assert ("Đến thẳng nội dung" in page) == (language == "vi"), page[:2000]
    return language


def test_a_browser_that_prefers_english_is_answered_in_vietnamese(client, db):
    assert language_of(client, **ENGLISH_BROWSER) == "vi"


def test_the_switch_gives_english_and_back(client, db):
    for language in ("en", "vi"):
        client.post("/i18n/setlang/", {"language": language, "next": "/accounts/login/"})
        assert language_of(client) == language


def test_a_persons_own_setting_gives_english(client, lan):
    lan.language = User.Language.ENGLISH
    lan.save()
    client.force_login(lan)

    assert language_of(client, "/") == "en"


def test_the_switch_is_newer_than_the_setting(client, lan):
    lan.language = User.Language.ENGLISH
    lan.save()
    client.force_login(lan)
    client.post("/i18n/setlang/", {"language": "vi", "next": "/"})

    assert language_of(client, "/") == "vi"


def test_a_language_nobody_speaks_here_is_vietnamese(client, db):
    client.cookies["nhip_test_language"] = "xx"

    assert language_of(client) == "vi"


def test_a_program_is_answered_in_the_language_it_asks_for(client, db):
    answer = client.get("/api/v1/me", headers=ENGLISH_BROWSER)

    assert answer.headers["Content-Language"] == "en"
