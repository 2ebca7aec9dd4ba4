"""Trả lời chung: what one person was shown is shown to all who may see the same.

An answer is kept in this process, under everything it depends on: the question, the language,
the day, and the grants of whoever asks. It stands while the mark of the database is the one
that was read before the answer was made; the next commit that moves a board ends it, in every
process, at the first question after it.

While much moves, every question would make the board anew. Who asks because the live stream said
that something moved therefore says when that was: an answer begun later knows of it and will do.
What moved since is said as well, and asked for then, so nobody keeps an old one.
"""

import datetime as dt
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock, RLock
from typing import Any, Final, Protocol, TypeVar

from django.db import connection
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from nhip.accounts.models import Grant, User
from nhip.command_centre.queries.moves import Mark, mark
from nhip.indicators.permissions import Permission

MOST: Final = 128
LONGEST_SECONDS: Final = 60.0  # for what no event tells, such as a forecast made anew


class Dated(Protocol):
    """Trang có hạn: after its due time it says *late*, though nothing was written."""

    @property
    def due_at(self) -> dt.datetime | None:
        """Return when what it shows becomes due."""


Answer = TypeVar("Answer", bound=Dated)


@dataclass(eq=False)
class Renderings:
    """Các phần đã dựng: the parts of a page that are the same for all, each rendered once."""

    _parts: dict[Hashable, SafeString] = field(default_factory=dict)
    _lock: Any = field(default_factory=RLock)

    def once(self, part: Hashable, render: Callable[[], SafeString]) -> SafeString:
        """Return a part; the first who asks renders it."""
        with self._lock:
            if part not in self._parts:
                self._parts[part] = render()
            return self._parts[part]


@dataclass
class Place:
    """Chỗ giữ: the answer to one question, with what it stands on; one at a time makes it."""

    answer: Any = None
    mark: Mark | None = None
    until: dt.datetime | None = None
    made_at: float = 0.0
    known_at: float = 0.0  # by the calendar: what was committed by then is in the answer
    lock: Lock = field(default_factory=Lock)

    def stands(self, now_at: Mark, now: dt.datetime) -> bool:
        """Tell whether the answer is still what would be made anew."""
        return self.mark == now_at and self._lasts(now)

    def knows(self, heard: float | None, now: dt.datetime) -> bool:
        """Tell whether the answer was begun after what somebody heard of was committed."""
        return heard is not None and heard <= self.known_at and self._lasts(now)

    def keep(self, answer: Dated | None, now_at: Mark, known_at: float, now: dt.datetime) -> None:
        """Keep an answer until something moves."""
        due_at = answer.due_at if answer else None
        self.answer, self.mark, self.made_at = answer, now_at, time.monotonic()
        self.known_at = known_at
        self.until = due_at if due_at and due_at > now else None

    def _lasts(self, now: dt.datetime) -> bool:
        is_young = time.monotonic() - self.made_at < LONGEST_SECONDS
        return is_young and (self.until is None or now < self.until)


_places: OrderedDict[Hashable, Place] = OrderedDict()
_lock = Lock()


def shared(
    question: Hashable,
    make: Callable[[], Answer | None],
    *,
    now: dt.datetime,
    heard: float | None = None,
) -> Answer | None:
    """Return the answer to a question, made anew only if something has moved.

    Who heard that something moved, at a moment in seconds since 1970, gets one that knows of it.
    """
    place = _place((connection.settings_dict["NAME"], get_language(), question))
    with place.lock:
        if not place.knows(heard, now):
            _look_again(place, make, now)
        answer: Answer | None = place.answer
    return answer


def _look_again(place: Place, make: Callable[[], Answer | None], now: dt.datetime) -> None:
    """Make the answer anew if it is no longer what would be made."""
    known_at, now_at = time.time(), mark()
    if place.stands(now_at, now):
        place.known_at = known_at
    else:
        place.keep(make(), now_at, known_at, now)


def reach_of(viewer: User, *, on: dt.date) -> frozenset[tuple[int, bool]]:
    """Return the grants by which somebody sees figures that day; who has the same sees the same."""
    grants = Grant.objects.of(viewer, Permission.VIEW, on=on)
    return frozenset(grants.values_list("unit_id", "subtree"))


def _place(key: Hashable) -> Place:
    """Return where an answer is kept; the one nobody has asked for longest gives way."""
    with _lock:
        place = _places.setdefault(key, Place())
        _places.move_to_end(key)
        if len(_places) > MOST:
            _places.popitem(last=False)
    return place
