"""Không lộ bí mật: what a person types and a program shows is in no log, address, page or row."""

import logging
import re
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from nhip.accounts.actions import give_token
from nhip.accounts.providers import concealed, revealed
from nhip.core.web import system
from nhip.reporting.models import Report
from tests.api.conftest import A_MONTH
from tests.keys import PIN
from tests.reporting.country import NOW

PASSWORD = "mật-khẩu-không-ai-được-thấy"
WRONG_PIN = "mã-pin-gõ-nhầm-một-lần"
WORDS_FOR_SECRETS = re.compile("pin|password|secret|token|code|otp", re.IGNORECASE)


@pytest.fixture
def secrets_used(client, node, settings, caplog, minh, minhs_key, typeset):
    """Sign in, ask the API, sign with a wrong PIN and with the right one; return what was typed."""
    caplog.set_level(logging.DEBUG)
    minh.set_password(PASSWORD)
    minh.save()
    client.post("/accounts/login/", {"login": "minh", "password": PASSWORD})
    token = give_token(actor=system("t"), user_id=minh.pk, name="x", lasts=A_MONTH, now=NOW)
    shown = {"Authorization": f"Bearer {token.secret}"}
    assert Client().get("/api/v1/regimes", headers=shown).status_code == 200
    address = f"/reporting/reports/{typeset.pk}/sign/"
    client.post(address, {"pin": WRONG_PIN})
    client.post(address, {"pin": PIN})
    assert Report.objects.get().document.number
    return [PASSWORD, token.secret, WRONG_PIN, PIN, settings.SECRET_KEY]


def rows(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(t::text, '') FROM \"{table}\" t")
        return cursor.fetchone()[0] or ""


def test_a_day_of_work_leaves_no_secret_in_log_or_database(secrets_used, caplog):
    tables = connection.introspection.table_names()
    log = "\n".join(map(logging.Formatter().format, caplog.get_records("setup")))
    kept = {"the log": log} | {table: rows(table) for table in tables}

    assert "POST" in log
    assert len(tables) > 40
    assert [
        (where, secret) for where, text in kept.items() for secret in secrets_used if secret in text
    ] == []


def test_an_error_page_tells_no_secret(minh, monkeypatch, caplog, august):
    def breaks(**said):
        raise RuntimeError

    monkeypatch.setattr("nhip.reporting.views.reports.tasks.sign", breaks)
    monkeypatch.setattr("nhip.reporting.views.reports.report_seen", lambda *said: Report(pk=1))
    visitor = Client(raise_request_exception=False)
    visitor.force_login(minh)

    page = visitor.post("/reporting/reports/1/sign/", {"pin": PIN})

    assert page.status_code == 500
    assert PIN not in page.content.decode() + caplog.text


def test_no_address_asks_for_a_secret():
    def names(resolver):
        for pattern in resolver.url_patterns:
            yield from pattern.pattern.converters
            yield from names(pattern) if hasattr(pattern, "url_patterns") else ()

    asked = {name for name in names(get_resolver()) if WORDS_FOR_SECRETS.search(name)}

    assert asked <= {"code"}  # of a form, as its decision names it


def test_no_form_sends_a_secret_in_its_address():
    pages = (Path(__file__).parents[2] / "nhip").rglob("templates/**/*.html")
    forms = re.compile(r"<form(?P<head>[^>]*)>(?P<body>.*?)</form>", re.DOTALL)
    found = [
        (page.name, form["head"])
        for page in pages
        for form in forms.finditer(page.read_text())
        if 'type="password"' in form["body"] and 'method="post"' not in form["head"]
    ]

    assert found == []


def test_what_must_be_read_again_is_kept_enciphered(settings):
    kept = concealed("JBSWY3DPEHPK3PXP")

    assert "JBSWY3DPEHPK3PXP" not in kept
    assert revealed(kept) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert revealed(kept) == "JBSWY3DPEHPK3PXP"


def test_a_session_keeps_no_password(client, lan, august):
    lan.set_password(PASSWORD)
    lan.save()
    client.post("/accounts/login/", {"login": "lan", "password": PASSWORD})

    assert PASSWORD not in str([one.get_decoded() for one in Session.objects.all()])
