"""Đọc nhật ký: the head of the chain, and everything that is wrong with it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model

from nhip.events.models import Event, Seal, SealHead
from nhip.events.rules import Fault, Link, faults_in


@dataclass(frozen=True)
class Head:
    """Đầu chuỗi: position and hash of the newest seal; travels in signed receipts."""

    position: int
    hash: str


def head() -> Head | None:
    """Return the newest seal of this node, if there is one."""
    newest = Seal.objects.order_by("-position").values_list("position", "hash").first()
    return Head(*newest) if newest else None


def unstamped_head() -> Head | None:
    """Return the newest seal if no time stamp stands over it yet."""
    newest = head()
    if newest is None or SealHead.objects.filter(position=newest.position).exists():
        return None
    return newest


def stamped_heads() -> list[tuple[int, str]]:
    """Return the heads over which a time stamp is kept, oldest first."""
    return list(SealHead.objects.order_by("position").values_list("position", "hash"))


def verify_chain(
    *, heads: list[tuple[int, str]], now: dt.datetime, patience: dt.timedelta
) -> list[Fault]:
    """Return every fault of the log: altered, missing, cut off, contradicted, long unsealed.

    ``heads`` are seals that were written down elsewhere (the node's book, a
    neighbour's receipts): one that is not in the table proves a cut or a rewrite.
    """
    faults = list(faults_in(_links()))
    told = Seal.objects.filter(position__in=[position for position, _ in heads])
    known = dict(told.values_list("position", "hash"))
    faults += [
        Fault("cut_off" if position not in known else "contradicted", position, None)
        for position, seal_hash in heads
        if known.get(position) != seal_hash
    ]
    waiting = Event.objects.unsealed().filter(at__lt=now - patience).values_list("pk", flat=True)
    return faults + [Fault("long_unsealed", None, pk) for pk in waiting]


def trace_of_event(event_id: int) -> str:
    """Return the trace on which an event happened; empty if there was none."""
    found = Event.objects.filter(pk=event_id).values_list("trace", flat=True).first()
    return found or ""


def trace_of(subject: Model) -> str:
    """Return the trace on which the history of one thing began; empty if there was none."""
    traced = Event.objects.about(subject).exclude(trace="")
    return traced.values_list("trace", flat=True).first() or ""


def _links() -> Iterator[Link]:
    seals = Seal.objects.order_by("position").values_list(
        "position", "previous_hash", "hash", "event_id"
    )
    entries = {event.pk: event.entry for event in Event.objects.all().iterator(chunk_size=5_000)}
    for position, previous_hash, seal_hash, event_id in seals.iterator(chunk_size=5_000):
        yield Link(position, previous_hash, seal_hash, entries.get(event_id))
