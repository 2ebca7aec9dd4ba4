"""Server time of the main pages, beside their queries alone; first load on a slow line.

``python -m benchmarks.pages_served`` settles a country on one node: 63 provinces owe a daily
report, three of them live here, one has reports before its leader. Each page is asked for in
turns with its own statements, run bare one after the other on the same connection. Then
Chromium, with nothing in its cache, opens each page on a line of 1.5 Mbit/s and 40 ms; the
budget is 200 kB without what draws charts.
"""

import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Any

from benchmarks import _measuring as measuring
from benchmarks.report_signed import PROVINCE, REGIME, put_up

GOVERNMENT = "G22"
FILLED_IN, SENT = 5, 2
PAGE_RUNS = 3
LINE = {"latency": 40, "downloadThroughput": 1_500_000 / 8, "uploadThroughput": 750_000 / 8}
BUDGET = 200_000
CHARTS = ("vega", "charts")
COLLECT = """
import django, os, pathlib
django.setup()
from nhip.config.static import collect
collect(pathlib.Path(os.environ["NHIP_STATIC"]))
"""


@dataclass(frozen=True)
class Opened:
    """Trang được mở: what is asked for, and by whom."""

    name: str
    role: str
    agency: str
    path: str


def main() -> None:
    """Measure, and print each page beside its yardstick."""
    with (
        tempfile.TemporaryDirectory(prefix="nhip-bench-") as folder,
        collected(Path(folder)),
        measuring.node(),
        country(Path(folder) / "country") as pages,
    ):
        measure_server(pages)
        measure_line(pages)


@contextmanager
def collected(folder: Path) -> Iterator[None]:
    """Let static files be served as on a node that was set up: named by content, compressed."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "nhip.config.settings",
        "NHIP_STATE": str(folder / "state"),
        "NHIP_STATIC": str(folder / "static"),
    }
    subprocess.run([sys.executable, "-c", COLLECT], check=True)
    yield


@contextmanager
def country(folder: Path) -> Iterator[list[Opened]]:
    """Yield the pages of a country with reports in every state."""
    folder.mkdir()
    from django.test.utils import override_settings

    from tests.one_node import one_node

    with (
        one_node(folder, ministries=("G18",), provinces=(PROVINCE, "H26", "H29")),
        override_settings(NHIP_SECOND_FACTOR=False),
    ):
        reports = settled()
        yield pages_of(reports)


def settled() -> list[Any]:
    """Let two weeks be owed by everybody, one province fill them in, its first reports leave."""
    from nhip.core import clock
    from tests.one_node import sign_and_seal, work

    reports = list(islice(put_up(), FILLED_IN))
    work()
    for report in reports[:SENT]:
        sign_and_seal(report, PROVINCE)
    work()
    clock.move_to(clock.now() + dt.timedelta(hours=3))
    return reports


def pages_of(reports: list[Any]) -> list[Opened]:
    """Return the main pages, each with who opens it."""
    from nhip.reporting.models import Obligation

    waiting, unit = reports[-1].pk, reports[-1].obligation.unit_id
    owed = Obligation.objects.filter(unit=unit, reports=None, regime__code=REGIME).first()
    empty = [] if owed is None else [owed]
    return [
        Opened("my work, reporter", "reporter", PROVINCE, "/"),
        Opened("my work, leader", "leader", PROVINCE, "/"),
        Opened("a report", "leader", PROVINCE, f"/reporting/reports/{waiting}/"),
        Opened("before the signature", "leader", PROVINCE, f"/reporting/reports/{waiting}/sign/"),
        Opened("several to sign", "leader", PROVINCE, "/reporting/to-sign/"),
        Opened("progress, 63 provinces", "registry", GOVERNMENT, "/progress/"),
        Opened("history of a unit", "registry", GOVERNMENT, f"/progress/units/{unit}/"),
        Opened("duty desk", "registry", GOVERNMENT, "/duty/"),
        Opened("the board", "analyst", GOVERNMENT, "/command-centre/"),
        *(Opened("worksheet", "reporter", PROVINCE, worksheet_of(one)) for one in empty),
    ]


def worksheet_of(owed: Any) -> str:
    """Return where a worksheet is filled in, opened now."""
    from nhip.core import clock
    from nhip.reporting.actions import open_report
    from tests.one_node import who

    reporter = who("reporter", PROVINCE)  # type: ignore[arg-type]
    report = open_report(actor=reporter, obligation_id=owed.pk, now=clock.now())
    return f"/reporting/reports/{report.pk}/worksheet/"


def measure_server(pages: list[Opened]) -> None:
    """Ask for each page in turns with its statements run bare."""
    measuring.say_heads("Server time", measuring.TIMES)
    for page in pages:
        client = signed_in(page)
        queries = queries_of(client, page)
        ours, bare = measuring.in_turns(
            measuring.wall,
            [lambda _run, c=client, p=page: ask(c, p), lambda _run, q=queries: run_bare(q)],
            runs=PAGE_RUNS,
        )
        measuring.say_time(f"{page.name} ({len(queries)} statements)", ours)
        measuring.say_time("  its statements, bare", bare)
        measuring.say_ratio("  page / statements", ours.median / bare.median)


def signed_in(page: Opened) -> Any:
    """Return a client in which the person of a page is signed in."""
    from django.test import Client

    from tests.one_node import who

    client = Client()
    client.force_login(who(page.role, page.agency))  # type: ignore[arg-type]
    return client


def ask(client: Any, page: Opened) -> None:
    """Ask for a page. Raises RuntimeError unless it comes."""
    answer = client.get(page.path)
    if answer.status_code != 200:
        raise RuntimeError(f"{page.path}: {answer.status_code}")


def queries_of(client: Any, page: Opened) -> list[str]:
    """Return the statements by which a page reads."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask(client, page)
    with CaptureQueriesContext(connection) as captured:
        ask(client, page)
    said = [one["sql"] for one in captured.captured_queries]
    return [sql for sql in said if sql.lstrip().startswith(("SELECT", "WITH"))]


def run_bare(statements: list[str]) -> None:
    """Run statements and fetch what they return."""
    from django.db import connection

    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)
            cursor.fetchall()


def measure_line(pages: list[Opened]) -> None:
    """Open each page for the first time on the slow line."""
    from tests.browser import sheets

    print(f"\nFirst load at 1.5 Mbit/s, 40 ms\n  {'':<46} {'kB':>12} {'less charts':>12} {'s':>12}")
    with sheets.chromium() as browser, served() as url:
        for page in pages:
            bytes_by_name, seconds = loaded(browser, page, url)
            plain = sum(size for name, size in bytes_by_name.items() if not name_is_of_charts(name))
            everything = sum(bytes_by_name.values())
            mark = "" if plain <= BUDGET else "  over the budget"
            print(
                f"  {page.name:<46} {everything / 1e3:>12.1f} {plain / 1e3:>12.1f}"
                f" {seconds:>12.2f}{mark}"
            )


def name_is_of_charts(name: str) -> bool:
    """Tell whether a file only draws charts."""
    return any(part in name.rpartition("/")[2] for part in CHARTS)


def loaded(browser: Any, page: Opened, url: str) -> tuple[Mapping[str, int], float]:
    """Return the bytes transferred by address, and the seconds until the page had loaded."""
    from tests.browser import sheets
    from tests.one_node import who

    person = who(page.role, page.agency)  # type: ignore[arg-type]
    context = sheets.signed_in(browser, person, url)
    context.set_default_timeout(60_000)
    window = context.new_page()
    line = context.new_cdp_session(window)
    named: dict[str, str] = {}
    sizes: dict[str, int] = {}
    line.on(
        "Network.responseReceived",
        lambda it: named.update({it["requestId"]: it["response"]["url"]}),
    )
    line.on(
        "Network.loadingFinished",
        lambda it: sizes.update({it["requestId"]: it["encodedDataLength"]}),
    )
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", {"offline": False} | LINE)
    window.goto(url + page.path)
    milliseconds = window.evaluate(
        "performance.getEntriesByType('navigation')[0].loadEventEnd || performance.now()"
    )
    context.close()
    found: dict[str, int] = {}
    for request, size in sizes.items():
        name = named.get(request, request)
        found[name] = found.get(name, 0) + int(size)
    return found, milliseconds / 1000


@contextmanager
def served() -> Iterator[str]:
    """Yield the address of a server that answers as a node does, static files included."""
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    class Server(ThreadingMixIn, WSGIServer):
        daemon_threads = True

    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


if __name__ == "__main__":
    main()
