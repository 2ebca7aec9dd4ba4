"""``nhip fault``: by hand, and only where nothing is real."""

import json
import os
import socket
import subprocess
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import ClassVar

import httpx
import pytest
from django.core.management import CommandError, call_command

from nhip.config import environment
from nhip.config.demo.processes import nhip_command
from nhip.config.faults.points import POINTS
from nhip.core.faults import fault_point


def test_faults_are_refused_in_service(settings):
    settings.DEBUG, settings.NHIP_DEMO = False, ""

    with pytest.raises(CommandError):
        call_command("fault", "arm", POINTS[0].name)


def test_in_service_no_folder_of_faults_is_looked_at(monkeypatch, tmp_path):
    monkeypatch.setenv("NHIP_FAULTS", str(tmp_path))
    monkeypatch.delenv("NHIP_DEBUG", raising=False)
    monkeypatch.delenv("NHIP_DEMO", raising=False)
    assert environment.faults("NHIP_FAULTS") is None

    monkeypatch.setenv("NHIP_DEMO", "somewhere")
    assert environment.faults("NHIP_FAULTS") == tmp_path


def test_a_point_that_is_not_armed_does_nothing(settings, tmp_path):
    for folder in (None, tmp_path):
        settings.NHIP_FAULTS = folder
        fault_point(POINTS[0].name)


def test_a_point_is_armed_by_hand(settings, tmp_path):
    settings.DEBUG, settings.NHIP_FAULTS = True, tmp_path

    call_command("fault", "arm", POINTS[0].name)

    assert [path.name for path in tmp_path.iterdir()] == [POINTS[0].name]


def test_the_points_are_listed(settings, capsys):
    settings.DEBUG = True

    call_command("fault", "points")

    assert [line[0] for line in capsys.readouterr().out.splitlines()] == list("123456")


def test_a_wire_leads_to_this_machine_only(settings):
    settings.DEBUG = True

    with pytest.raises(CommandError, match=r"127\.0\.0\.1"):
        call_command("fault", "wire", "--to", "http://hub.example.vn:8001", "--port", "9000")


class Door(BaseHTTPRequestHandler):
    """A door that counts who knocks."""

    knocks: ClassVar[Counter[str]] = Counter()
    came_thrice: ClassVar[Event] = Event()

    def do_GET(self):
        self.knocks[self.path] += 1
        if self.knocks[self.path] == 3:
            self.came_thrice.set()
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *said):
        """Say nothing."""


@pytest.fixture
def door():
    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@contextmanager
def wire(door, *broken):
    """Hold a wire by hand; yield its near end and what it will say at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ends = ["--to", f"http://127.0.0.1:{door}", "--port", str(port)]
    command = [*nhip_command(), "fault", "wire", *ends, *broken]
    held = subprocess.Popen(
        command, env=os.environ | {"NHIP_DEBUG": "1"}, stdout=subprocess.PIPE, text=True
    )
    said = []
    held.stdout.readline()  # the wire is there
    try:
        yield f"http://127.0.0.1:{port}", said
    finally:
        held.terminate()
        said += held.communicate(timeout=20)[0].split("\n")


def test_a_wire_by_hand_says_a_request_twice(door):
    with wire(door, "--duplicate", "1") as (address, said):
        assert [httpx.get(f"{address}/twice").status_code for _one in range(2)] == [200, 200]
        Door.came_thrice.wait(20)  # the echo comes by itself

    assert json.loads(said[0]) == {"duplicated requests": 1}


def test_a_wire_by_hand_is_cut(door):
    with wire(door, "--cut") as (address, _said), pytest.raises(httpx.TransportError):
        httpx.get(f"{address}/cut")

    assert Door.knocks["/cut"] == 0
