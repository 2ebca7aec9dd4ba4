"""Máy ảnh: windows on the running country, and small pictures of them in both languages."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from nhip.accounts.rules import RoleName
from nhip.config.demo.country import Country, Place
from tests.browser.country import PATIENCE, Land
from tests.browser.pages import ON_ITS_WAY
from tests.browser.sheets import chromium

LANGUAGES = ("en", "vi")  # what is taken last is what the page stays in
COLOURS = 192
TALLEST = 1000
UNTIL_A_PDF_IS_DRAWN = 3_000  # ms: what happens inside the reader of PDFs cannot be asked


@dataclass(frozen=True)
class Camera:
    """Máy ảnh: whose windows it opens, and where the pictures go."""

    land: Land
    out: Path

    @property
    def here(self) -> Country:
        """Return the country that is looked at."""
        return self.land.here

    def visitor(self, place: Place, address: str, **how: object) -> Page:
        """Return a window on a page of a node, signed in as nobody."""
        page = self.land.window(place, **how)
        page.goto(place.url + address)
        return page

    def person(self, role: RoleName, agency: str, address: str = "/", **how: object) -> Page:
        """Return a window in which one person of an agency looks at a page."""
        page = self.land.as_(role, agency, **how)
        page.goto(self.here.agencies[agency].url + address)
        return page

    def take(
        self,
        page: Page,
        name: str,
        *,
        until: int = TALLEST,
        before: Callable[[Page], object] = Page.bring_to_front,
    ) -> None:
        """Take a page in every language, down to so many pixels; it stays in Vietnamese.

        What a page loses when it is loaded again is done ``before`` each picture.
        """
        for language in LANGUAGES:
            self._speak(page, language)
            page.reload()
            before(page)
            self._keep(page, f"{name}.{language}", until)

    def _speak(self, page: Page, language: str) -> None:
        place = next(one for one in self.here.places if page.url.startswith(one.url))
        cookie = {"name": f"nhip_{place.name}_language", "value": language, "url": place.url}
        page.context.add_cookies([cookie])

    def _keep(self, page: Page, name: str, until: int) -> None:
        """Write what a page shows, once all of it is there; few colours make a small file."""
        expect(page.locator(ON_ITS_WAY)).to_have_count(0)
        usual = page.viewport_size
        page.evaluate("scrollTo(0, 0)")
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": usual["width"], "height": min(height, until)})
        if page.locator("iframe").is_visible():
            page.wait_for_timeout(UNTIL_A_PDF_IS_DRAWN)
        taken = page.screenshot(animations="disabled", caret="hide")
        page.set_viewport_size(usual)
        picture = Image.open(io.BytesIO(taken)).convert("RGB")
        few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(self.out / f"{name}.png", optimize=True)


@contextmanager
def camera(here: Country, out: Path) -> Iterator[Camera]:
    """Yield a camera for a country that runs."""
    out.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE)
    with chromium() as browser:
        yield Camera(Land(here, browser), out)
