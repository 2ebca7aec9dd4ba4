"""Tiến trình của nước trình diễn: web and worker of each node, started, watched, ended."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from nhip.config.demo.country import Country, Place
from nhip.config.postgres import Server

READY_WITHIN_SECONDS = 60
END_WITHIN_SECONDS = 30


class PortTaken(Exception):
    """Cổng đã bị chiếm: another program listens where a node should."""


class NodeDied(Exception):
    """Nút ngừng chạy: a process ended by itself; its log says why."""


def require_free_ports(country: Country) -> None:
    """Make sure every node can listen. Raises PortTaken, naming the port and the way out."""
    for place in country.places:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", place.port))
            except OSError:
                raise PortTaken(
                    f"Port {place.port} is taken by another program. "
                    "Stop it, or choose other ports: nhip demo --ports 9000,9001,9002"
                ) from None


def environment_of(country: Country, place: Place, server: Server) -> dict[str, str]:
    """Return the settings of one node."""
    hub = country.government
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "nhip.config.settings",
        "NHIP_STATE": str(country.state_of(place)),
        "NHIP_DATABASE_URL": server.url(place.database),
        "NHIP_NODE": place.name,
        "NHIP_NODE_TITLE": place.title,
        "NHIP_AGENCIES": ",".join(place.agencies),
        "NHIP_HUB": "1" if place is hub else "",
        "NHIP_HUB_URL": hub.url,
        "NHIP_URL": place.url,
        "NHIP_TSA_URL": f"{hub.url}/demo/tsa",
        "NHIP_DEMO": str(country.folder),
        "NHIP_CLOCK": str(country.clock),
        "NHIP_RETRY_SCALE": os.environ.get("NHIP_RETRY_SCALE", "0.1"),
    }


def run(country: Country, place: Place, server: Server, *arguments: str) -> None:
    """Run one ``nhip`` command at a node and wait for its end. Raises CalledProcessError."""
    subprocess.run(
        [*_nhip(), *arguments], env=environment_of(country, place, server), check=True
    )


@dataclass
class Processes:
    """Các tiến trình đang chạy: what was started here, and only that, is ended here."""

    country: Country
    server: Server
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, place: Place) -> None:
        """Start web and worker of a node."""
        self._spawn(place, "web", [*_granian(place)])
        self._spawn(place, "worker", [*_nhip(), "worker"])

    def start_job(self, place: Place, *arguments: str) -> None:
        """Start one more ``nhip`` command beside a node."""
        self._spawn(place, arguments[0], [*_nhip(), *arguments])

    def wait_until_ready(self) -> None:
        """Wait until every node answers. Raises NodeDied."""
        end = time.monotonic() + READY_WITHIN_SECONDS
        waiting = [place for place in self.country.places if f"{place.name}-web" in self.running]
        while waiting:
            self.check()
            waiting = [place for place in waiting if not _answers(place)]
            if waiting and time.monotonic() > end:
                raise NodeDied(f"{waiting[0].name} does not answer; see {self.log_of(waiting[0])}")
            time.sleep(0.1)

    def check(self) -> None:
        """Look whether everything still runs. Raises NodeDied."""
        for name, process in self.running.items():
            if process.poll() not in (None, 0):
                raise NodeDied(f"{name} ended with {process.returncode}; see {self._log(name)}")

    def ended(self, name: str) -> bool:
        """Tell whether a job has come to its end."""
        return self.running[name].poll() is not None

    def stop(self, place: Place) -> None:
        """End web and worker of one node."""
        self._end([name for name in self.running if name.startswith(f"{place.name}-")])

    def stop_all(self) -> None:
        """End everything that was started here, first gently."""
        self._end(list(self.running))

    def log_of(self, place: Place) -> Path:
        """Return the log of a node's web process."""
        return self._log(f"{place.name}-web")

    def _spawn(self, place: Place, kind: str, command: list[str]) -> None:
        name = f"{place.name}-{kind}"
        self._log(name).parent.mkdir(parents=True, exist_ok=True)
        with self._log(name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                env=environment_of(self.country, place, self.server),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _log(self, name: str) -> Path:
        return self.country.folder / "logs" / f"{name}.log"

    def _end(self, names: list[str]) -> None:
        ending = [self.running.pop(name) for name in names]
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


def _nhip() -> list[str]:
    return [sys.executable, "-m", "nhip.config.cli"]


def _granian(place: Place) -> list[str]:
    return [
        *[sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"],
        *["--port", str(place.port), "--workers", "1", "--blocking-threads", "4"],
        *["--log-level", "warning", "nhip.config.wsgi:application"],
    ]


def _answers(place: Place) -> bool:
    try:
        with urllib.request.urlopen(f"{place.url}/healthz", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
