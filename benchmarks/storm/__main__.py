"""``python -m benchmarks.storm [--units N] [--minutes M] [--workers W] [--folder DIR]``.

Prepares what is missing, lets the storm pass over one node, and prints what it measured. It ends
by itself, leaves no process behind, and fails if the books of the node do not agree.
"""

import argparse
import asyncio
import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from benchmarks.storm.ground import DUE_AT, NODE, TEMPLATE, Ground
from benchmarks.storm.machines import Ports, node
from nhip.config import postgres
from nhip.config.demo.processes import free_ports, nhip_command

PREPARING = 2  # processes
BEFORE_SECONDS = 20.0  # editors and viewers are there before the first report comes
ENDING_SECONDS = 300  # beyond patience: whatever hangs is ended then


def main() -> int:
    """Prepare, storm, tell."""
    asked = _asked()
    ground = Ground(asked.folder.absolute())
    ground.folder.mkdir(parents=True, exist_ok=True)
    with postgres.running(ground.folder / "pg"):
        _prepare(ground, asked.units)
        if asked.prepare_only:
            return 0
        _copy(ground)
        _end_after(BEFORE_SECONDS + (asked.minutes + asked.patience) * 60 + ENDING_SECONDS)
        try:
            return _storm(ground, asked)
        finally:
            ground.server.drop_database(NODE)
            for name in ("files", "metrics"):
                shutil.rmtree(ground.state / name, ignore_errors=True)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="storm", description=__doc__)
    parser.add_argument("--units", type=int, default=3_321, help="communes that send")
    parser.add_argument("--minutes", type=float, default=10.0, help="until the deadline")
    parser.add_argument("--editors", type=int, default=300)
    parser.add_argument("--watchers", type=int, default=200)
    parser.add_argument("--workers", type=int, default=1, help="worker processes of the node")
    parser.add_argument("--patience", type=float, default=10.0, help="minutes after the deadline")
    parser.add_argument("--folder", type=Path, default=Path(".venv/storm"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--prepare-only", action="store_true")
    return parser.parse_args()


def _prepare(ground: Ground, count: int) -> None:
    """Make the database and the signed reports that are not there yet."""
    if not ground.units.exists():
        print("Preparing once: the country, its communes, people and keys …", flush=True)
        ground.server.drop_database(TEMPLATE)
        ground.server.create_database(TEMPLATE)
        settings = ground.environment(TEMPLATE, role=postgres.OWNER)
        module = [sys.executable, "-m", "benchmarks.storm.founding", str(ground.folder)]
        subprocess.run(module, env=settings, check=True)
    settings = ground.environment(TEMPLATE, role=postgres.OWNER)
    update = [*nhip_command(), "setup", "--role", postgres.RUNNER, "--verbosity", "0"]
    subprocess.run(update, env=settings, check=True)
    there = len(list(ground.folder.glob("envelopes/*.xml")))
    if there < count:
        print(f"Preparing once: signed reports, up to {count - there} to be made …", flush=True)
    settings = ground.environment(TEMPLATE, NHIP_DATABASE_POOL="0")
    made = [str(ground.folder), str(count)]
    module = [sys.executable, "-m", "benchmarks.storm.papers", *made]
    running = [
        subprocess.Popen([*module, str(part), str(PREPARING)], env=settings)
        for part in range(PREPARING)
    ]
    ended = [process.wait() for process in running]
    if any(ended):
        raise SystemExit("the reports could not be prepared")


def _copy(ground: Ground) -> None:
    """Give the node a database of its own, and nothing that an earlier storm left."""
    ground.server.drop_database(NODE)
    ground.server.create_database(NODE, template=TEMPLATE)
    shutil.rmtree(ground.state / "files", ignore_errors=True)


def _storm(ground: Ground, asked: argparse.Namespace) -> int:
    ports = Ports(*free_ports())
    os.environ |= ground.environment(
        NODE, NHIP_DATABASE_POOL="0", NHIP_METRICS="", NHIP_LOG_LEVEL="ERROR"
    )
    import django

    django.setup()
    from benchmarks.storm import telling
    from benchmarks.storm.passing import Passing
    from nhip.core import clock

    random.seed(asked.seed)
    yardstick = telling.yardstick(ground)
    passing = Passing(ground, asked, ports, BEFORE_SECONDS)
    editors = passing.people()
    early = dt.timedelta(minutes=asked.minutes, seconds=BEFORE_SECONDS)
    hub = asyncio.new_event_loop()
    try:
        door = hub.run_until_complete(passing.hub.serve())
        port = door.sockets[0].getsockname()[1]
        clock.write(ground.clock, DUE_AT - early - dt.timedelta(minutes=1))
        with node(ground, ports, port, asked.workers) as machines:
            clock.write(ground.clock, DUE_AT - early)
            hub.run_until_complete(passing.pass_over(machines, editors))
            hub.run_until_complete(passing.hub.end())
        door.close()
    finally:
        hub.close()
    return telling.tell(passing, yardstick)


def _end_after(seconds: float) -> None:
    """Let this process give up then, whatever it waits for; what it started ends with it."""

    def give_up(_signal: int, _frame: object) -> None:
        raise TimeoutError("the storm did not come to its end")

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(round(seconds))


if __name__ == "__main__":
    sys.exit(main())
