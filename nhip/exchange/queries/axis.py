"""Trục đang thế nào: queues, dead letters and the way of one message, as shapes."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Min, Q, QuerySet, Value

from nhip.core.text import fold
from nhip.events.models import Event
from nhip.exchange.models import Attempt, Message, Refusal, Relay
from nhip.exchange.models.message import MessageQuerySet
from nhip.exchange.queries.wording import status_title


@dataclass(frozen=True)
class Queue:
    """Hàng đợi: what waits for one agency, and since when."""

    recipient: str
    waiting: int
    urgent: int
    since: dt.datetime
    failures: tuple[str, ...]


@dataclass(frozen=True)
class DeadLetter:
    """Gói tin ách tắc: a message nobody will carry on unless somebody sees to it."""

    pk: int
    is_relay: bool
    sender: str
    recipient: str
    document_id: str
    subject: str
    state: str
    failure: str
    since: dt.datetime


@dataclass(frozen=True)
class Step:
    """Bước trên đường: one thing that happened to a message, and when."""

    at: dt.datetime
    what: str
    detail: str


def outbox(*, among: MessageQuerySet) -> list[Queue]:
    """Return what waits to leave this node, one line per receiver, the longest wait first."""
    return _queues(among.outgoing().filter(state__in=Message.WAITING), "queued_at")


def hub_queues() -> list[Queue]:
    """Return what waits at the hub, one line per receiver, the longest wait first."""
    return _queues(Relay.objects.filter(state=Relay.State.WAITING), "received_at")


def dead_letters(*, among: MessageQuerySet, words: str = "") -> list[DeadLetter]:
    """Return what is stuck at this node, newest first, found by any words of its header."""
    return _found([_dead_message(message) for message in among.dead()], words)


def dead_relays(*, words: str = "") -> list[DeadLetter]:
    """Return what is stuck at the hub, newest first, found by any words about it."""
    relays = Relay.objects.filter(state__in=Relay.DEAD)
    return _found([_dead_relay(relay) for relay in relays], words)


def refusals(*, limit: int = 200) -> list[Refusal]:
    """Return the newest envelopes that were not let in."""
    return list(Refusal.objects.order_by("-at")[:limit])


def trace(message: Message) -> list[Step]:
    """Return everything that happened to a message, oldest first."""
    steps = [Step(event.at, event.name, _told(event)) for event in Event.objects.about(message)]
    steps += [
        Step(attempt.at, attempt.get_outcome_display(), attempt.detail)
        for attempt in Attempt.objects.filter(message=message)
    ]
    steps += [
        Step(_first_known(status), status_title(status.code), status.status.description)
        for status in message.statuses.all()
    ]
    return sorted(steps, key=lambda step: step.at)


def _queues(waiting: QuerySet[Message] | QuerySet[Relay], since: str) -> list[Queue]:
    rows = (
        waiting.values("recipient")
        .annotate(count=Count("pk"), urgent=Count("pk", filter=Q(priority__gt=0)))
        .annotate(
            first=Min(since),
            said=ArrayAgg("failure", distinct=True, filter=~Q(failure=""), default=Value([])),
        )
        .order_by(F("first"), "recipient")
    )
    return [
        Queue(
            recipient=row["recipient"],
            waiting=row["count"],
            urgent=row["urgent"],
            since=row["first"],
            failures=tuple(row["said"]),
        )
        for row in rows
    ]


def _found(letters: list[tuple[DeadLetter, str]], words: str) -> list[DeadLetter]:
    wanted = fold(words).split()
    found = [letter for letter, text in letters if all(word in fold(text) for word in wanted)]
    return sorted(found, key=lambda letter: letter.since, reverse=True)


def _dead_message(message: Message) -> tuple[DeadLetter, str]:
    header = message.header
    letter = DeadLetter(
        pk=message.pk,
        is_relay=False,
        sender=message.sender,
        recipient=message.recipient,
        document_id=message.document_id,
        subject=header.get("subject") or header.get("description", ""),
        state=message.get_state_display(),
        failure=message.failure,
        since=_first_known(message),
    )
    return letter, " ".join([*_texts(header), message.failure, str(message.message_id)])


def _dead_relay(relay: Relay) -> tuple[DeadLetter, str]:
    letter = DeadLetter(
        pk=relay.pk,
        is_relay=True,
        sender=relay.sender,
        recipient=relay.recipient,
        document_id=relay.document_id,
        subject="",
        state=relay.get_state_display(),
        failure=relay.failure,
        since=relay.received_at,
    )
    known = (relay.sender, relay.recipient, relay.document_id, relay.failure)
    return letter, " ".join([*known, str(relay.message_id), str(relay.hub_id)])


def _first_known(message: Message) -> dt.datetime:
    """Return when this node first knew of a message: when it was queued, or when it came."""
    moment = message.queued_at or message.received_at
    assert moment is not None
    return moment


def _texts(value: object) -> list[str]:
    """Return every value inside a header as text, so that any of them can be searched."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [] if value is None else [str(value)]


def _told(event: Event) -> str:
    return " ".join(f"{name}={value}" for name, value in event.data.items() if value)
