"""Chuyển tiếp trên trục: take an envelope over once, answer for it until its receiver has it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from nhip.core.clock import local
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.exchange.actions.receiving import SaysSomethingElse
from nhip.exchange.actions.sending import (
    EDXML_TYPE,
    Envelope,
    NotDead,
    RedriveNeedsReason,
    Tried,
)
from nhip.exchange.models import Attempt, Relay
from nhip.exchange.permissions import Permission
from nhip.exchange.rules.letters import Letter, Status
from nhip.exchange.rules.schedule import LIFETIME
from nhip.exchange.rules.statuses import LONGEST_REASON
from nhip.files.actions import name

TAKEN = "exchange.relay.taken"
DELIVERED = "exchange.relay.delivered"
REFUSED = "exchange.relay.refused"
EXPIRED = "exchange.relay.expired"
REDRIVEN = "exchange.relay.redriven"
CONFLICT = "exchange.relay.conflict"


@dataclass(frozen=True)
class Handed:
    """Gói tin giao cho trục: verified and stored, not yet taken over."""

    content: Letter | Status
    message_id: str
    envelope: Envelope


def require_same(relay: Relay, digest: str) -> None:
    """Let a message come again only as it came before. Raises SaysSomethingElse."""
    if relay.digest != digest:
        raise SaysSomethingElse(message_id=str(relay.message_id))


@transaction.atomic
def take_over(*, actor: Actor, handed: Handed, now: dt.datetime) -> Relay:
    """Tiếp nhận trên trục: write an envelope down once and queue it for its receiver.

    Twice is once. Raises SaysSomethingElse.
    """
    content, envelope = handed.content, handed.envelope
    name(envelope.sha256, size=envelope.size, media_type=EDXML_TYPE, now=now)
    relay, is_new = Relay.objects.get_or_create(
        sender=content.sender.code,
        message_id=handed.message_id,
        defaults={
            "hub_id": uuid.uuid4(),
            "recipient": content.recipient.code,
            "document_id": content.document_id,
            "kind": "document" if isinstance(content, Letter) else "status",
            "priority": content.priority if isinstance(content, Letter) else 0,
            "digest": envelope.digest,
            "envelope_id": envelope.sha256,
            "received_at": now,
            "expires_at": now + LIFETIME,
        },
    )
    require_same(relay, envelope.digest)
    if is_new:
        _announce(TAKEN, relay, actor, now)
    return relay


@transaction.atomic
def take_again(*, actor: Actor, relay_pk: int, now: dt.datetime) -> Relay:
    """Tiếp nhận lại: what its sender hands over again is queued anew if the hub had given it up."""
    relay = Relay.objects.locked(relay_pk)
    if relay.state not in Relay.DEAD:
        return relay

    _requeue(relay, now)

    _announce(REDRIVEN, relay, actor, now, reason="")
    return relay


@transaction.atomic
def mark_delivered(*, actor: Actor, relay_pk: int, tried: Tried, now: dt.datetime) -> Relay:
    """Ghi đã giao: the receiver's node has it. Twice is once."""
    relay = Relay.objects.locked(relay_pk)
    if relay.state != Relay.State.WAITING:
        return relay

    _note_attempt(relay, tried, now)
    relay.state, relay.delivered_at, relay.failure = Relay.State.DELIVERED, now, ""
    relay.save(update_fields=["state", "delivered_at", "failure"])

    record(DELIVERED, relay, actor=actor, now=now, recipient=relay.recipient)
    return relay


@transaction.atomic
def note_relay_delay(*, relay_pk: int, tried: Tried, now: dt.datetime) -> Relay:
    """Ghi lần chuyển chưa thành: it will be tried again."""
    relay = Relay.objects.locked(relay_pk)
    _note_attempt(relay, tried, now)
    relay.failure = tried.detail
    relay.save(update_fields=["failure"])
    return relay


@transaction.atomic
def refuse_relay(*, actor: Actor, relay_pk: int, tried: Tried, now: dt.datetime) -> Relay:
    """Ghi nơi nhận từ chối: no retry will help. Twice is once."""
    relay = Relay.objects.locked(relay_pk)
    if relay.state != Relay.State.WAITING:
        return relay

    _note_attempt(relay, tried, now)
    relay.state, relay.failure = Relay.State.REFUSED, tried.detail
    relay.save(update_fields=["state", "failure"])

    record(REFUSED, relay, actor=actor, now=now, reason=tried.detail, http=tried.http_status)
    return relay


@transaction.atomic
def expire_relays(*, actor: Actor, now: dt.datetime) -> int:
    """Ghi hết hạn trên trục: give up what its receiver did not take in its lifetime; say so."""
    count = 0
    for relay in Relay.objects.overdue(now).select_for_update():
        relay.state = Relay.State.EXPIRED
        relay.failure = relay.failure or "TTL"
        relay.save(update_fields=["state", "failure"])
        record(EXPIRED, relay, actor=actor, now=now, sender=relay.sender, to=relay.recipient)
        count += 1
    return count


@transaction.atomic
def redrive_relay(*, actor: Actor, relay_pk: int, reason: str, now: dt.datetime) -> Relay:
    """Chuyển lại: let the hub try again what it had given up.

    Raises NotDead, RedriveNeedsReason.
    """
    relay = Relay.objects.locked(relay_pk)
    require(actor, Permission.REDRIVE, None, on=local(now).date())

    if relay.state not in Relay.DEAD:
        raise NotDead
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        raise RedriveNeedsReason

    _requeue(relay, now)

    _announce(REDRIVEN, relay, actor, now, reason=reason.strip())
    return relay


@transaction.atomic
def note_relay_conflict(*, actor: Actor, relay_pk: int, digest: str, now: dt.datetime) -> None:
    """Báo động: the same identity was handed over with another content."""
    relay = Relay.objects.get(pk=relay_pk)
    record(CONFLICT, relay, actor=actor, now=now, digest=digest, sender=relay.sender)


def _requeue(relay: Relay, now: dt.datetime) -> None:
    relay.state, relay.expires_at, relay.failure = Relay.State.WAITING, now + LIFETIME, ""
    relay.save(update_fields=["state", "expires_at", "failure"])


def _announce(event: str, relay: Relay, actor: Actor, now: dt.datetime, **more: str) -> None:
    record(
        event,
        relay,
        actor=actor,
        now=now,
        sender=relay.sender,
        recipient=relay.recipient,
        priority=relay.priority,
        **more,
    )


def _note_attempt(relay: Relay, tried: Tried, now: dt.datetime) -> None:
    Attempt.objects.create(
        relay=relay,
        outcome=tried.outcome,
        http_status=tried.http_status,
        detail=tried.detail,
        retry_after=tried.retry_after,
        at=now,
    )
