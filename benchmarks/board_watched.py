"""200 people watch the board while reports are accepted: how soon each hears it, and sees it.

``python -m benchmarks.board_watched`` runs the real process of the live stream and a real web
server (one process, four threads) beside the database, lets 200 people with sessions of their
own keep the stream open, and stores the day's figures of one province after another, as
accepting a report does. Measured from just before the commit: until the notice came, and until
the board showed the new coverage. Beside it, in the same run: a bare NOTIFY to one listener,
and one line to 200 bare sockets. ``--viewers N`` takes another number of them.
"""

import asyncio
import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks import _measuring as measuring
from benchmarks._viewers import Viewer, ended, fan_out, fetched
from nhip.config.live.news import pause_between

VIEWERS = int(sys.argv[sys.argv.index("--viewers") + 1]) if "--viewers" in sys.argv else 200
ONE_BY_ONE, STREAMED = 20, 40  # acceptances: each waited for, then as fast as they are stored
WITHIN_SECONDS = 60.0
REGIME, PERIOD, CASES = "YT.DICH.NGAY", "D:2021-08-14", "BYT.DICH.CA"
BOARD = f"/command-centre/?regime={REGIME}&period={PERIOD}"
STARTS_AT = dt.datetime(2021, 8, 15, 1, tzinfo=dt.UTC)
HEADS = "         p50          p95          max"


def main() -> None:
    """Measure, and print each time beside its yardstick."""
    with measuring.node() as folder:
        provinces = prepare(folder)
        cookies = sessions(VIEWERS)
        with servers(folder) as (web, live):
            asyncio.run(measure(web, live, cookies, provinces))


@dataclass(frozen=True)
class Server:
    """Tiến trình đang đo: its door, and what it has used."""

    name: str
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def seconds(self) -> float:
        """Return the seconds of a core that it and its children have used."""
        ticks = sum(
            sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
            for pid in self._pids()
        )
        return ticks / os.sysconf("SC_CLK_TCK")

    @property
    def megabytes(self) -> float:
        """Return the memory that it and its children hold."""
        pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self._pids())
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def _pids(self) -> list[int]:
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *map(int, children)]


async def measure(web: Server, live: Server, cookies: list[str], provinces: list[int]) -> None:
    """Let everybody watch, accept reports, and print what came of it."""
    await measure_alone(web, cookies[0])
    await measure_yardsticks()
    viewers = [Viewer(web.port, live.port, BOARD, headers_of(one)) for one in cookies]
    tasks = [asyncio.create_task(one.watch()) for one in viewers]
    await asyncio.wait_for(asyncio.gather(*(one.listens.wait() for one in viewers)), WITHIN_SECONDS)
    await shown_to_all(viewers, 0)
    print(f"\n  {len(viewers)} listen; the live process holds {live.megabytes:.0f} MB")
    each = await accept(
        viewers, live, web, provinces[:ONE_BY_ONE], pause=pause_between(len(viewers))
    )
    say("each report waited for", viewers, each)
    rest = provinces[ONE_BY_ONE : ONE_BY_ONE + STREAMED]
    say("reports in a stream", viewers, await accept(viewers, live, web, rest, pause=0))
    print(f"  {'answers given to all of them':<46} {sum(one.answers for one in viewers):>12,}")
    print(f"  {'the live process holds, at the end':<46} {live.megabytes:>12,.0f}  MB")
    await ended(tasks)


async def accept(
    viewers: Sequence[Viewer], live: Server, web: Server, provinces: Sequence[int], *, pause: float
) -> dict[int, float]:
    """Accept one report after another; return when each was, by the coverage that it brought."""
    began, used, served = time.perf_counter(), live.seconds, web.seconds
    accepted = {}
    for unit in provinces:
        coverage = viewers[0].present + len(accepted) + 1 if not pause else viewers[0].present + 1
        accepted[coverage] = await asyncio.to_thread(store, unit)
        if pause:
            await shown_to_all(viewers, coverage)
            await asyncio.sleep(pause)  # until what moves is said at once again
    await shown_to_all(viewers, max(accepted))
    seconds = time.perf_counter() - began
    print(
        f"\n{len(accepted)} reports in {seconds:.1f} s: the live process used "
        f"{live.seconds - used:.2f} s of a core, the web server {web.seconds - served:.2f} s"
    )
    return accepted


async def shown_to_all(viewers: Sequence[Viewer], coverage: int) -> None:
    """Wait until everybody was shown a coverage."""
    end = time.monotonic() + WITHIN_SECONDS
    while any(one.present < coverage for one in viewers):
        if time.monotonic() > end:
            raise TimeoutError(f"not everybody was shown {coverage}")
        await asyncio.sleep(0.02)


def say(what: str, viewers: Sequence[Viewer], accepted: dict[int, float]) -> None:
    """Print how long it took until people heard of a report, and saw it."""
    heard = [
        min((at for at in one.heard if at >= began), default=began) - began
        for one in viewers
        for began in accepted.values()
    ]
    shown = [one.shown[coverage] - began for one in viewers for coverage, began in accepted.items()]
    measuring.say_heads(f"From acceptance, {what}", HEADS)
    say_spread("until a viewer heard that figures moved", heard)
    say_spread("until a viewer was shown the new board", shown)


def say_spread(what: str, seconds: Sequence[float]) -> None:
    """Print the middle, the slow and the slowest of many, in milliseconds."""
    ranked = sorted(seconds)
    figures = (ranked[len(ranked) // 2], ranked[len(ranked) * 95 // 100], ranked[-1])
    print(f"  {what:<46}" + "".join(f" {one * 1e3:>12,.1f}" for one in figures) + "  ms")


async def measure_alone(web: Server, cookie: str) -> None:
    """Print what one viewer waits for the board, cold and warm."""
    measuring.say_heads("One viewer alone", HEADS)
    asked = {**headers_of(cookie), "HX-Request": "true"}
    await fetched(web.port, BOARD, asked)  # the drawing program is read at the first chart
    for what, more in (("warm part", asked), ("warm page", headers_of(cookie))):
        say_spread(what, [await timed(web, BOARD, more) for _time in range(30)])
    cold = [f"{BOARD}&as_of=2021-08-15T07:{minute:02}" for minute in range(10)]
    say_spread("cold part", [await timed(web, one, asked) for one in cold])


async def timed(web: Server, path: str, headers: dict[str, str]) -> float:
    """Return the seconds that an answer takes."""
    began = time.perf_counter()
    await fetched(web.port, path, headers)
    return time.perf_counter() - began


async def measure_yardsticks() -> None:
    """Print a bare NOTIFY to one listener, and one line to as many bare sockets."""
    import psycopg
    from django.conf import settings

    measuring.say_heads("Yardsticks", HEADS)
    async with await psycopg.AsyncConnection.connect(settings.DATABASE_URL, autocommit=True) as ear:
        await ear.execute("LISTEN bench")
        with psycopg.connect(settings.DATABASE_URL, autocommit=True) as mouth:
            taken = [await notified(ear, mouth) for _time in range(30)]
    say_spread("bare NOTIFY to one listener", taken)
    say_spread(f"one line to {VIEWERS} bare sockets", await fan_out(VIEWERS, 30))


async def notified(ear: Any, mouth: Any) -> float:
    """Return the seconds from a NOTIFY until it is heard."""
    began = time.perf_counter()
    mouth.execute("NOTIFY bench")
    async for _said in ear.notifies():
        return time.perf_counter() - began
    raise RuntimeError("nothing was heard")


def store(unit: int) -> float:
    """Store the day's figure of a province; return the moment just before it was committed."""
    from django.db import connection, transaction

    from nhip.core.web import system
    from nhip.indicators import actions
    from nhip.indicators.rules.facts import Fact, Reported

    fact = Fact(CASES, unit, PERIOD, value=Decimal(unit))
    with transaction.atomic():
        source = Reported(f"{unit:064x}")
        actions.store(actor=system("benchmark"), rows=[fact], source=source, now=STARTS_AT)
        at = time.perf_counter()
    connection.close()
    return at


def prepare(folder: Path) -> list[int]:
    """Load the country with what it owes and what was published before; return the provinces."""
    from django.conf import settings
    from django.core.management import call_command

    from nhip.config.demo import history, owed
    from nhip.core import clock
    from nhip.core.web import system
    from nhip.organisations.models import Code, Unit

    os.environ["NHIP_CLOCK"] = str(folder / "clock.json")
    clock.write(folder / "clock.json", STARTS_AT)
    call_command("load_units", verbosity=0)
    call_command("load_indicators", verbosity=0)
    call_command("load_regimes", activate=owed.STARTED, verbosity=0)
    provinces = Unit.objects.of_kind("province", on=STARTS_AT.date())
    codes = Code.objects.filter(scheme="gso", valid__contains=STARTS_AT.date(), unit__in=provinces)
    units, founder = dict(codes.values_list("value", "unit_id")), system("benchmark")
    folder_of_series = settings.NHIP_REFERENCE / "series"
    history.import_outbreak(actor=founder, folder=folder_of_series, units=units, now=STARTS_AT)
    owed.owe(actor=founder, now=STARTS_AT)
    return sorted(units.values())


def sessions(count: int) -> list[str]:
    """Let so many people look at the national figures, each signed in; return their cookies."""
    from django.conf import settings
    from django.test import Client

    from nhip.accounts.models import Grant, User
    from nhip.accounts.rules import RoleName
    from nhip.organisations.models import Unit

    office = Unit.objects.by_code("qd20", "G22", on=STARTS_AT.date())
    found = []
    for number in range(count):
        user = User.objects.create(username=f"viewer{number}", full_name=f"Người xem {number}")
        valid = ("2021-01-01", None)
        Grant.objects.create(user=user, role=RoleName.ANALYST, unit=office, valid=valid)
        browser = Client()
        browser.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        found.append(f"{name}={browser.cookies[name].value}")
    return found


def headers_of(cookie: str) -> dict[str, str]:
    """Return what a browser sends along."""
    return {"Host": "127.0.0.1", "Cookie": cookie}


@contextmanager
def servers(folder: Path) -> Iterator[tuple[Server, Server]]:
    """Yield the pages and the live stream of the node; they end with the block."""
    from nhip.config.demo.processes import free_ports

    web, live, _spare = free_ports()
    more = {
        "NHIP_URL": f"http://127.0.0.1:{web}",
        "NHIP_LIVE_URL": f"http://127.0.0.1:{live}/live/",
        "NHIP_DATABASE_POOL": "8",
        "DJANGO_SETTINGS_MODULE": "nhip.config.settings",
    }
    granian = ["granian", "--interface", "wsgi", "--port", str(web), "--workers", "1"]
    granian += ["--blocking-threads", "4", "--log-level", "error", "nhip.config.wsgi:application"]
    with (
        running("web", web, granian, more, folder) as pages,
        running(
            "live", live, ["nhip.config.cli", "live", "--port", str(live)], more, folder
        ) as ear,
    ):
        yield pages, ear


@contextmanager
def running(
    name: str, port: int, module: list[str], more: dict[str, str], folder: Path
) -> Iterator[Server]:
    """Yield a process once it answers."""
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *module], env=os.environ | more, stdout=log, stderr=log
        )
    try:
        wait_for(port, process)
        yield Server(name, port, process)
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until a process answers that it is well."""
    end = time.monotonic() + WITHIN_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            asyncio.run(fetched(port, "/healthz", {"Host": "127.0.0.1"}))
        except (OSError, RuntimeError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"nothing answers at port {port}")


if __name__ == "__main__":
    main()
