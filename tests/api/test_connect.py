"""The example of the documentation, run as anybody would: another program, by HTTP and a token."""

import ast
import datetime as dt
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from lxml import etree
from psycopg.types.range import DateRange

from nhip.accounts.actions import Post, enrol, give_token, grant
from nhip.accounts.rules import RoleName
from nhip.core import clock
from nhip.indicators.models import Observation
from nhip.organisations.models import Unit
from nhip.reporting import actions
from nhip.reporting.models import Regime, Report
from tests.one_node import FOUNDER, one_node, sign_and_seal, work

EXAMPLES = Path(__file__).parents[2] / "examples"
JULY = dt.date(2021, 7, 31)


class Silent(WSGIRequestHandler):
    def log_message(self, *said):
        """Say nothing."""


@contextmanager
def serving():
    """Serve the pages and the API of this node over HTTP, from a thread of its own."""
    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Silent) as server:
        thread = Thread(target=_serve, args=[server])
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _serve(server):
    server.serve_forever()
    connections.close_all()


@pytest.fixture
def db(committing):
    """What a program beside the test is to see must be committed."""
    return committing


@pytest.fixture
def ministry(db, tmp_path):
    """The Ministry of Planning and Investment, which owes July's prices."""
    with one_node(tmp_path / "country", ministries=("G05",), provinces=()):
        regime = Regime.objects.get(code="KHDT.CT.THANG")
        actions.generate_obligations(
            actor=FOUNDER, regime_id=regime.pk, first=JULY, last=JULY, now=clock.now()
        )
        yield Unit.objects.by_code("qd20", "G05", on=clock.today())


@pytest.fixture
def token(ministry):
    """The token of the ministry's own system."""
    now = clock.now()
    program = enrol(
        actor=FOUNDER, username="gso", full_name="Hệ thống số liệu", now=now, is_program=True
    )
    post = Post(RoleName.REPORTER, ministry.pk, DateRange(dt.date(2021, 1, 1), None))
    grant(actor=FOUNDER, user_id=program.pk, post=post, now=now)
    lasts = dt.timedelta(days=30)
    given = give_token(actor=FOUNDER, user_id=program.pk, name="giá", lasts=lasts, now=now)
    return given.secret


@contextmanager
def connecting(token, folder, table="prices-2021-07.csv"):
    """Run the example as a program that knows nothing of this checkout; yield it as it talks."""
    surroundings = {"NHIP_TOKEN": token, "NHIP_EVERY_SECONDS": "0.05", "PATH": os.environ["PATH"]}
    script = [sys.executable, "-I", str(EXAMPLES / "connect.py")]
    with serving() as node:
        command = [*script, node, "KHDT.CT.THANG", "M:2021-07", str(EXAMPLES / table)]
        with subprocess.Popen(
            command, cwd=folder, env=surroundings, stdout=-1, stderr=subprocess.STDOUT, text=True
        ) as program:
            try:
                yield program
            finally:
                program.kill()


def test_the_example_needs_nothing_but_python():
    tree = ast.parse((EXAMPLES / "connect.py").read_text())
    named = {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    } | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert {name.partition(".")[0] for name in named} <= sys.stdlib_module_names


def test_a_ministry_reports_from_its_own_system_and_reads_the_signed_receipt(token, tmp_path):
    said = []
    with connecting(token, tmp_path) as program:
        for line in program.stdout:
            said.append(line)
            if line.startswith("put_up"):
                sign_and_seal(Report.objects.get(), "G05")
                work()
        code = program.wait()

    assert code == 0, said
    assert said[-1].startswith("Văn phòng Chính phủ: accepted; arrival number 1; receipt-")
    receipt = next(tmp_path.glob("receipt-*-G22.edxml")).read_bytes()
    assert etree.fromstring(receipt).tag.endswith("}edXML")
    core = Observation.objects.get(indicator__code="TCTK.GIA.CPI.COBAN")
    assert core.delivery.version_sha256 == Report.objects.get().version.sha256


def test_what_does_not_hold_is_said_and_not_sent(token, tmp_path):
    table = tmp_path / "wrong.csv"
    good = (EXAMPLES / "prices-2021-07.csv").read_text()
    table.write_text(good.replace("cpi,value,105.53", "cpi,value,-1"))

    with connecting(token, tmp_path, table) as program:
        said, _ = program.communicate()

    assert program.returncode == 1
    assert "  cpi!value: cpi-is-above-zero -1" in said
    assert not Report.objects.exists()
