"""Máy của bãi diễn tập: web and worker of every node, killed on purpose and started again."""

import dataclasses
import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property

import httpx

from nhip.config import postgres
from nhip.config.demo.processes import NodeDied, nhip_command, web_command
from nhip.config.faults.field import Field
from nhip.config.faults.points import SENDER, WEB, WORKER, WRITER

LOOK_EVERY_SECONDS = 0.1
READY_WITHIN_SECONDS = 60
END_WITHIN_SECONDS = 30

Place = tuple[str, str]  # the name of a node, and web or worker


@dataclass
class Machines:
    """Các tiến trình: what runs, what is to run, and how often each was started again."""

    field: Field
    scale: float
    running: dict[Place, "subprocess.Popen[bytes]"] = dataclasses.field(default_factory=dict)
    spawned: list["subprocess.Popen[bytes]"] = dataclasses.field(default_factory=list)
    restarts: Counter[str] = dataclasses.field(default_factory=Counter)
    _ending: threading.Event = dataclasses.field(default_factory=threading.Event)

    def start(self, node: str, kind: str) -> None:
        """Start a process of a node."""
        port = self.field.node(node).port
        command = web_command(port) if kind == WEB else [*nhip_command(), "worker"]
        self.running[node, kind] = self.spawn(node, kind, command)

    def spawn(self, node: str, kind: str, command: Sequence[str]) -> "subprocess.Popen[bytes]":
        """Start a program with the settings of a node; its log is kept."""
        log = self.field.folder / "logs" / f"{node}-{kind}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        database = self.field.node(node).database
        with log.open("ab") as output:
            process = subprocess.Popen(
                command,
                env=self.field.environment(node, database, role=postgres.RUNNER, scale=self.scale),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if kind == WRITER else output,
                stderr=output,
                start_new_session=True,
            )
        self.spawned.append(process)
        return process

    @cached_property
    def writer(self) -> "subprocess.Popen[bytes]":
        """Return the program that writes letters at the sender, started now if need be."""
        command = [
            *nhip_command(),
            "fault",
            "write",
            str(self.field.ledger),
            str(self.field.figures),
        ]
        return self.spawn(SENDER, WRITER, command)

    def kill(self, node: str, kind: str) -> None:
        """Giết: end a process and its children with ``kill -9``."""
        process = self.running[node, kind]
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)

    def kill_postgres(self) -> None:
        """Giết PostgreSQL: its first process ends with ``kill -9``; the others follow it."""
        self.field.server.kill()

    def supervise(self) -> None:
        """Giám sát: start whatever is dead again, as systemd does, until asked to end."""
        while not self._ending.wait(LOOK_EVERY_SECONDS):
            self._revive()

    def end(self) -> None:
        """End every process, gently first."""
        self._ending.set()
        for process in self.spawned:
            process.terminate()
        deadline = time.monotonic() + END_WITHIN_SECONDS
        for process in self.spawned:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def wait_until_ready(self) -> None:
        """Wait until the pages of every node answer. Raises NodeDied."""
        end = time.monotonic() + READY_WITHIN_SECONDS
        for node in self.field.nodes:
            while not _answers(node.port):
                if time.monotonic() > end:
                    raise NodeDied(f"{node.name}: see {self.field.folder / 'logs'}")
                time.sleep(LOOK_EVERY_SECONDS)

    def _revive(self) -> None:
        if not self.field.server.is_alive():
            self.restarts["postgres"] += 1
            with suppress(postgres.ServerDidNotStart):  # killed while it recovered: once more
                self.field.server.start()
        for (node, kind), process in list(self.running.items()):
            if process.poll() is not None and not self._ending.is_set():
                self.restarts[f"{node} {kind}"] += 1
                self.start(node, kind)


@contextmanager
def machines(field: Field, *, scale: float) -> Iterator[Machines]:
    """Yield the running processes of a field, watched over; all end with the block."""
    started = Machines(field, scale)
    guard = threading.Thread(target=started.supervise, name="supervisor")
    try:
        for node in field.nodes:
            for kind in (WEB, WORKER):
                started.start(node.name, kind)
        started.wait_until_ready()
        guard.start()
        yield started
    finally:
        started.end()
        if guard.is_alive():
            guard.join()
            started.end()  # what the supervisor started meanwhile


def _answers(port: int) -> bool:
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2, trust_env=False)
    except httpx.HTTPError:
        return False
    return answer.status_code == 200
