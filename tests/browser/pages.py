"""Mọi trang: the route table, walked in a browser along its links; axe-core looks at each page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import axe_playwright_python
from django.urls import Resolver404, get_resolver, resolve
from django.urls.resolvers import URLPattern, URLResolver
from playwright.sync_api import Page, expect

from tests.browser.sheets import LAPTOP

PHONE = {"width": 360, "height": 740}
DOORS_OF_PROGRAMS = ("/api/", "/axis/")
OPEN, STAND_INS = re.compile(r"<(\w+):\w+>"), {"int": "1"}
ABSENT, BROKEN, ABSENT_PAGE = {403, 404}, 500, "404"

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RUN = """async runOnly => {
    const found = await axe.run(document, { resultTypes: ["violations"], ...runOnly });
    return found.violations
        .filter(({ impact }) => ["serious", "critical"].includes(impact))
        .flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 200)}`));
}"""
EVERYTHING: dict[str, list[str]] = {}
WHAT_SIZE_AND_COLOURS_CHANGE = {
    "runOnly": ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]
}
ON_ITS_WAY = ".htmx-request, [data-chart]:not([data-drawn])"
BEYOND = """() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const beyond = [...document.querySelectorAll("a[href], button, input, select, textarea")]
        .filter(one => one.checkVisibility() && !one.closest(".wide"))
        .filter(one => one.getBoundingClientRect().right > clientWidth + 1)
        .map(one => `beyond the edge: ${one.outerHTML.slice(0, 200)}`);
    return scrollWidth > clientWidth ? [`${scrollWidth} px wide`, ...beyond] : beyond;
}"""
LINKS = "() => [...document.querySelectorAll('a[href]')].map(link => link.href)"


@dataclass
class Inspection:
    """What was found on the pages that were looked at, by the names of their routes."""

    seen: set[str] = field(default_factory=set)
    no_page: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)

    def look(self, page: Page) -> None:
        """Look at a page as it is now: dark on a phone, light on a laptop."""
        name = name_of(page.url)
        self.seen.add(name)
        self.no_page |= {name_of(one) for one in links_of(page) if is_file(one)}
        expect(page.locator(ON_ITS_WAY)).to_have_count(0)
        page.evaluate(AXE)
        for colours, size, rules in (
            ("dark", PHONE, WHAT_SIZE_AND_COLOURS_CHANGE),
            ("light", LAPTOP, EVERYTHING),
        ):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            faults = page.evaluate(RUN, rules) + beyond_the_edge(page)
            self.found += [f"{name}, {colours}: {fault}" for fault in faults]

    def walk(self, page: Page, *more: str) -> None:
        """Follow the links from a page, and more addresses, to every route not seen yet."""
        self.look(page)
        ahead = [*more, *links_of(page)]
        while ahead:
            address = ahead.pop()
            name = name_of(address)
            if name in self.seen | self.no_page or not self._is_page(page, name, address):
                continue
            page.goto(address)
            self.look(page)
            ahead += links_of(page)

    def _is_page(self, page: Page, name: str, address: str) -> bool:
        """Ask whether a page is there; files, forms and other doors are none."""
        answer = page.request.get(address, max_redirects=0)
        if answer.status in ABSENT:
            return False
        is_page = answer.ok and "text/html" in answer.headers["content-type"]
        if not is_page:
            self.no_page.add(name)
        if answer.status >= BROKEN:
            self.found.append(f"{name}: {answer.status}")
        return is_page


def beyond_the_edge(page: Page) -> list[str]:
    """Return what cannot be reached without scrolling the page sideways."""
    return [f"{name_of(page.url)}: {one}" for one in page.evaluate(BEYOND)]


def links_of(page: Page) -> list[str]:
    """Return where the links of a page lead on the same node."""
    here = urlsplit(page.url).netloc
    return [one for one in page.evaluate(LINKS) if urlsplit(one).netloc == here]


def is_file(address: str) -> bool:
    """Tell whether an address is that of a file to take along."""
    return bool(PurePosixPath(urlsplit(address).path).suffix)


def name_of(address: str) -> str:
    """Return the name of the route an address leads to; a page that is absent has one as well."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return ABSENT_PAGE
    return found.view_name or found.route


def routes() -> dict[str, str]:
    """Return an address for every route by its name, with a stand-in for what it leaves open.

    Programs have doors of their own; what an earlier route takes away is no address.
    """
    return dict(_routes(get_resolver()))


def _routes(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        address = before + OPEN.sub(lambda found: STAND_INS.get(found[1], "x"), str(one.pattern))
        if isinstance(one, URLResolver):
            yield from _routes(one, address)
        elif not address.startswith(DOORS_OF_PROGRAMS) and _leads_to(one, address):
            yield name_of(address), address


def _leads_to(pattern: URLPattern, address: str) -> bool:
    try:
        return resolve(address).func is pattern.callback
    except Resolver404:  # a route that is itself a regular expression
        return False
