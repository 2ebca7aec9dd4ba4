"""Chuỗi băm: how one event is bound to the one before it. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nhip.core.canonical import canonical_json, sha256_hex

GENESIS = "0" * 64


@dataclass(frozen=True)
class Entry:
    """Sự kiện đã ghi: what a seal covers of an event."""

    id: int
    name: str
    subject: str
    actor: str
    at: dt.datetime
    data: dict[str, Any]


@dataclass(frozen=True)
class Link:
    """Mắt xích: one sealed event as its seal holds it; ``entry`` is None when the event is gone."""

    position: int
    previous_hash: str
    hash: str
    entry: Entry | None


@dataclass(frozen=True)
class Fault:
    """Sai lệch: one thing that is wrong with the log, and where."""

    kind: str
    position: int | None
    event_id: int | None


def seal_hash(previous_hash: str, position: int, entry: Entry) -> str:
    """Return the hash that binds ``entry`` to its position after ``previous_hash``."""
    return sha256_hex(sealed_text(previous_hash, position, entry))


def sealed_text(previous_hash: str, position: int, entry: Entry) -> bytes:
    """Return the very bytes that a seal is the hash of; whoever has them can check it alone."""
    return canonical_json(
        {
            "previous": previous_hash,
            "position": position,
            "id": entry.id,
            "name": entry.name,
            "subject": entry.subject,
            "actor": entry.actor,
            "at": entry.at.astimezone(dt.UTC).isoformat(),
            "data": entry.data,
        }
    )


def faults_in(links: Iterable[Link]) -> Iterable[Fault]:
    """Yield what is wrong with a chain read in order of position: altered, missing, broken."""
    previous, expected = GENESIS, 1
    for link in links:
        if link.position != expected:
            yield Fault("missing_seal", expected, None)
        elif link.previous_hash != previous:
            yield Fault("broken_chain", link.position, link.entry.id if link.entry else None)
        if link.entry is None:
            yield Fault("missing_event", link.position, None)
        elif seal_hash(link.previous_hash, link.position, link.entry) != link.hash:
            yield Fault("altered_event", link.position, link.entry.id)
        previous, expected = link.hash, link.position + 1
