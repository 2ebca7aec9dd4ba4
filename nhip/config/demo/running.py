"""Chạy nước trình diễn: bring the country up, watch over it, and end it leaving nothing behind."""

import datetime as dt
import fcntl
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.utils.translation import gettext as _

from nhip.accounts.rules import RoleName
from nhip.config import postgres
from nhip.config.demo import founding
from nhip.config.demo.country import (
    LAST_PROVINCE,
    Country,
    Place,
    keep_ports,
    kept_country,
)
from nhip.config.demo.founding import Say
from nhip.config.demo.people import invented_name, username_of
from nhip.config.demo.processes import Processes, processes, require_free_ports
from nhip.config.static import collect
from nhip.core import clock

WATCH_EVERY_SECONDS = 0.5
TO_PLAY = [
    (RoleName.REPORTER, LAST_PROVINCE),
    (RoleName.LEADER, LAST_PROVINCE),
    (RoleName.CLERK, LAST_PROVINCE),
    (RoleName.ANALYST, "G22"),
    (RoleName.REPORTER, "G05"),
]


class AlreadyRunning(Exception):
    """Nước trình diễn đang chạy: somebody else runs the country of this folder."""


class Ended(Exception):
    """Được yêu cầu dừng: Ctrl-C, or the signal with which a supervisor ends a program."""


def run(country: Country, say: Say) -> None:
    """Run the country until it is asked to end. Raises PortTaken, AlreadyRunning, NodeDied."""
    with alone(country):
        with suppress(Ended), may_be_ended(), up(country, say) as started:
            for place in country.places:
                started.start_live(place)
            say(_greeting(country))
            for place in country.places:
                started.start_worker(place)
            started.start_job(country.provinces, "demo_send")
            _watch(started, say)
        say(_farewell(country))


@contextmanager
def up(country: Country, say: Say) -> Iterator[Processes]:
    """Yield the running pages of a country; its last moment is kept when the block is left."""
    require_free_ports(country)
    say(_("PostgreSQL"))
    with (
        postgres.running(country.folder / "pg") as server,
        _moment_kept(country),
        processes(country, server) as started,
    ):
        if founding.is_founded(country):
            founding.start_clock(country)
            founding.bring_up_to_date(started, say)
            _move_doors(country, started, say)
        else:
            founding.found(started, say)
        collect(country.static)
        say(_("Pages of three nodes"))
        for place in country.places:
            started.start_web(place)
        started.wait_until_ready()
        yield started


@contextmanager
def _moment_kept(country: Country) -> Iterator[None]:
    """Keep the last moment of the block, once nothing runs by the country's clock any more."""
    try:
        yield
    finally:
        if founding.is_founded(country):
            founding.keep_moment(country)


def remove(country: Country) -> None:
    """Remove everything a country keeps. Raises AlreadyRunning."""
    if country.folder.exists():
        with alone(country):
            postgres.Server(country.folder / "pg").remove()
            shutil.rmtree(country.folder)


@contextmanager
def alone(country: Country) -> Iterator[None]:
    """Let one program at a time run the country of a folder. Raises AlreadyRunning."""
    country.folder.mkdir(parents=True, exist_ok=True)
    with (country.folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            said = _("The country in %(folder)s is running already.")
            raise AlreadyRunning(said % {"folder": country.folder}) from None
        yield


@contextmanager
def may_be_ended() -> Iterator[None]:
    """Leave the block when the program is asked to end; what it holds is put away. Raises Ended."""
    before = {one: signal.signal(one, _end) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)  # what is ending is not interrupted again
    raise Ended


def _move_doors(country: Country, started: Processes, say: Say) -> None:
    """Tell the nodes each other's new addresses when the ports are not those of the last start."""
    if kept_country(country.folder).ports == country.ports:
        return
    say(_("New ports: telling the nodes each other's addresses"))
    keep_ports(country)
    for place in country.places:
        started.start_job(place, "demo_settle", "--addresses")
    started.wait_for_jobs()


def _watch(started: Processes, say: Say) -> None:
    """Stay until asked to end; a node that somebody stops does not stop the others."""
    while True:
        for name in list(started.dead()):
            said = _("%(name)s has stopped; the others go on. Its log: %(log)s")
            say(said % {"name": name, "log": started.log_of(name)})
            started.forget(name)
        time.sleep(WATCH_EVERY_SECONDS)


def _greeting(country: Country) -> str:
    moment = clock.local(clock.read(country.clock))
    lines = [
        "",
        "TRÌNH DIỄN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ · DEMONSTRATION – NO LEGAL VALUE",
        _("It is %(at)s in this country.") % {"at": f"{moment:%H:%M %d/%m/%Y}"},
        "",
        *(f"  {place.url}   {place.title}" for place in country.places),
        "",
        _("Sign in without a password, at the node of the agency, for example as:"),
        *(_sign_in(role, agency, country.agencies[agency]) for role, agency in TO_PLAY),
        "",
        _("Tây Ninh's report of 14/08 is yours to send. Ctrl-C ends; the next start goes on."),
        _("To move the clock: NHIP_CLOCK=%(file)s %(nhip)s clock 2021-08-15T10:00")
        % {"file": country.clock, "nhip": _program()},
    ]
    return "\n".join(lines)


def _program() -> str:
    """Return how the person at the terminal called this program."""
    return sys.argv[0] if Path(sys.argv[0]).name == "nhip" else "nhip"


def _farewell(country: Country) -> str:
    if not country.last_moment.exists():
        return _("Ended before the country was founded.")
    moment = clock.local(dt.datetime.fromisoformat(country.last_moment.read_text()))
    said = _("Ended. The next start goes on from %(at)s.")
    return said % {"at": f"{moment:%H:%M %d/%m/%Y}"}


def _sign_in(role: RoleName, agency: str, place: Place) -> str:
    username = username_of(role, agency)
    return f"  {username:<14} {invented_name(username):<18} {place.url}"
