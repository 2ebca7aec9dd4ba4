"""Số liệu đã động: a mark that differs as soon as anything a board shows was committed.

Events get their numbers before their transactions end, so the largest number is no mark: a
smaller one may still come. Counted are therefore all of them above a number that is *settled*:
every transaction that could bring a smaller one has ended. What is below is counted once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, NamedTuple

from django.db import connection

MOVE_A_BOARD: Final = (
    "indicators.delivery.stored",
    "indicators.delivery.withdrawn",
    "indicators.edition.loaded",
    "organisations.edition.loaded",
    "reporting.obligation.changed",
    "reporting.obligation.frozen",
    "reporting.regime.activated",
    "reporting.regime.loaded",
)
SETTLE_EVERY: Final = 1_000  # events, so that no look counts many more
LOOK = """
WITH moved AS (
    SELECT id FROM events_event WHERE name = ANY(%(names)s) AND id > %(settled)s
)
SELECT count(*), coalesce(max(id), 0),
    (SELECT coalesce(max(id), 0) FROM events_event),
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint
FROM moved
"""
COUNT = """
SELECT count(*), coalesce(max(id), 0) FROM events_event
WHERE name = ANY(%(names)s) AND id > %(settled)s AND id <= %(newest)s
"""


class Mark(NamedTuple):
    """Dấu: how many events have moved boards, and the largest of their numbers."""

    events: int
    last: int


class Settled(NamedTuple):
    """Phần đã ổn định: up to this event nothing can come any more, and the mark up to there."""

    event: int
    mark: Mark


NOTHING_YET: Final = Settled(0, Mark(0, 0))


class Waiting(NamedTuple):
    """Phần chờ ổn định: settled when every transaction below ``transaction`` has ended."""

    event: int
    transaction: int


@dataclass
class Watch:
    """Người canh: what this process knows of one database."""

    settled: Settled = NOTHING_YET
    waiting: Waiting | None = None
    lock: Lock = field(default_factory=Lock)

    def look(self) -> Mark:
        """Return the mark as the database stands now."""
        settled = self.settled
        given = {"names": list(MOVE_A_BOARD), "settled": settled.event}
        count, last, newest, oldest_open, next_to_begin = _row(LOOK, given)
        with self.lock:
            if self.waiting and oldest_open >= self.waiting.transaction:
                self._settle(self.waiting.event)
            if self.waiting is None and newest - self.settled.event >= SETTLE_EVERY:
                self.waiting = Waiting(newest, next_to_begin)
        return _joined(settled.mark, Mark(count, last))

    def _settle(self, event: int) -> None:
        given = {"names": list(MOVE_A_BOARD), "settled": self.settled.event, "newest": event}
        mark = _joined(self.settled.mark, Mark(*_row(COUNT, given)))
        self.settled, self.waiting = Settled(event, mark), None


_watches: dict[str, Watch] = {}


def mark() -> Mark:
    """Return the mark now. Ask for it before reading what it stands for, never after."""
    database: str = connection.settings_dict["NAME"]
    return _watches.setdefault(database, Watch()).look()


def _joined(below: Mark, above: Mark) -> Mark:
    return Mark(below.events + above.events, max(below.last, above.last))


def _row(statement: str, given: Mapping[str, Any]) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        row: tuple[int, ...] = cursor.fetchone()
    return row
