"""Diễn tập: found a field, write on one side, break what is between, and compare the books."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from nhip.config import postgres
from nhip.config.faults import books
from nhip.config.faults.field import Field, field_in
from nhip.config.faults.machines import Machines, machines
from nhip.config.faults.trouble import Trouble
from nhip.config.faults.wire import Wire, Wires

SCALE = 0.003  # of every pause between two tries
TICK_SECONDS = 1.0
TICKS = {"requeue_stalled": "nhip.events.tasks", "look_after": "nhip.exchange.tasks.housekeeping"}
TICK = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, args)
    SELECT 'rehearsal', %s, '{"timestamp": 0}' WHERE NOT EXISTS
        (SELECT FROM procrastinate_jobs WHERE task_name = %s AND status IN ('todo', 'doing'))
"""
LOOK_EVERY_SECONDS = 0.2
FEWEST_FAULTS, LETTERS_A_FAULT = 12, 20


class NotSettled(Exception):
    """Chưa xong: after the faults ended something was still on its way for too long."""


@dataclass(frozen=True)
class Result:
    """Kết quả diễn tập: the books, and what was broken while they were written."""

    tally: books.Tally
    faults: dict[str, int]
    restarts: dict[str, int]
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return the counts as a program reads them."""
        return {
            **vars(self.tally),
            "faults": self.faults,
            "restarts": self.restarts,
            "seconds": self.seconds,
        }


@dataclass(frozen=True)
class Axis:
    """Trục diễn tập: a field whose processes run, and the wires between them."""

    field: Field
    machines: Machines
    wires: Wires

    def write(self, count: int, *, pace: float = 0.0) -> None:
        """Let the sender's writer write, and wait until it says that all is written."""
        writer = self.machines.writer
        assert writer.stdin is not None
        assert writer.stdout is not None
        writer.stdin.write(f"{count} {pace}\n".encode())
        writer.stdin.flush()
        if not writer.stdout.readline():
            raise NotSettled(f"the writer failed: see {self.field.folder / 'logs'}")

    def wait_until_settled(self, *, patience: float) -> None:
        """Wait until nothing is on its way and every event is sealed. Raises NotSettled."""
        end = time.monotonic() + patience
        while open_ := self._open():
            if time.monotonic() > end:
                raise NotSettled(f"{open_} still on their way: {books.tally(self.field).wrong[:9]}")
            time.sleep(LOOK_EVERY_SECONDS)

    def wire_of(self, node: str) -> Wire:
        """Return the wire in front of a node."""
        port = self.field.node(node).door
        return next(wire for wire in self.wires.wires if wire.port == port)

    def tick(self) -> None:
        """Let the minute strike at every node: what looks for sleepers and stalled jobs runs."""
        for node in self.field.nodes:
            try:
                self._tick_at(node.database)
            except psycopg.OperationalError:
                continue  # PostgreSQL is being killed; the next minute comes

    def _tick_at(self, database: str) -> None:
        with psycopg.connect(self.field.server.url(database)) as connection:
            for name, module in TICKS.items():
                connection.execute(TICK, [f"{module}.{name}"] * 2)

    def _open(self) -> int:
        try:
            return books.still_open(self.field) + books.unsealed(self.field)
        except psycopg.OperationalError:
            return 1


@contextmanager
def axis(folder: Path) -> Iterator[Axis]:
    """Yield a running axis of three nodes, founded in an empty folder; all ends with the block."""
    here = field_in(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with postgres.running(folder / "pg"):
        here.found()
        wires = Wires(*(Wire(node.door, node.port) for node in here.nodes))
        with wires, machines(here, scale=SCALE) as started:
            running = Axis(here, started, wires)
            with _minutes(running):
                yield running


@contextmanager
def trouble(axis: Axis, *, seed: int, most: int, pause: float) -> Iterator[Trouble]:
    """Break one thing after another while the block runs."""
    lot = random.Random(seed)  # noqa: S311  (no secret)
    maker = Trouble(axis.machines, axis.wires, lot, most)
    thread = threading.Thread(target=maker.go_on, kwargs={"pause": pause}, name="trouble")
    thread.start()
    try:
        yield maker
    finally:
        maker.end()
        thread.join()


def rehearse(axis: Axis, *, count: int, seed: int, pause: float, pace: float) -> Result:
    """Diễn tập: write under faults, wait until all has settled, and compare. Raises NotSettled."""
    began = time.monotonic()
    most = max(FEWEST_FAULTS, count // LETTERS_A_FAULT)
    with trouble(axis, seed=seed, most=most, pause=pause) as maker:
        axis.write(count, pace=pace)
    axis.wait_until_settled(patience=120 + count / 2)
    return Result(
        tally=books.tally(axis.field),
        faults=dict(maker.done + axis.wires.done),
        restarts=dict(axis.machines.restarts),
        seconds=round(time.monotonic() - began, 1),
    )


@contextmanager
def _minutes(axis: Axis) -> Iterator[None]:
    """Let the minute strike every second while the block runs."""
    ending = threading.Event()

    def strike() -> None:
        while not ending.wait(TICK_SECONDS):
            axis.tick()

    thread = threading.Thread(target=strike, name="minutes")
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()
