"""Cả nước trong trình duyệt: three real nodes at work, and Chromium to look at them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from nhip.accounts.rules import RoleName
from nhip.config.demo.country import Country, Place
from nhip.config.demo.people import invented_name, username_of
from nhip.config.demo.running import up
from tests.browser import sheets

PROVINCES = {
    "H53": "Tây Ninh",
    "H59": "Trà Vinh",
    "H60": "Tuyên Quang",
    "H61": "Vĩnh Long",
    "H62": "Vĩnh Phúc",
}
PATIENCE, USUAL_PATIENCE = 20_000, 5_000  # ms: other tests may be using the machine as well


@dataclass(frozen=True)
class Land:
    """The running country, and a browser in which windows on it are opened."""

    here: Country
    browser: Browser

    def window(self, place: Place, **how: object) -> Page:
        """Return a window of its own, not signed in yet, at the people of a node."""
        context = self.browser.new_context(**{"viewport": sheets.LAPTOP, "locale": "vi-VN"} | how)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(f"{place.url}/demo/people/")
        return page

    def as_(self, role: RoleName, agency: str, **how: object) -> Page:
        """Return a window in which one person of an agency is signed in."""
        page = self.window(self.here.agencies[agency], **how)
        become(page, role, agency)
        return page


@contextmanager
def land(here: Country) -> Iterator[Land]:
    """Run a founded country, its pages, workers and streams; nothing of it runs afterwards."""
    with up(here, lambda said: None) as started, sheets.chromium() as browser:
        for place in here.places:
            started.start_live(place)
            started.start_worker(place)
        expect.set_options(timeout=PATIENCE)
        yield Land(here, browser)
        expect.set_options(timeout=USUAL_PATIENCE)


def become(page: Page, role: RoleName, agency: str) -> None:
    """Sign in as an invented person by clicks; other agencies than the first are asked for."""
    person = page.get_by_role("button", name=invented_name(username_of(role, agency)))
    if not person.count():
        asked = page.locator("#agency option", has_text=PROVINCES[agency])
        page.select_option("#agency", asked.get_attribute("value"))
        page.click("form.filters button")
    person.click()
    page.wait_for_selector("#work")


def change_to(page: Page, role: RoleName, agency: str) -> None:
    """Let another person of the demonstration sit down at this window."""
    page.click(".brand-person a[href='/demo/people/']")
    page.wait_for_url("**/demo/people/")
    become(page, role, agency)
