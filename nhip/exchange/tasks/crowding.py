"""Đông ở cửa: how much is let in at once, so that people's pages stay usable while much arrives.

Who is put off has lost nothing: nothing was read, nothing is stored, and the same envelope is
welcome when the answer says.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Unavailable

SOON_SECONDS: Final = 2  # when others stand in the door
LATEST_SECONDS: Final = 30  # when a great many do
COUNTED_SECONDS: Final = 5.0
LATER_SECONDS: Final = 60  # when the work behind the door piles up
COUNT_EVERY_SECONDS: Final = 2.0
WAITING: Final = """
SELECT count(*) FROM (
    SELECT FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at IS NULL LIMIT %s
) waiting
"""


class DoorIsCrowded(Unavailable):
    """Cửa đang đông: more arrives than can be taken in now."""

    message = _("Too much arrives at once; hand the same envelope over in %(retry_after)d seconds.")


@dataclass
class Crowd:
    """Đám đông trước cửa: how many were turned away for each that was let in, a moment ago.

    Were all told to come again at once, a thousand who wait would keep the door busy with
    turning them away.
    """

    let_in: int = 0
    turned_away: int = 0
    began_at: float = 0.0
    density: int = 1

    def note(self, *, is_let_in: bool) -> None:
        """Count one; what was counted a while ago becomes the measure."""
        if time.monotonic() - self.began_at >= COUNTED_SECONDS:
            self.density = self.turned_away // max(1, self.let_in)
            self.began_at, self.let_in, self.turned_away = time.monotonic(), 0, 0
        self.let_in += is_let_in
        self.turned_away += not is_let_in

    @property
    def pause(self) -> int:
        """Return in how many seconds who is turned away is welcome again."""
        return min(max(SOON_SECONDS, SOON_SECONDS * self.density), LATEST_SECONDS)


@dataclass
class Doorway:
    """Cửa của một tiến trình: how many stand in it, and how much work was seen behind it."""

    inside: int = 0
    crowd: Crowd = field(default_factory=Crowd)
    piled_up: bool = False
    counted_at: float = -COUNT_EVERY_SECONDS
    lock: Lock = field(default_factory=Lock)

    def enter(self) -> None:
        """Let one more in. Raises DoorIsCrowded."""
        with self.lock:
            has_room = self.inside < settings.NHIP_ARRIVALS_AT_ONCE
            self.crowd.note(is_let_in=has_room)
            if not has_room:
                raise DoorIsCrowded(retry_after=self.crowd.pause)
            self.inside += 1

    def leave(self) -> None:
        """Let one out."""
        with self.lock:
            self.inside -= 1

    def look_behind(self) -> None:
        """Turn away when too much waits to be done already. Raises DoorIsCrowded."""
        if time.monotonic() - self.counted_at >= COUNT_EVERY_SECONDS:
            self.piled_up = work_waiting() >= settings.NHIP_ARRIVALS_WAITING
            self.counted_at = time.monotonic()
        if self.piled_up:
            raise DoorIsCrowded(retry_after=LATER_SECONDS)


_doorway = Doorway()


@contextmanager
def in_the_door(doorway: Doorway = _doorway) -> Iterator[None]:
    """Nhường lối: let one envelope be taken in while the block runs. Raises DoorIsCrowded."""
    doorway.enter()
    try:
        doorway.look_behind()
        yield
    finally:
        doorway.leave()


def work_waiting() -> int:
    """Return how many jobs wait to be done at once; beyond the limit nobody counts on."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [settings.NHIP_ARRIVALS_WAITING])
        return int(cursor.fetchone()[0])
