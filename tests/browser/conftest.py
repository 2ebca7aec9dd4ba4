"""Trình duyệt: Lan and Bình before one report that a server beside the test shows."""

import pytest

from nhip.core import clock
from tests.browser import sheets
from tests.reporting.country import NOW


@pytest.fixture(scope="module")
def browser(django_db_setup):
    with sheets.chromium() as browser:
        yield browser


@pytest.fixture
def db(browser, committing):
    """What a server beside the test is to see must be committed."""


@pytest.fixture
def scene():
    """Who is there, and before which report."""
    return sheets.outbreak


@pytest.fixture
def here(browser, db, settings, tmp_path, scene):
    settings.NHIP_CLOCK = tmp_path / "clock.json"
    settings.ALLOWED_HOSTS = ["*"]
    clock.move_to(NOW)
    lan, binh, report = scene()
    with sheets.served() as url:
        yield url, browser, lan, binh, report
        for context in browser.contexts:
            context.close()
