"""Cửa của dòng tin: server-sent events for people and wall screens, for the node's own pages."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db import OperationalError

from nhip.config.live.listeners import topics_for
from nhip.config.live.news import News, until_next_saying
from nhip.core.numbers import read_whole

MOST_READERS = 2_000
HEARTBEAT_SECONDS = 15.0
PATIENCE_SECONDS = 30.0  # with a reader who does not take what was said
LONGEST_SECONDS = 600.0  # then the browser comes again, and who it is is asked again
RETRY_MILLISECONDS = 1_000

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True)
class Door:
    """Ứng dụng ASGI: one address for the stream, one that says the process is alive."""

    news: News
    origin: str  # of the node's pages
    path: str
    threads: Executor

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        if scope["path"] == "/healthz":
            await self._tell_health(send)
        elif scope["path"] != self.path or scope["method"] != "GET":
            await _answer(send, 404, "not found")
        elif headers.get("origin", self.origin) != self.origin:
            await _answer(send, 403, "another site's page may not listen")
        else:
            await self._let_in(
                headers, parse_qs(scope["query_string"].decode("latin-1")), receive, send
            )

    async def _tell_health(self, send: Send) -> None:
        if self.news.hears:
            await _answer(send, 200, "ok")
        else:
            await _answer(send, 503, "the log cannot be heard")

    async def _let_in(
        self, headers: dict[str, str], asked: dict[str, list[str]], receive: Receive, send: Send
    ) -> None:
        """Find out who asks; answer 401, 503, or the stream."""
        allowed = list(self._allowing(headers))
        if self.news.ended or self.news.readers >= MOST_READERS:
            return await _answer(send, 503, "full", allowed)
        loop = asyncio.get_running_loop()
        try:
            topics = await loop.run_in_executor(self.threads, topics_for, headers.get("cookie", ""))
        except OperationalError:
            return await _answer(send, 503, "the database does not answer", allowed)
        if topics is None:
            return await _answer(send, 401, "sign in first", allowed)
        topics &= frozenset(asked.get("topic", topics))
        heard = self.news.number
        missed = self.news.missed(last_heard=headers.get("last-event-id", ""), page_age=_age(asked))
        await _start(send, 200, "text/event-stream", allowed)
        stream = asyncio.create_task(self._stream(topics, missed & topics, heard, send))
        gone = asyncio.create_task(_until_gone(receive))
        done, waiting = await asyncio.wait({stream, gone}, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        for task in done:
            with suppress(TimeoutError):  # of a reader who takes nothing
                task.result()
        return None

    async def _stream(
        self, topics: frozenset[str], due: frozenset[str], heard: int, send: Send
    ) -> None:
        """Say what was missed, then what moves, until the reader or the process ends."""
        ends_at = time.monotonic() + LONGEST_SECONDS * random.uniform(0.8, 1)  # noqa: S311  (not all at once)
        await _say(send, f"retry: {RETRY_MILLISECONDS}\n\n")
        with self.news.reader() as bell:
            while not self.news.ended and time.monotonic() < ends_at:
                await _say(send, self._text(heard, due))
                await asyncio.sleep(until_next_saying(self.news.readers, time.monotonic()))
                await _rings(bell)
                bell.clear()
                due, heard = self.news.after(heard) & topics, self.news.number
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _text(self, heard: int, due: frozenset[str]) -> str:
        """Return one saying; without a topic it only keeps the line open."""
        if not due:
            return ":\n\n"
        return f"id: {self.news.name}-{heard}\nevent: moved\ndata: {' '.join(sorted(due))}\n\n"

    def _allowing(self, headers: dict[str, str]) -> Iterator[tuple[bytes, bytes]]:
        """Yield the headers by which a browser lets the node's pages, and no others, read."""
        yield b"vary", b"origin, cookie"
        if headers.get("origin") == self.origin:
            yield b"access-control-allow-origin", self.origin.encode("latin-1")
            yield b"access-control-allow-credentials", b"true"


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address, as a browser's Origin header writes them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _age(asked: dict[str, list[str]]) -> float:
    """Return how many seconds ago the page was asked for, as the page says."""
    return (read_whole(asked.get("age", ["0"])[0]) or 0) / 1000


async def _rings(bell: asyncio.Event) -> None:
    """Wait until something moved, or it is time to keep the line open."""
    try:
        await asyncio.wait_for(bell.wait(), HEARTBEAT_SECONDS)
    except TimeoutError:
        return


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say(send: Send, text: str) -> None:
    await asyncio.wait_for(
        send({"type": "http.response.body", "body": text.encode(), "more_body": True}),
        PATIENCE_SECONDS,
    )


async def _start(send: Send, status: int, kind: str, more: list[tuple[bytes, bytes]]) -> None:
    headers = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _answer(
    send: Send, status: int, text: str, more: list[tuple[bytes, bytes]] | None = None
) -> None:
    await _start(send, status, "text/plain", more or [])
    await send({"type": "http.response.body", "body": text.encode(), "more_body": False})
