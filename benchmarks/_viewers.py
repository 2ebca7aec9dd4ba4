"""Người xem trực tiếp: what many browsers do, without the browsers; bare asyncio, on loopback.

Each viewer keeps one stream open, as ``live.js`` does, and asks for its part of the board when
it hears that figures moved: after a random quarter of a second, one question at a time.
"""

import asyncio
import random
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

SPREAD_SECONDS = 0.25
COVERAGE = re.compile(rb"<strong>(\d+)/63</strong>")


@dataclass
class Viewer:
    """Một người xem: what was heard and shown, and when."""

    web: int
    live: int
    board: str
    headers: Mapping[str, str]
    heard: list[float] = field(default_factory=list)
    shown: dict[int, float] = field(default_factory=dict)
    present: int = -1
    answers: int = 0
    listens: asyncio.Event = field(default_factory=asyncio.Event)
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self) -> None:
        """Open the board, then listen and ask until cancelled."""
        self._moved.set()
        await asyncio.gather(self._listen(), self._ask_when_moved())

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.live)
        writer.write(_request("/live/?topic=figures", self.headers))
        try:
            async for line in reader:
                if line.startswith(b"data: ") and b"figures" in line:
                    self.heard.append(time.perf_counter())
                    self._moved.set()
                self.listens.set()
        finally:
            writer.close()

    async def _ask_when_moved(self) -> None:
        while True:
            await self._moved.wait()
            self._moved.clear()
            await asyncio.sleep(random.uniform(0, SPREAD_SECONDS))
            await self._ask()

    async def _ask(self) -> None:
        body = await fetched(self.web, self.board, {**self.headers, "HX-Request": "true"})
        self.answers += 1
        present = max(map(int, COVERAGE.findall(body)), default=-1)  # of the line that moves
        for count in range(self.present + 1, present + 1):
            self.shown[count] = time.perf_counter()
        self.present = max(self.present, present)


async def fetched(port: int, path: str, headers: Mapping[str, str]) -> bytes:
    """Return what a page answers; a connection of its own, closed after it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_request(path, {**headers, "Connection": "close"}))
    answer = await reader.read()
    writer.close()
    head, _gap, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head[:200])
    return body


async def fan_out(count: int, times: int) -> list[float]:
    """Return the seconds in which one line reaches each of many bare sockets."""
    writers: list[asyncio.StreamWriter] = []
    here = asyncio.Event()

    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        if len(writers) == count:
            here.set()

    server = await asyncio.start_server(greet, "127.0.0.1", 0, backlog=count)
    port = server.sockets[0].getsockname()[1]
    ends = [await asyncio.open_connection("127.0.0.1", port) for _one in range(count)]
    await here.wait()
    taken = []
    for _time in range(times):
        began = time.perf_counter()
        for writer in writers:
            writer.write(b"event: moved\ndata: figures\n\n")

        async def heard(reader: asyncio.StreamReader, began: float = began) -> float:
            await reader.readuntil(b"\n\n")
            return time.perf_counter() - began

        taken += await asyncio.gather(*(heard(reader) for reader, _writer in ends))
    for writer in [*writers, *(writer for _reader, writer in ends)]:
        writer.close()
    server.close()
    return taken


async def ended(tasks: list["asyncio.Task[None]"]) -> None:
    """End tasks and wait until they have ended."""
    for task in tasks:
        task.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks, return_exceptions=True)


def _request(path: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {text}" for name, text in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()
