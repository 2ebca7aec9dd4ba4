"""Cơn bão đi qua: everything at once, and what is read off meanwhile."""

import argparse
import asyncio
import json
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import psycopg

from benchmarks.storm import books
from benchmarks.storm.crowd import Book, Editor, Sender, Watcher, schedule, signed_in
from benchmarks.storm.ground import NODE, QUARTERLY, Ground
from benchmarks.storm.machines import Machine, Ports
from benchmarks.storm.wires import Hub, at
from nhip.config.postgres import OWNER

LOOK_EVERY_SECONDS = 2.0
QUIET_LOOKS = 3  # after which nothing comes any more
TO_BE_SHOWN_SECONDS = 12.0  # the last notice and its answers


@dataclass
class Passing:
    """Cơn bão: who takes part, what they noted, and what the node looked like from outside."""

    ground: Ground
    asked: argparse.Namespace
    ports: Ports
    before: float
    hub: Hub = field(default_factory=Hub)
    book: Book = field(default_factory=Book)
    began: float = 0.0
    seconds: float = 0.0
    drained: bool = False
    accepted: dict[int, float] = field(default_factory=dict)  # by event
    acknowledged: dict[str, float] = field(default_factory=dict)
    waited: list[float] = field(default_factory=list)
    watchers: list[Watcher] = field(default_factory=list)
    depths: list[books.Depth] = field(default_factory=list)
    most: dict[str, float] = field(default_factory=dict)  # megabytes
    used: dict[str, float] = field(default_factory=dict)  # seconds of a core

    @property
    def database(self) -> str:
        """Return the address of the node's database."""
        return self.ground.server.url(NODE, role=OWNER)

    async def pass_over(self, machines: list[Machine], editors: list[Editor]) -> None:
        """Let it pass, and wait until the node has done all its work."""
        at_first = {one.name: one.core_seconds for one in machines}
        crowd = [asyncio.create_task(one) for one in self._crowd(editors)]
        looking = asyncio.create_task(self._look(machines))
        crowd.append(asyncio.create_task(books.listen(self.database, self.accepted)))
        self.began = time.perf_counter() + self.before
        senders = [asyncio.create_task(one) for one in self._senders()]
        await self._wait_until_done()
        self.seconds = time.perf_counter() - self.began
        await asyncio.sleep(TO_BE_SHOWN_SECONDS)
        self.used = {one.name: one.core_seconds - at_first[one.name] for one in machines}
        await self._end([*senders, *crowd, looking])

    async def _end(self, tasks: "list[asyncio.Task[None]]") -> None:
        """End everybody; who had ended before, by an error of its own, is counted as one."""
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                self.book.errors[f"somebody of the storm ended: {ended!r}"] += 1

    def _crowd(self, editors: list[Editor]) -> list[Coroutine[Any, Any, None]]:
        return [*(one.edit() for one in editors), *(one.watch() for one in self.watchers)]

    def _senders(self) -> list[Coroutine[Any, Any, None]]:
        units = json.loads(self.ground.units.read_text())[: self.asked.units]
        moments = schedule(len(units), self.asked.minutes * 60)
        return [
            at(self.began + moment, self._sender(unit["code"]).send)
            for unit, moment in zip(units, moments, strict=True)
        ]

    def _sender(self, code: str) -> Sender:
        file = self.ground.envelope_of(code)
        return Sender(self.ports.axis, code, file, self.book, self.acknowledged, self.waited)

    def people(self) -> list[Editor]:
        """Let who edits and who watches sign in; return those who edit."""
        from nhip.reporting.models import Report

        names = [f"editor{number}" for number in range(self.asked.editors)]
        viewers = [f"viewer{number}" for number in range(self.asked.watchers)]
        cookies = signed_in([*names, *viewers])
        reports = Report.objects.filter(obligation__regime__code=QUARTERLY).order_by("pk")
        sheets = reports.values_list("pk", "revision")[: len(names)]
        editors = [
            Editor(self.ports.web, pk, revision, *cookies[name], self.book)
            for name, (pk, revision) in zip(names, sheets, strict=True)
        ]
        self.watchers = [
            Watcher(self.ports.web, self.ports.live, cookies[name][0], self.book)
            for name in viewers
        ]
        return editors

    async def _look(self, machines: list[Machine]) -> None:
        """Note depths and memory until cancelled."""
        async with await psycopg.AsyncConnection.connect(
            self.database, autocommit=True
        ) as connection:
            while True:
                second = time.perf_counter() - self.began
                self.depths.append(await books.depth(connection, second))
                for one in machines:
                    self.most[one.name] = max(self.most.get(one.name, 0), one.megabytes)
                await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _wait_until_done(self) -> None:
        """Wait until nothing is queued any more, or patience after the deadline ends."""
        end = self.began + (self.asked.minutes + self.asked.patience) * 60
        quiet = 0
        while quiet < QUIET_LOOKS and time.perf_counter() < end:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            last = self.depths[-1]
            done = last.accepted >= self.asked.units and last.answers == 0 and last.jobs < 5
            quiet = quiet + 1 if done else 0
        self.drained = quiet >= QUIET_LOOKS
