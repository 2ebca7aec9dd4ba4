"""Nước trình diễn đã dựng: its first start, made once for every test that needs a country."""

import datetime as dt
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nhip.config.demo.country import Country, Place, country
from nhip.config.demo.processes import free_ports
from nhip.config.postgres import Server
from tests.demo.programs import environment, processes_naming

READY = "Ctrl-C"


@dataclass(frozen=True)
class Founded:
    """A country at rest: what its first start said and showed, how it ended, what it left."""

    place: Country
    said: str
    pages: list[str]
    returncode: int
    left: list[str]
    ended_at: dt.datetime


@contextmanager
def founded(folder: Path) -> Iterator[Founded]:
    """Found a country as somebody at a terminal does, and end it; its folder goes afterwards."""
    (folder / "tmp").mkdir()
    place = country(folder / "country", free_ports())
    try:
        with started(place) as (program, said):
            pages = [page_of(node) for node in place.places]
        left = processes_naming(place.folder)
        yield Founded(place, said, pages, program.returncode, left, last_moment(place))
    finally:
        Server(place.folder / "pg").remove()


@contextmanager
def started(place: Country) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Yield the running demonstration, once it says that it is ready, and what it said."""
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
    for line in program.stdout or ():
        said.append(line)
        if READY in line:
            break
    try:
        yield program, "".join(said)
    finally:
        program.send_signal(signal.SIGTERM)
        program.communicate(timeout=60)


def page_of(node: Place) -> str:
    """Return the first page of a node."""
    with urllib.request.urlopen(node.url) as answer:
        return answer.read().decode()


def last_moment(place: Country) -> dt.datetime:
    """Return the moment at which a country last stopped."""
    return dt.datetime.fromisoformat(place.last_moment.read_text())
