"""Đám đông: communes that send, people who edit, people who watch — each at a human pace."""

import asyncio
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.storm.ground import BOARD
from benchmarks.storm.wires import Answer, ask

THINKS_SECONDS = (15.0, 45.0)  # between two batches of one person: mean 30
PAGE_EVERY = 8  # batches: then the worksheet is opened again
SPREAD_SECONDS = 0.25  # as live.js does
COVERAGE = re.compile(rb"<strong>(\d+)/\d+</strong>")
CELLS = [f"{row}!{column}" for row in "ABC" for column in ("c4", "c5", "c6", "c8", "c9")]
SENT_AGAIN_SECONDS = 5.0  # when nothing came back at all
LONGEST_WAIT_SECONDS = 60.0
ARRIVAL, PAGE, SAVE, WATCH = "arrival acknowledged", "worksheet opened", "batch saved", "board"


@dataclass
class Book:
    """Sổ đo: the seconds of every request by its kind, and what was not answered as it should."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    put_off: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def note(self, kind: str, answer: Answer, *good: int) -> bool:
        """Note an answer; tell whether it was one of the good ones."""
        if answer.status == 503 and "retry-after" in answer.headers:
            self.put_off[kind] += 1
            return False
        self.seconds[kind].append(answer.seconds)
        if answer.status not in good:
            self.errors[f"{kind}: HTTP {answer.status}"] += 1
            return False
        return True


@dataclass
class Sender:
    """Xã gửi báo cáo: one envelope at its moment, and again when it was put off."""

    port: int
    code: str
    file: Path
    book: Book
    acknowledged: dict[str, float]
    waited: list[float]

    async def send(self) -> None:
        """Hand the envelope over, however often it takes."""
        began, envelope = time.perf_counter(), self.file.read_bytes()
        headers = {"Content-Type": "application/edxml+xml"}
        while True:
            answer = await ask(self.port, "/axis/inbox", headers, method="POST", body=envelope)
            if self.book.note(ARRIVAL, answer, 202):
                break
            again = float(answer.headers.get("retry-after", SENT_AGAIN_SECONDS))
            await asyncio.sleep(min(again, LONGEST_WAIT_SECONDS) * random.uniform(1.0, 1.3))
        self.acknowledged[self.code] = time.perf_counter()
        self.waited.append(self.acknowledged[self.code] - began)


@dataclass
class Editor:
    """Người nhập: types into a worksheet, which saves by itself, and opens it anew at times."""

    port: int
    report: int
    revision: int
    cookie: str
    token: str
    book: Book

    async def edit(self) -> None:
        """Go on until cancelled."""
        await asyncio.sleep(random.uniform(0, THINKS_SECONDS[1]))
        await self._open()
        batch = 0
        while True:
            await asyncio.sleep(random.uniform(*THINKS_SECONDS))
            await self._save(batch)
            batch += 1
            if batch % PAGE_EVERY == 0:
                await self._open()

    async def _open(self) -> None:
        path = f"/reporting/reports/{self.report}/worksheet/"
        answer = await ask(self.port, path, {"Cookie": self.cookie})
        self.book.note(PAGE, answer, 200)

    async def _save(self, batch: int) -> None:
        cells = {one: str(random.randrange(1, 900)) for one in random.sample(CELLS, 3)}
        said = {"revision": self.revision, "cells": cells}
        headers = {
            "Cookie": self.cookie,
            "X-CSRFToken": self.token,
            "Content-Type": "application/json",
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        path, body = f"/reporting/reports/{self.report}/batches/", json.dumps(said).encode()
        answer = await ask(self.port, path, headers, method="POST", body=body)
        self.book.note(SAVE, answer, 200)
        if answer.status in (200, 409):  # after an answer that was lost, the page says where it is
            self.revision = json.loads(answer.body)["revision"]


@dataclass
class Watcher:
    """Người xem bảng: keeps the stream open, and asks for the board when it hears that it moved."""

    web: int
    live: int
    cookie: str
    book: Book
    shown: list[tuple[float, int]] = field(default_factory=list)
    _heard: str = ""  # when that moved, as the stream said it
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self) -> None:
        """Open the board, then listen and ask until cancelled."""
        await asyncio.sleep(random.uniform(0, 10))
        self._moved.set()
        await asyncio.gather(self._listen(), self._ask_when_moved())

    async def _listen(self) -> None:
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.live)
            asked = f"Host: 127.0.0.1\r\nCookie: {self.cookie}\r\n\r\n"
            writer.write(f"GET /live/?topic=figures HTTP/1.1\r\n{asked}".encode())
            try:
                async for line in reader:
                    if line.startswith(b"id: "):
                        self._heard = line.decode().strip().partition("-")[2]
                    if line.startswith(b"data: ") and b"figures" in line:
                        self._moved.set()
            finally:
                writer.close()
            await asyncio.sleep(1)  # as the stream itself asks browsers to

    async def _ask_when_moved(self) -> None:
        while True:
            await self._moved.wait()
            self._moved.clear()
            await asyncio.sleep(random.uniform(0, SPREAD_SECONDS))
            headers = {"Cookie": self.cookie, "HX-Request": "true"}
            headers |= {"Nhip-Heard": self._heard} if self._heard else {}
            answer = await ask(self.web, BOARD, headers)
            if self.book.note(WATCH, answer, 200):
                present = max(map(int, COVERAGE.findall(answer.body)), default=0)
                self.shown.append((time.perf_counter(), present))
            elif answer.status != 200:
                await asyncio.sleep(float(answer.headers.get("retry-after", 1)))
                self._moved.set()


def schedule(count: int, seconds: float) -> list[float]:
    """Return when each of many comes: ever more in each minute, most in the last."""
    return [seconds * (number / count) ** 0.5 for number in range(count)]


def signed_in(names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the cookies of people who signed in before, and their token for forms."""
    import secrets

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from nhip.accounts.models import User

    found = {}
    for user in User.objects.filter(username__in=names):
        session, token = SessionStore(), secrets.token_hex(16)
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        cookies: Mapping[str, Any] = {
            settings.SESSION_COOKIE_NAME: session.session_key,
            settings.CSRF_COOKIE_NAME: token,
        }
        found[user.username] = "; ".join(f"{key}={one}" for key, one in cookies.items()), token
    return found
