"""Một nút cho cả nước: every agency on one node, the hub as well, joined by its own doors.

The people, keys and authorities are those of the demonstration; nothing is left out
but the distance. Who uses it provides a migrated database.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import httpx
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test.utils import override_settings
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from nhip.accounts.models import User
from nhip.accounts.rules import RoleName
from nhip.config.demo.authorities import establish
from nhip.config.demo.country import STARTS_AT, Country, Place
from nhip.config.demo.owed import STARTED
from nhip.config.demo.people import username_of
from nhip.config.demo.settling import introduce, settle
from nhip.core import clock
from nhip.core.web import system
from nhip.documents import tasks as documents
from nhip.exchange.providers import transport
from nhip.organisations.models import Unit
from nhip.reporting import tasks as reporting
from nhip.reporting.models import Report
from nhip.signing.providers.authorities import Authorities
from tests.stamps import time_stamps

FOUNDER = system("tests")
NO_PIN = ""  # keys of invented people open only in a demonstration, and without one
PROVINCES = tuple(f"H{number:02d}" for number in range(1, 64))
A_PORT = 8000


@contextmanager
def one_node(
    folder: Path, *, ministries: tuple[str, ...], provinces: tuple[str, ...]
) -> Iterator[Country]:
    """Yield a country whose agencies all live on this node, settled on the demonstration's day."""
    here = Country(
        folder,
        Place("node", "Văn phòng Chính phủ", ("G22",), A_PORT),
        Place("node", "Bộ", ministries, A_PORT),
        Place("node", "Tỉnh", provinces, A_PORT),
    )
    with override_settings(**_settings(here)):
        clock.move_to(STARTS_AT)
        _settle(here)
        _take_stock()
    with at_home(here):
        yield here


@contextmanager
def at_home(here: Country) -> Iterator[None]:
    """Be this node once more: its settings, its authority of time stamps, its doors."""
    with ExitStack() as stack:
        stack.enter_context(override_settings(**_settings(here)))
        stamps = stack.enter_context(time_stamps(Authorities(here.pki), clock.now))
        stack.enter_context(override_settings(NHIP_TSA_URL=stamps))
        stack.enter_context(_own_doors())
        yield


def who(role: RoleName, agency: str) -> User:
    """Return the invented person who plays a role at an agency."""
    return User.objects.get(username=username_of(role, agency))


def sign_and_seal(report: Report, agency: str) -> None:
    """Let the leader sign and the clerk seal what was put up, each in their own way."""
    work()
    now = clock.now()
    leader, clerk = who(RoleName.LEADER, agency), who(RoleName.CLERK, agency)
    signed = reporting.sign(actor=leader, report_id=report.pk, pin=NO_PIN, now=now)
    documents.seal(actor=clerk, document_id=signed.document_id, pin=NO_PIN, now=now)


def work() -> int:
    """Do every queued job, by the queue's own rules, until none may start; return how many."""
    done = 0
    while (job := _fetch()) is not None:
        app.tasks[job.task_name](**job.args)
        _sql("SELECT procrastinate_finish_job_v1(%s, 'succeeded', true)", [job.pk])
        done += 1
    return done


def _settings(here: Country) -> dict[str, object]:
    return {
        "ALLOWED_HOSTS": ["*"],
        "NHIP_AGENCIES": list(here.agencies),
        "NHIP_HUB": True,
        "NHIP_HUB_URL": here.government.url,
        "NHIP_DEMO": str(here.folder),
        "NHIP_STATE": here.state_of(here.government),
        "NHIP_CLOCK": here.clock,
    }


def _settle(here: Country) -> None:
    day, now = STARTS_AT.date(), clock.now()
    call_command("load_units", verbosity=0)
    call_command("load_indicators", verbosity=0)
    call_command("load_regimes", activate=STARTED, verbosity=0)
    names = {
        code: Unit.objects.by_code("qd20", code, on=day).official_name_on(day)
        for code in here.agencies
    }
    establish(here, names, now)
    introduce(country=here, actor=FOUNDER, now=now)
    for place in here.places:
        settle(country=here, place=place, actor=FOUNDER, now=now)


def _take_stock() -> None:
    """Let the database check and count what was loaded, which it would do by itself in time."""
    connection.check_constraints()
    _sql("ANALYZE")


@contextmanager
def _own_doors() -> Iterator[None]:
    """Let every address of the axis lead to this process, by HTTP, inside one transaction."""
    node = httpx.WSGITransport(get_wsgi_application())
    for signal in (request_started, request_finished):  # they would end the transaction
        signal.disconnect(close_old_connections)
    try:
        with (
            httpx.Client(transport=node) as client,
            patch.object(transport, "client", lambda: client),
        ):
            yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def _fetch() -> ProcrastinateJob | None:
    row = _sql("SELECT id FROM procrastinate_fetch_job_v2(NULL, NULL)")
    return ProcrastinateJob.objects.get(pk=row[0]) if row and row[0] else None


def _sql(statement: str, given: list[object] | None = None) -> tuple[object, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchone() if cursor.description else None
