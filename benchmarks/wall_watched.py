"""A wall screen that shows slide after slide: what the browser holds at the start and at the end.

``python -m benchmarks.wall_watched`` opens a screen in Chromium at a real web server with the
real live stream, and lets its clock run: every turn is one slide of twenty seconds, fetched and
drawn as on the wall. ``--turns N`` takes another number of them. In the first third reports are
accepted, so that the slides change; then nothing new comes any more. After each third the
garbage is collected, and the browser is asked how much it holds. A wall hangs for months: what
the last third adds is what every hour would add, and must be nothing.
"""

import sys
import time
from dataclasses import dataclass
from typing import Any

from benchmarks import _measuring as measuring
from benchmarks.board_watched import REGIME, STARTS_AT, prepare, servers, store

TURNS = int(sys.argv[sys.argv.index("--turns") + 1]) if "--turns" in sys.argv else 300
SLIDE_MILLISECONDS = 20_000
WITHIN_SECONDS = 30.0
REPORTS = 20  # accepted in the first third, so that slides really change
MOST_GROWTH = 0.03
DRAWN = "[...document.querySelectorAll('[data-chart]')].every((one) => 'drawn' in one.dataset)"
# The driver that moves the page's clock notes every move in the page; that is not the screen's.
FORGET = "() => { globalThis.__pwClock?.controller?._log?.splice(0); }"
KEPT = ("JSHeapUsedSize", "Nodes", "JSEventListeners", "Documents")


def main() -> None:
    """Watch, and print what is held; fail if it grows."""
    with measuring.node() as folder:
        provinces = prepare(folder)
        for unit in provinces[:3]:
            store(unit)
        code = open_screen()
        with servers(folder) as (web, _live):
            sys.exit(watch(f"http://127.0.0.1:{web.port}", code, provinces[3:]))


@dataclass(frozen=True)
class Held:
    """Những gì trình duyệt giữ sau khi dọn: as its own meters say."""

    meters: dict[str, float]

    @classmethod
    def by(cls, page: Any, devtools: Any) -> "Held":
        """Collect the garbage, and read the meters."""
        page.evaluate(FORGET)
        for _time in range(3):
            devtools.send("HeapProfiler.collectGarbage")
        said = devtools.send("Performance.getMetrics")["metrics"]
        return cls({one["name"]: one["value"] for one in said if one["name"] in KEPT})


def watch(address: str, code: str, provinces: list[int]) -> int:
    """Let the screen run in a browser; return how the process is to end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.clock.install()
        page.goto(f"{address}/command-centre/wall/open/#{code}")
        page.wait_for_url("**/command-centre/wall/*/")
        devtools = page.context.new_cdp_session(page)
        devtools.send("Performance.enable")
        began, held = time.monotonic(), []
        for turn in range(TURNS):
            if turn < TURNS // 3 and turn % max(1, TURNS // 3 // REPORTS) == 0 and provinces:
                store_apart(provinces.pop())
            let_turn(page, turn)
            if (turn + 1) % (TURNS // 3) == 0:
                held.append(Held.by(page, devtools))
        browser.close()
    return told(held[:3], time.monotonic() - began)


def let_turn(page: Any, turn: int) -> None:
    """Let twenty seconds pass, and wait until the next slide stands there, drawn."""
    shown = page.locator("#slide").get_attribute("data-number")
    following = page.locator("#slide").get_attribute("data-following")
    page.clock.fast_forward(SLIDE_MILLISECONDS + 1_000)
    end = time.monotonic() + WITHIN_SECONDS
    while page.locator("#slide").get_attribute("data-number") != following or not page.evaluate(
        DRAWN
    ):
        if time.monotonic() > end:
            raise TimeoutError(f"slide {shown} was not followed by {following} in turn {turn}")
        page.clock.run_for(50)


def told(held: list[Held], seconds: float) -> int:
    """Print what was held after each third; return 1 if the last third has added much."""
    thirds = "".join(f"{f'after {TURNS // 3 * (place + 1)}':>14}" for place in range(len(held)))
    print(f"\nA wall screen, {TURNS} slides in {seconds:.0f} s\n  {'':<20}{thirds}  last third")
    grown = False
    for name in KEPT:
        figures = [one.meters[name] for one in held]
        growth = figures[-1] / figures[-2] - 1
        grown |= growth > MOST_GROWTH
        print(f"  {name:<20}" + "".join(f"{one:>14,.0f}" for one in figures) + f"{growth:>12.1%}")
    print("  grows: the screen would not last" if grown else "  flat")
    return int(grown)


def open_screen() -> str:
    """Open a screen with the daily board; return its code."""
    import datetime as dt

    from nhip.accounts.models import Grant, User
    from nhip.accounts.rules import RoleName
    from nhip.command_centre.actions import open_kiosk
    from nhip.organisations.models import Unit

    office = Unit.objects.by_code("qd20", "G22", on=STARTS_AT.date())
    user = User.objects.create(username="khanh", full_name="Khánh")
    valid = ("2021-01-01", None)
    Grant.objects.create(user=user, role=RoleName.ADMINISTRATOR, unit=office, valid=valid)
    opened = open_kiosk(
        actor=user,
        unit_id=office.pk,
        name="Phòng họp số 1",
        regimes=[REGIME],
        lasts=dt.timedelta(days=90),
        now=STARTS_AT,
    )
    return opened.secret


def store_apart(unit: int) -> None:
    """Store a figure in a thread, as the browser's driver keeps a loop in this one."""
    from threading import Thread

    thread = Thread(target=store, args=(unit,))
    thread.start()
    thread.join()


if __name__ == "__main__":
    main()
