"""A real process of the live stream beside a database that really commits."""

import datetime as dt
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from psycopg.conninfo import make_conninfo
from psycopg.types.range import TimestamptzRange

from nhip.accounts.rules import RoleName, digest_of
from nhip.command_centre.models import Kiosk
from nhip.command_centre.queries.wall import screen_cookie
from nhip.core import clock
from nhip.core.web import system
from nhip.events.actions import record
from nhip.organisations.models import Unit
from tests.accounts.conftest import give, person, place

NODE = "http://127.0.0.1:8000"


class Live:
    """The process, its address, and how a browser asks it."""

    def __init__(self, database):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/live/"
        self.command = [sys.executable, "-m", "nhip.config.cli", "live", "--port", str(self.port)]
        self.environment = os.environ | {"NHIP_DATABASE_URL": database, "NHIP_URL": NODE}
        self.process = subprocess.Popen(self.command, env=self.environment)

    def ask(self, cookies="", origin=NODE, **more):
        """Open the stream as a page of ``origin`` would."""
        headers = {"Origin": origin, "Cookie": cookies} | more.pop("headers", {})
        return httpx.stream("GET", self.address, headers=headers, timeout=20, **more)

    @contextmanager
    def deaf(self, cookies):
        """Open the stream and never read it."""
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            lines = ["GET /live/ HTTP/1.1", "Host: node", f"Origin: {NODE}", f"Cookie: {cookies}"]
            connection.sendall("\r\n".join([*lines, "", ""]).encode())
            yield

    def memory(self):
        """Return how many bytes the process holds."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) * 1024

    def again(self):
        """Start a second process at the same port."""
        return subprocess.run(
            self.command, env=self.environment, capture_output=True, text=True, check=False
        )

    def end(self):
        """Ask the process to end and return how it did."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=10)


@pytest.fixture
def db(committing):
    """What a process beside the test is to see must be committed."""
    return committing


@pytest.fixture
def live(db):
    live = Live(make_conninfo(os.environ["NHIP_DATABASE_URL"], dbname=db))
    try:
        _wait_for(live)
        yield live
    finally:
        live.process.kill()
        live.process.wait()


@pytest.fixture
def lan(db):
    """Lan reports at a province, and is signed in."""
    return signed_in("lan", RoleName.REPORTER)


@pytest.fixture
def hoa(db):
    """Hoa is signed in, and nothing was given to her."""
    return signed_in("hoa", None)


@pytest.fixture
def screen(db):
    """The cookie of a browser that shows a screen on a wall, signed in by nobody."""
    now, code = clock.now(), "a-code"
    kiosk = Kiosk.objects.create(
        unit=place(None),
        name="Phòng họp số 1",
        regimes=["YT.DICH.NGAY"],
        digest=digest_of(code),
        valid=TimestamptzRange(now, now + dt.timedelta(days=1)),
        opened_at=now,
    )
    return f"{screen_cookie(kiosk.pk)}={code}"


def signed_in(username, role):
    """Enrol somebody, and return the cookies of their browser."""
    user = person(username, username.title())
    if role:
        give(user, role, place(None))
    browser = Client()
    browser.force_login(user)
    key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={key}"


def record_event(name):
    """Let something happen, in a transaction of its own."""
    record(name, Unit.objects.create(), actor=system("tests"), now=clock.now())


def record_many(name, count):
    """Let something happen very often, in one transaction."""
    unit = Unit.objects.create()
    with transaction.atomic():
        for _ in range(count):
            record(name, unit, actor=system("tests"), now=clock.now())


def moved(lines, topic):
    """Read on until a topic moves; the test fails by time-out if it never does."""
    for line in lines:
        if line.startswith("data: ") and topic in line.split():
            return line
    raise AssertionError(f"the stream ended before {topic} moved")


def beginning(lines):
    """Read past what every new reader is told, up to the first line that only keeps it open."""
    return [line for line in iter(lambda: next(lines), ":") if line]


def _wait_for(live):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert live.process.poll() is None
        with suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{live.port}/healthz").status_code == 200:
                return
        time.sleep(0.05)
    raise AssertionError("the process does not answer")
