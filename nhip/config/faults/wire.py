"""Đường dây: a TCP wire in front of a node: cut, slowed, or made to say things twice."""

import asyncio
import threading
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

CHUNK = 65_536
LOOPBACK = "127.0.0.1"


@dataclass
class Talk:
    """Cuộc nói chuyện: the two ends of one connection, and what was asked and not yet answered."""

    near: asyncio.StreamWriter
    far: asyncio.StreamWriter
    asked: bytearray = field(default_factory=bytearray)

    def break_off(self) -> None:
        """End the connection as a cut cable does: at once, without a word."""
        for end in (self.near, self.far):
            end.transport.abort()


@dataclass
class Wire:
    """Đường dây: what it does to those who talk over it now."""

    port: int
    target: int
    is_cut: bool = False
    delay: float = 0.0
    twice: int = 0  # how many of the next requests arrive twice
    swallowed: int = 0  # how many of the next answers are lost on the way back
    done: Counter[str] = field(default_factory=Counter)
    talks: list[Talk] = field(default_factory=list)
    _echoes: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self) -> asyncio.Server:
        """Listen at the near end."""
        return await asyncio.start_server(self._talk, LOOPBACK, self.port)

    async def cut(self) -> None:
        """Cắt: break off every talk; nobody gets through until the wire is mended."""
        self.is_cut = True
        for talk in self.talks:
            talk.break_off()

    def mend(self) -> None:
        """Nối lại: let everybody through, once and as fast as may be."""
        self.is_cut, self.delay, self.twice, self.swallowed = False, 0.0, 0, 0

    async def _talk(self, asks: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        if self.is_cut:
            near.transport.abort()
            return
        try:
            answers, far = await asyncio.open_connection(LOOPBACK, self.target)
        except OSError:
            near.transport.abort()
            return
        talk = Talk(near, far)
        self.talks.append(talk)
        with suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(self._ask(asks, talk), self._answer(answers, talk))
        self.talks.remove(talk)
        talk.break_off()

    async def _ask(self, asks: asyncio.StreamReader, talk: Talk) -> None:
        while data := await asks.read(CHUNK):
            await asyncio.sleep(self.delay)
            talk.asked += data
            talk.far.write(data)
            await talk.far.drain()
        with suppress(OSError):
            talk.far.write_eof()

    async def _answer(self, answers: asyncio.StreamReader, talk: Talk) -> None:
        while data := await answers.read(CHUNK):
            await asyncio.sleep(self.delay)
            asked, talk.asked = bytes(talk.asked), bytearray()
            if asked and self.twice > 0:
                self.twice -= 1
                self._count("duplicated requests")
                self._remember(self._say_again(asked))
            if asked and self.swallowed > 0:
                self.swallowed -= 1
                self._count("lost answers")
                talk.break_off()
                return
            talk.near.write(data)
            await talk.near.drain()
        talk.near.close()

    async def _say_again(self, asked: bytes) -> None:
        """Let the other side hear a whole request once more, and its answer go nowhere."""
        with suppress(OSError):
            answers, again = await asyncio.open_connection(LOOPBACK, self.target)
            again.write(asked)
            await again.drain()
            await answers.read(CHUNK)
            again.close()

    def _remember(self, echo: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(echo)
        self._echoes.add(task)
        task.add_done_callback(self._echoes.discard)

    def _count(self, what: str) -> None:
        self.done[what] += 1


class Wires:
    """Mạng: the wires of a field, in a thread of their own."""

    def __init__(self, *wires: Wire) -> None:
        self.wires = wires
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="wires", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        for wire in self.wires:
            asyncio.run_coroutine_threadsafe(wire.serve(), self._loop).result()
        return self

    def __exit__(self, *raised: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def cut(self, wire: Wire) -> None:
        """Cut a wire from another thread."""
        asyncio.run_coroutine_threadsafe(wire.cut(), self._loop).result()

    @property
    def done(self) -> Counter[str]:
        """Return what all wires have done to those who talked."""
        return sum((wire.done for wire in self.wires), Counter())
