"""Tiến trình của nút: pages, worker and live stream as the shipped units start them."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks.storm.ground import NODE, Ground
from nhip.config.demo.processes import end_with_parent, nhip_command

READY_WITHIN_SECONDS = 120.0
END_WITHIN_SECONDS = 40.0
BEHIND = 7  # as in nhip-axis.service and nhip-worker.service


class Ports(NamedTuple):
    """Các cổng: where pages, the doors for other nodes, and the live stream are."""

    web: int
    axis: int
    live: int


@dataclass(frozen=True)
class Machine:
    """Một tiến trình, with its children unless it is alone: what it has used, what it holds."""

    name: str
    pid: int
    alone: bool = False

    @property
    def core_seconds(self) -> float:
        """Return the seconds of a core used so far."""
        ticks = 0
        for pid in self._pids():
            with suppress(OSError):
                said = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += int(said[11]) + int(said[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    @property
    def megabytes(self) -> float:
        """Return the memory held; what processes share counts for each in its part (PSS)."""
        kilobytes = 0
        for pid in self._pids():
            with suppress(OSError, StopIteration):
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                kilobytes += int(next(one for one in lines if one.startswith("Pss:")).split()[1])
        return kilobytes / 1024

    def _pids(self) -> Iterator[int]:
        waiting = [self.pid]
        while waiting:
            pid = waiting.pop()
            yield pid
            if self.alone:
                return
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                with suppress(OSError):
                    waiting += map(int, children.read_text().split())


@contextmanager
def node(ground: Ground, ports: Ports, hub: int, workers: int) -> Iterator[list[Machine]]:
    """Yield the processes of the node, ready to serve; all end with the block."""
    settings = ground.environment(
        NODE,
        NHIP_URL=f"http://127.0.0.1:{ports.web}",
        NHIP_LIVE_URL=f"http://127.0.0.1:{ports.live}/live/",
        NHIP_HUB_URL=f"http://127.0.0.1:{hub}",
        NHIP_LOG_LEVEL="WARNING",
        NHIP_METRICS=str(ground.folder / "metrics"),
    )
    commands = {
        "pages": [*nhip_command(), "serve", "--port", str(ports.web)],
        "axis": [*nhip_command(), "serve", "--only", "axis", "--port", str(ports.axis)],
        "live stream": [*nhip_command(), "live", "--port", str(ports.live)],
    }
    commands |= {f"worker {number + 1}": [*nhip_command(), "worker"] for number in range(workers)}
    ground.logs.mkdir(exist_ok=True)
    (ground.folder / "metrics").mkdir(exist_ok=True)
    started = {name: _start(ground, name, one, settings) for name, one in commands.items()}
    for name in started.keys() - {"pages", "live stream"}:
        _put_behind(started[name].pid)
    try:
        for port in ports:
            _wait_for(port, started)
        postmaster = ground.server.postmaster
        assert postmaster is not None
        machines = [Machine(name, process.pid) for name, process in started.items()]
        ourselves = Machine("the storm itself", os.getpid(), alone=True)
        yield [*machines, Machine("PostgreSQL", postmaster), ourselves]
    finally:
        _end(list(started.values()))


def _start(
    ground: Ground, name: str, command: list[str], settings: dict[str, str]
) -> "subprocess.Popen[bytes]":
    with (ground.logs / f"{name.replace(' ', '-')}.log").open("wb") as log:
        return subprocess.Popen(
            command,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509  (this process has one thread)
        )


def _put_behind(pid: int) -> None:
    """Give a process a smaller share of the cores, as the units do, when they do not suffice.

    Where the kernel groups processes by session, only the share of the group counts.
    """
    os.setpriority(os.PRIO_PGRP, pid, BEHIND)
    with suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(BEHIND))


def _wait_for(port: int, started: "dict[str, subprocess.Popen[bytes]]") -> None:
    end = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < end:
        if dead := [name for name, process in started.items() if process.poll() is not None]:
            raise RuntimeError(f"{dead} ended: see the logs of the storm")
        with suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        time.sleep(0.2)
    raise RuntimeError(f"nothing answers at port {port}")


def _end(processes: "list[subprocess.Popen[bytes]]") -> None:
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + END_WITHIN_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
