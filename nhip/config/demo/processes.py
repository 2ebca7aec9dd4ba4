"""Tiến trình của nước trình diễn: web and worker of each node, started, watched, ended."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from nhip.config import postgres
from nhip.config.demo.country import Country, Place
from nhip.config.postgres import Server

READY_WITHIN_SECONDS = 60
END_WITHIN_SECONDS = 30
LOOK_EVERY_SECONDS = 0.1
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
LINES_OF_LOG = 15
CHANGES_TABLES = {"demo_found", "setup"}  # these commands run as the owner of the tables


class PortTaken(Exception):
    """Cổng đã bị chiếm: another program listens where a node should."""


class NodeDied(Exception):
    """Nút ngừng chạy: a process ended by itself; its log says why."""


def require_free_ports(country: Country) -> None:
    """Make sure every node can listen. Raises PortTaken, naming the port and the way out."""
    doors = [*country.ports, *country.live_ports]
    for port in doors:
        if doors.count(port) > 1:
            raise PortTaken(_("Port %(port)d is wanted twice; see --live-ports.") % {"port": port})
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise PortTaken(_taken(port)) from None


def environment_of(
    country: Country, place: Place, server: Server, role: str = postgres.RUNNER
) -> dict[str, str]:
    """Return the settings of one node; its secret key is its own."""
    hub = country.government
    inherited = {name: text for name, text in os.environ.items() if name != "NHIP_SECRET_KEY"}
    return inherited | {
        "DJANGO_SETTINGS_MODULE": "nhip.config.settings",
        "NHIP_STATE": str(country.state_of(place)),
        "NHIP_DATABASE_URL": server.url(place.database, role=role),
        "NHIP_NODE": place.name,
        "NHIP_NODE_TITLE": place.title,
        "NHIP_AGENCIES": ",".join(place.agencies),
        "NHIP_HUB": "1" if place is hub else "",
        "NHIP_HUB_URL": hub.url,
        "NHIP_URL": place.url,
        "NHIP_LIVE_URL": place.live_url,
        "NHIP_STATIC": str(country.static),
        "NHIP_TSA_URL": f"{hub.url}/demo/tsa",
        "NHIP_DEMO": str(country.folder),
        "NHIP_CLOCK": str(country.clock),
        "NHIP_RETRY_SCALE": os.environ.get("NHIP_RETRY_SCALE", "0.1"),
    }


@dataclass
class Processes:
    """Các tiến trình đang chạy: what was started here, and only that, is ended here."""

    country: Country
    server: Server
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    jobs: set[str] = field(default_factory=set)

    def start_web(self, place: Place) -> None:
        """Start the pages of a node."""
        self._spawn(place, "web", web_command(place.port))

    def start_live(self, place: Place) -> None:
        """Start the live stream of a node."""
        self._spawn(place, "live", [*nhip_command(), "live", "--port", str(place.live_port)])

    def start_worker(self, place: Place) -> None:
        """Start the background work of a node."""
        self._spawn(place, "worker", [*nhip_command(), "worker"])

    def start_job(self, place: Place, *arguments: str) -> None:
        """Start one ``nhip`` command at a node, which comes to an end by itself."""
        self.jobs.add(self._spawn(place, arguments[0], [*nhip_command(), *arguments]))

    def do(self, place: Place, *arguments: str) -> None:
        """Run one ``nhip`` command at a node and wait for its end. Raises NodeDied."""
        self.start_job(place, *arguments)
        self.wait_for_jobs()

    def wait_for_jobs(self) -> None:
        """Wait until every job has come to its end. Raises NodeDied."""
        while self.jobs:
            self.check()
            self.jobs = {name for name in self.jobs if self.running[name].poll() is None}
            time.sleep(LOOK_EVERY_SECONDS)

    def wait_until_ready(self) -> None:
        """Wait until every node answers. Raises NodeDied."""
        end = time.monotonic() + READY_WITHIN_SECONDS
        waiting = [place for place in self.country.places if f"{place.name}-web" in self.running]
        while waiting:
            self.check()
            waiting = [place for place in waiting if not _answers(place)]
            if waiting and time.monotonic() > end:
                raise NodeDied(self._last_words(f"{waiting[0].name}-web"))
            time.sleep(LOOK_EVERY_SECONDS)

    def check(self) -> None:
        """Look whether everything still runs or ended well. Raises NodeDied."""
        for name in self.dead():
            raise NodeDied(self._last_words(name))

    def dead(self) -> Iterator[str]:
        """Yield the names of those that ended badly by themselves."""
        for name, process in self.running.items():
            if process.poll() not in (None, 0):
                yield name

    def forget(self, name: str) -> None:
        """Watch a process that ended no longer."""
        del self.running[name]

    def stop_all(self) -> None:
        """End everything that was started here, first gently."""
        self._end(list(self.running.values()))
        self.running.clear()

    def log_of(self, name: str) -> Path:
        """Return the log of a process."""
        return self.country.folder / "logs" / f"{name}.log"

    def _spawn(self, place: Place, kind: str, command: list[str]) -> str:
        name = f"{place.name}-{kind}"
        role = postgres.OWNER if kind in CHANGES_TABLES else postgres.RUNNER
        self.log_of(name).parent.mkdir(parents=True, exist_ok=True)
        with self.log_of(name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                env=environment_of(self.country, place, self.server, role),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509  (this process has one thread)
            )
        return name

    def _last_words(self, name: str) -> str:
        log = self.log_of(name)
        lines = log.read_text(errors="replace").splitlines()[-LINES_OF_LOG:]
        said = _("%(name)s does not run; the end of its log %(log)s:")
        return "\n".join([said % {"name": name, "log": log}, *lines])

    def _end(self, ending: Iterable[subprocess.Popen[bytes]]) -> None:
        for process in ending:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + END_WITHIN_SECONDS
        for process in ending:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def processes(country: Country, server: Server) -> Iterator[Processes]:
    """Yield the processes of a country, and end them all however the block is left."""
    started = Processes(country, server)
    try:
        yield started
    finally:
        started.stop_all()


def free_ports() -> tuple[int, int, int]:
    """Return three ports nobody listens on now."""
    with socket.socket() as one, socket.socket() as two, socket.socket() as three:
        for probe in (one, two, three):
            probe.bind(("127.0.0.1", 0))
        return (one.getsockname()[1], two.getsockname()[1], three.getsockname()[1])


def _taken(port: int) -> str:
    said = _(
        "Port %(port)d is taken by another program. Stop it, or choose other ports: "
        "nhip demo --ports 9000,9001,9002"
    )
    return said % {"port": port}


def nhip_command() -> list[str]:
    """Return how a process of ours calls another."""
    return [sys.executable, "-m", "nhip.config.cli"]


def web_command(port: int) -> list[str]:
    """Return how the pages of a node are served at a port."""
    return [
        *[
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
        ],
        *["--port", str(port), "--workers", "1", "--blocking-threads", "4"],
        *["--log-level", "warning", "nhip.config.wsgi:application"],
    ]


def end_with_parent() -> None:
    """Let the kernel end this process when the one that started it is gone, however it went."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def _answers(place: Place) -> bool:
    try:
        with urllib.request.urlopen(f"{place.url}/healthz", timeout=2) as answer:  # noqa: S310  (always http)
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
