"""A worksheet in a real browser: a server of our own, people who are signed in, Chromium."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from nhip.accounts.models import User
from nhip.reporting import actions
from nhip.reporting.models import Report
from tests.reporting.country import (
    NOW,
    SATURDAY,
    activate,
    load,
    make_person,
    make_unit,
    obligation_of,
    owe,
)
from tests.reporting.storm import place_districts

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LAPTOP = {"width": 1366, "height": 768}


@contextmanager
def served() -> Iterator[str]:
    """Yield the address of a server that shows this test's database."""
    server = LiveServer("127.0.0.1")
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield Chromium; inside its driver's event loop Django keeps connections of their own."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    connections.close_all()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        try:
            yield browser
        finally:
            browser.close()
            connections.close_all()
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def outbreak() -> tuple[User, User, Report]:
    """Return two reporters of Tây Ninh and the open worksheet of its daily outbreak report."""
    for code, name, kind in (
        ("G22", "Văn phòng Chính phủ", "government_office"),
        ("G18", "Bộ Y tế", "ministry"),
    ):
        make_unit(code, name, name, kind)
    tay_ninh = make_unit("H53", "Tây Ninh", "Ủy ban nhân dân tỉnh Tây Ninh", "province")
    lan = make_person("lan", "Trần Thị Lan", "reporter", tay_ninh)
    binh = make_person("binh", "Lê Văn Bình", "reporter", tay_ninh)
    load(indicators=["outbreak"], forms=["dich-ngay"], regimes=["dich-ngay"])
    activate("YT.DICH.NGAY")
    owe("YT.DICH.NGAY", SATURDAY)
    obligation = obligation_of(tay_ninh)
    report = actions.open_report(actor=lan, obligation_id=obligation.pk, now=NOW)
    return lan, binh, report


def storm() -> tuple[User, User, Report]:
    """Return two reporters of Tây Ninh and the open worksheet of its disaster report."""
    make_unit("G10", "Bộ Nông nghiệp", "Bộ Nông nghiệp và Phát triển nông thôn", "ministry")
    tay_ninh = make_unit("H53", "Tây Ninh", "Ủy ban nhân dân tỉnh Tây Ninh", "province")
    place_districts(tay_ninh)
    lan = make_person("lan", "Trần Thị Lan", "reporter", tay_ninh)
    binh = make_person("binh", "Lê Văn Bình", "reporter", tay_ninh)
    load(indicators=["disasters"], forms=["thien-tai-ngay"], regimes=["thien-tai-ngay"])
    activate("PCTT.NGAY")
    owe("PCTT.NGAY", SATURDAY)
    obligation = obligation_of(tay_ninh)
    report = actions.open_report(actor=lan, obligation_id=obligation.pk, now=NOW)
    return lan, binh, report


def signed_in(browser: Browser, person: User, url: str, **how: object) -> BrowserContext:
    """Return a window of its own in which a person is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    context = browser.new_context(**{"viewport": LAPTOP, "locale": "vi-VN"} | how)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": url}
    context.add_cookies([cookie])
    context.set_default_timeout(8_000)
    return context


def open_sheet(context: BrowserContext, url: str, report: Report) -> Page:
    """Open the worksheet and wait until it is a spreadsheet."""
    page = context.new_page()
    page.goto(f"{url}/reporting/reports/{report.pk}/worksheet/")
    page.wait_for_selector(".spreadsheet table[role=grid]")
    return page


def paste(page: Page, text: str) -> None:
    """Paste text as a spreadsheet puts it on the clipboard."""
    page.evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            const how = { clipboardData, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        text,
    )


def copied(page: Page) -> str:
    """Return what copying puts on the clipboard."""
    return page.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            const how = { clipboardData, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("copy", how));
            return clipboardData.getData("text/plain");
        }"""
    )


def wait_until_saved(page: Page) -> None:
    page.wait_for_selector("[data-part=state].state-done")
