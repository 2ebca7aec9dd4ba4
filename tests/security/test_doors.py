"""Cửa: what every answer says to browsers, what is too much at once, whose host this is."""

import os
import re
import subprocess
import sys
from io import BytesIO

import pytest
from django.conf import settings as node_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nhip.accounts.actions import give_token
from nhip.config.settings import CONTENT_SECURITY_POLICY
from nhip.core.web import system
from nhip.files import providers as files
from tests.api.conftest import A_MONTH, caller_for
from tests.reporting.country import NOW

CHECK = "/signing/check/"


def pdf(data=b"%PDF-1.7 no document"):
    return SimpleUploadedFile("a.pdf", data, "application/pdf")


@pytest.mark.parametrize("address", ["/accounts/login/", "/healthz", "/no-such-page", CHECK])
def test_every_answer_carries_the_headers_that_keep_browsers_careful(client, db, address):
    answer = client.get(address)

    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_nothing_is_loaded_from_another_host():
    allowed = {
        source for sources in CONTENT_SECURITY_POLICY["DIRECTIVES"].values() for source in sources
    }

    assert allowed <= {"'self'", "'none'", "data:"}


def test_no_page_has_a_script_or_a_style_in_its_text(client, lan, august):
    client.force_login(lan)

    for address in ("/", "/account/", "/accounts/login/", CHECK, "/progress/"):
        page = client.get(address).content.decode()
        assert re.findall(r"<script(?![^>]*(src=|application/json))", page) == []
        assert re.findall(r"<style|\sstyle=|\son\w+=\"|javascript:", page) == []


def test_what_one_person_saw_is_kept_by_no_cache(client, lan, august):
    client.force_login(lan)

    assert "no-store" in client.get("/account/")["Cache-Control"]
    assert "no-store" in client.get("/documents/")["Cache-Control"]


def test_cookies_are_for_this_site_and_not_for_scripts(client, lan, august, settings):
    client.force_login(lan)
    client.get("/account/")
    client.post("/i18n/setlang/", {"language": "en"})

    for name in (settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
        assert (client.cookies[name]["samesite"], client.cookies[name]["httponly"]) == ("Lax", True)
    assert (settings.SESSION_COOKIE_SAMESITE, settings.SESSION_COOKIE_HTTPONLY) == ("Lax", True)


@pytest.mark.parametrize("url", ["https://nhip.gov.vn", "http://127.0.0.1:8000"])
def test_behind_https_cookies_and_browsers_stay_there(url, tmp_path):
    ask = (
        "from nhip.config import settings as s; print(s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, bool(s.SECURE_HSTS_SECONDS))"
    )
    environment = os.environ | {"NHIP_URL": url, "NHIP_STATE": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, check=True, text=True, env=environment
    )

    assert said.stdout.split() == [str(url.startswith("https"))] * 4


def test_a_foreign_host_is_not_answered(client, db):
    assert client.get("/healthz", HTTP_HOST="evil.example").status_code == 400


def test_a_change_without_the_pages_token_is_refused(lan, august):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(lan)

    for address in ("/account/tokens/", "/accounts/logout/", "/progress/urge/", CHECK):
        assert careful.post(address).status_code == 403
    assert careful.post("/api/v1/reports", "{}", "application/json").status_code == 403


def test_a_request_that_is_too_long_is_refused_unread(client, db):
    class Unread(BytesIO):
        def read(self, *size):
            raise AssertionError

    answer = client.post(
        CHECK,
        CONTENT_LENGTH=str(node_settings.NHIP_LONGEST_REQUEST + 1),
        **{"wsgi.input": Unread()},
    )

    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "many", "1e9"])
def test_a_length_that_is_no_number_is_refused(client, db, length):
    assert client.post(CHECK, CONTENT_LENGTH=length).status_code == 413


def test_several_files_at_once_are_refused(client, db):
    assert client.post(CHECK, {"file": pdf(), "more": pdf()}).status_code == 400


def test_more_fields_than_a_worksheet_has_are_refused(client, lan, august):
    client.force_login(lan)
    many = "&".join(
        f"f{number}=1" for number in range(node_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)
    )

    answer = client.post("/account/tokens/", many, "application/x-www-form-urlencoded")

    assert answer.status_code == 400


def test_one_address_checks_only_so_many_documents(client, db, august):
    for _ in range(20):
        assert client.post(CHECK).status_code == 422

    shut = client.post(CHECK)

    assert (shut.status_code, shut["Retry-After"]) == (429, "600")
    assert "Hãy thử lại sau 10 phút" in shut.content.decode()
    assert client.get(CHECK).status_code == 200
    assert client.post(CHECK, REMOTE_ADDR="10.0.0.2").status_code == 422


def test_who_asks_the_api_too_often_waits_and_others_do_not(lan, hoa, august, settings):
    settings.NHIP_API_RATE = "2/10s"
    often, seldom = caller_for(lan), caller_for(hoa)

    answers = [often.get("regimes") for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "10"
    assert seldom.get("obligations").status_code == 200


def test_a_token_stops_with_its_holder(lan, august):
    caller = caller_for(lan)
    lan.is_active = False
    lan.save()

    assert caller.get("regimes").status_code == 401


def test_a_token_in_the_address_opens_nothing(client, lan, august):
    given = give_token(actor=system("t"), user_id=lan.pk, name="x", lasts=A_MONTH, now=NOW)

    assert client.get(f"/api/v1/regimes?token={given.secret}").status_code == 401


@pytest.mark.parametrize("name", ["", "../../secret_key", "/dev/zero", "A" * 64, "0" * 65])
def test_what_is_no_hash_names_no_file(name):
    with pytest.raises(files.FileIsMissing):
        files.fetch(name)
