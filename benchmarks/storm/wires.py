"""Đường dây: just enough HTTP over asyncio, so that what makes the storm costs little itself."""

import asyncio
import json
import re
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

PATIENCE_SECONDS = 120.0


@dataclass(frozen=True)
class Answer:
    """Trả lời: what came back, and in how many seconds."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


async def ask(
    port: int, path: str, headers: Mapping[str, str], *, method: str = "GET", body: bytes = b""
) -> Answer:
    """Ask once over a connection of its own; status 0 when nothing comes back in time."""
    began = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            raw = await _exchanged(port, _request(method, path, headers, body))
    except (OSError, TimeoutError):
        raw = b""
    head, _gap, content = raw.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    status = lines[0].split(" ")[1] if lines[0].startswith("HTTP/1.1 ") else "0"
    named = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
    return Answer(int(status), named, content, time.perf_counter() - began)


@dataclass
class Hub:
    """Trục: takes over whatever the node hands to it, and notes what it was and when it came.

    It stands for the hub of the axis, which is another machine: it checks nothing while the storm
    lasts, and keeps some of the envelopes, whose signatures are checked afterwards.
    """

    keep_every: int = 50
    came: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    kept: list[bytes] = field(default_factory=list)
    count: int = 0
    _talks: "set[asyncio.Task[None]]" = field(default_factory=set)

    async def serve(self) -> "asyncio.Server":
        """Open the hub's door at a free port."""
        return await asyncio.start_server(self._talk, "127.0.0.1", 0)

    async def end(self) -> None:
        """End the talks that are still open."""
        for talk in list(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = _length(head)
                self._note(await reader.readexactly(length))
                answer = json.dumps({"hub_id": str(uuid.uuid4())}).encode()
                writer.write(
                    b"HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\n"
                    + f"Content-Length: {len(answer)}\r\n\r\n".encode()
                    + answer
                )
        except (asyncio.IncompleteReadError, asyncio.CancelledError, OSError):
            pass
        finally:
            writer.close()

    def _note(self, envelope: bytes) -> None:
        code, recipient = _said(envelope, "StatusCode"), _said(envelope, "OrganId", 1)
        self.came.setdefault(code, []).append((recipient, time.perf_counter()))
        if self.count % self.keep_every == 0:
            self.kept.append(envelope)
        self.count += 1


async def at(moment: float, act: Callable[[], Awaitable[None]]) -> None:
    """Do something at a moment of this process's clock."""
    await asyncio.sleep(max(0.0, moment - time.perf_counter()))
    await act()


def _said(text: bytes, name: str, nth: int = 0) -> str:
    """Return the text of the nth element of that name, whatever its prefix."""
    found = re.findall(f"{name}>([^<]+)</".encode(), text)
    return found[nth].decode() if len(found) > nth else ""


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


async def _exchanged(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        return await reader.read()
    finally:
        writer.close()


def _request(method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    said = {"Host": "127.0.0.1", "Connection": "close", **headers}
    if body:
        said["Content-Length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {text}" for name, text in said.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
