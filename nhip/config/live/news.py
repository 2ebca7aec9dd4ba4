"""Tin mới nhất: per topic only the last time it moved, however often and for however many."""

import asyncio
import math
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from nhip.config.live.topics import TOPICS
from nhip.core.numbers import read_whole

SOONEST_SECONDS = 0.5  # between two sayings to the same reader
SHORTEST_PAUSE_SECONDS = (
    2.0  # while much moves: for all who hear it, what they ask for is made once
)
SECONDS_A_READER = 0.05  # 200 readers ask for their pages every ten seconds, not every half
LONGEST_PAUSE_SECONDS = 10.0
ON_THE_WAY_SECONDS = 2.0  # a commit may be told a little after it could be seen


def pause_between(readers: int) -> float:
    """Return the seconds between two sayings to the same reader.

    Whoever hears that something moved asks the pages for it. The more hear it, the rarer it is
    said while much moves, so that their questions take only a share of what the pages can do;
    after a quiet while it is said at once.
    """
    return min(max(SHORTEST_PAUSE_SECONDS, readers * SECONDS_A_READER), LONGEST_PAUSE_SECONDS)


def until_next_saying(readers: int, at: float) -> float:
    """Return the seconds until a reader to whom something was just said is told again.

    All are told together, so that what is made anew for the first who asks serves the others.
    """
    pause = pause_between(readers)
    left = pause - at % pause
    return left if left >= SOONEST_SECONDS else left + pause


@dataclass(frozen=True)
class Saying:
    """Một tin: the number and the moment at which a topic moved last.

    The number is the moment by the calendar, in milliseconds, so that it tells others as well
    when it was; two sayings never have the same.
    """

    number: int
    at: float


@dataclass
class News:
    """Bảng tin: what moved last; a reader who lags behind misses repetitions, never a topic.

    Nothing queues for anybody, so a reader who does not read costs nothing more.
    """

    name: str = field(default_factory=lambda: secrets.token_hex(4))
    began: float = field(default_factory=time.monotonic)
    number: int = 0
    hears: bool = False
    ended: bool = False
    _last: dict[str, Saying] = field(default_factory=dict)
    _readers: set[asyncio.Event] = field(default_factory=set)

    def say(self, topics: Iterable[str]) -> None:
        """Let every reader know that topics moved."""
        for topic in topics:
            self.number = max(self.number + 1, math.ceil(time.time() * 1_000))
            self._last[topic] = Saying(self.number, time.monotonic())
        self._wake()

    def end(self) -> None:
        """Let every reader go."""
        self.ended = True
        self._wake()

    def after(self, number: int) -> frozenset[str]:
        """Return what moved after a number."""
        return frozenset(topic for topic, last in self._last.items() if last.number > number)

    def missed(self, *, last_heard: str, page_age: float) -> frozenset[str]:
        """Return what moved since a reader heard its last saying, or since its page was asked for.

        Whoever was here before this process is told everything: nobody knows what was missed.
        """
        name, _, number = last_heard.partition("-")
        if name == self.name and (heard := read_whole(number)) is not None:
            return self.after(heard)
        asked_at = time.monotonic() - page_age - ON_THE_WAY_SECONDS
        if last_heard or asked_at < self.began:
            return TOPICS
        return frozenset(topic for topic, last in self._last.items() if last.at >= asked_at)

    @property
    def readers(self) -> int:
        """Return how many read now."""
        return len(self._readers)

    @contextmanager
    def reader(self) -> Iterator[asyncio.Event]:
        """Yield the bell of one reader, which rings whenever something moved, and at once."""
        bell = asyncio.Event()
        bell.set()
        self._readers.add(bell)
        try:
            yield bell
        finally:
            self._readers.discard(bell)

    def _wake(self) -> None:
        for bell in self._readers:
            bell.set()
