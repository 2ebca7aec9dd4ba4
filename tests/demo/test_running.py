"""A country starts, answers, ends without leaving anything, and goes on from its last moment."""

import datetime as dt
import signal
import subprocess
import sys
import urllib.request
from contextlib import contextmanager

import pytest

from nhip.config.demo.country import STARTS_AT, country
from nhip.config.demo.processes import free_ports
from nhip.config.postgres import Server
from tests.demo.programs import environment, processes_naming

READY = "Ctrl-C"


@pytest.fixture
def place(tmp_path):
    (tmp_path / "tmp").mkdir()
    yield country(tmp_path / "country", free_ports())
    Server(tmp_path / "country" / "pg").remove()


@contextmanager
def started(place):
    """The running demonstration, once it says that it is ready, and what it said until then."""
    ports = ",".join(map(str, place.ports))
    program = subprocess.Popen(
        [
            *(sys.executable, "-m", "nhip.config.cli", "demo", "--language", "en"),
            *("--folder", str(place.folder), "--ports", ports),
        ],
        env=environment(place.folder.parent / "tmp"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    for line in program.stdout:
        said.append(line)
        if READY in line:
            break
    try:
        yield program, "".join(said)
    finally:
        program.send_signal(signal.SIGTERM)
        program.communicate(timeout=60)


def page_of(node) -> str:
    with urllib.request.urlopen(node.url) as answer:
        return answer.read().decode()


def last_moment(place) -> dt.datetime:
    return dt.datetime.fromisoformat(place.last_moment.read_text())


def test_a_country_ends_leaving_nothing_and_goes_on_from_its_last_moment(place):
    with started(place) as (first, said):
        assert "Tables" in said
        assert all("TRÌNH DIỄN" in page_of(node) for node in place.places)
    ended_at = last_moment(place)

    assert first.returncode == 0
    assert not processes_naming(place.folder)
    assert STARTS_AT < ended_at < STARTS_AT + dt.timedelta(hours=1)

    with started(place) as (second, said):
        assert "Tables" not in said
        assert "15/08/2021" in page_of(place.government)

    assert second.returncode == 0
    assert last_moment(place) > ended_at
    assert not processes_naming(place.folder)
