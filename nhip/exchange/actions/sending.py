"""Gửi gói tin: keep the envelope once, and write down what came of each try."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid, Refused
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.exchange.models import Attempt, Message, Partner
from nhip.exchange.permissions import Permission
from nhip.exchange.rules.schedule import LIFETIME, warnings_due
from nhip.exchange.rules.statuses import LONGEST_REASON
from nhip.files.actions import name

SENT = "exchange.message.sent"
REFUSED = "exchange.message.refused"
EXPIRED = "exchange.message.expired"
UNANSWERED = "exchange.message.unanswered"
REDRIVEN = "exchange.message.redriven"

EDXML_TYPE = "application/edxml+xml"
State = Message.State
FATES = {"refused": State.REFUSED, "expired": State.EXPIRED}


class NotDead(Refused):
    """Không cần gửi lại: the message is on its way, or has arrived."""

    message = _("This message is still on its way or has arrived; it is not sent again.")


class RedriveNeedsReason(Invalid):
    """Gửi lại phải nêu lý do."""

    message = _("Say in 1 to 1,000 characters why the message is sent again.")


@dataclass(frozen=True)
class Envelope:
    """Phong bì đã lưu: the stored bytes of an envelope, and the digest of what it signs."""

    sha256: str
    size: int
    digest: str


@dataclass(frozen=True)
class Tried:
    """Kết quả một lần gửi: the outcome, the HTTP status if any, and what the other side said.

    ``retry_after`` are the seconds after which the other side wants to be asked again.
    """

    outcome: str
    http_status: int | None = None
    detail: str = ""
    retry_after: int | None = None


@transaction.atomic
def keep_envelope(*, message_pk: int, envelope: Envelope, now: dt.datetime) -> Message:
    """Lưu phong bì: keep what was built and signed; whoever comes second gets the first."""
    message = Message.objects.locked(message_pk)
    if message.envelope_id is not None:
        return message

    name(envelope.sha256, size=envelope.size, media_type=EDXML_TYPE, now=now)
    message.envelope_id = envelope.sha256
    message.digest = envelope.digest
    message.save(update_fields=["envelope", "digest"])
    return message


@transaction.atomic
def mark_sent(
    *, actor: Actor, message_pk: int, hub_id: str, tried: Tried, now: dt.datetime
) -> Message:
    """Ghi đã gửi: the hub took the message over. Twice is once."""
    message = Message.objects.locked(message_pk)
    if message.state not in Message.WAITING:
        return message

    note_attempt(message_pk=message_pk, tried=tried, now=now)
    message.state, message.hub_id, message.sent_at = State.SENT, hub_id, now
    message.failure = ""
    message.save(update_fields=["state", "hub_id", "sent_at", "failure"])

    record(SENT, message, actor=actor, now=now, hub_id=hub_id, recipient=message.recipient)
    return message


@transaction.atomic
def note_delay(*, message_pk: int, tried: Tried, now: dt.datetime) -> Message:
    """Ghi lần gửi chưa thành: it will be tried again; after a time-out it may have arrived."""
    message = Message.objects.locked(message_pk)
    note_attempt(message_pk=message_pk, tried=tried, now=now)
    if message.state not in Message.WAITING:
        return message

    if tried.outcome == Attempt.Outcome.NO_ANSWER:
        message.state = State.UNKNOWN
    message.failure = tried.detail
    message.save(update_fields=["state", "failure"])
    return message


@transaction.atomic
def refuse(*, actor: Actor, message_pk: int, tried: Tried, now: dt.datetime) -> Message:
    """Ghi bị từ chối: no retry will help; somebody has to look at it. Twice is once."""
    message = Message.objects.locked(message_pk)
    if message.state not in Message.WAITING:
        return message

    note_attempt(message_pk=message_pk, tried=tried, now=now)
    message.state, message.failure = State.REFUSED, tried.detail
    message.save(update_fields=["state", "failure"])

    record(REFUSED, message, actor=actor, now=now, reason=tried.detail, http=tried.http_status)
    return message


@transaction.atomic
def note_fate(
    *, actor: Actor, message_pk: int, fate: str, reason: str, now: dt.datetime
) -> Message:
    """Ghi số phận trên trục: the hub says what became of a message nobody has answered."""
    message = Message.objects.locked(message_pk)
    if message.state != State.SENT or message.standing:
        return message

    message.asked_at = now
    if fate in FATES:
        message.state, message.failure = FATES[fate], reason or fate
    message.save(update_fields=["asked_at", "state", "failure"])

    if fate in FATES:
        said = REFUSED if message.state == State.REFUSED else EXPIRED
        record(said, message, actor=actor, now=now, reason=reason, recipient=message.recipient)
    return message


@transaction.atomic
def expire_overdue(*, actor: Actor, now: dt.datetime) -> int:
    """Ghi hết hạn: give up what did not leave, or was not answered, in its lifetime; say so."""
    unanswered = Message.objects.outgoing().documents().filter(state=State.SENT, standing="")
    waiting = Message.objects.outgoing().filter(state__in=Message.WAITING)
    overdue = (unanswered | waiting).filter(expires_at__lte=now).order_by("pk")
    count = 0
    for message in overdue.select_for_update():
        was = message.state
        message.state = State.EXPIRED
        message.save(update_fields=["state"])
        record(EXPIRED, message, actor=actor, now=now, was=was, recipient=message.recipient)
        count += 1
    return count


@transaction.atomic
def warn_unanswered(*, actor: Actor, now: dt.datetime) -> int:
    """Cảnh báo chưa có hồi báo: say once after a day and once after three that nobody answered."""
    count = 0
    since = now - dt.timedelta(days=1)
    for message in Message.objects.unanswered(since=since).select_for_update():
        assert message.sent_at is not None
        if not warnings_due(message.sent_at, message.warned_at, now):
            continue
        message.warned_at = now
        message.save(update_fields=["warned_at"])
        hours = int((now - message.sent_at).total_seconds() // 3600)
        record(UNANSWERED, message, actor=actor, now=now, hours=hours, to=message.recipient)
        count += 1
    return count


@transaction.atomic
def redrive(*, actor: Actor, message_pk: int, reason: str, now: dt.datetime) -> Message:
    """Gửi lại: put a dead letter back in the queue, byte for byte as it was.

    Raises NotDead, RedriveNeedsReason.
    """
    message = Message.objects.locked(message_pk)
    day = local(now).date()
    require(actor, Permission.REDRIVE, _unit_of(message.sender), on=day)

    if message.state not in Message.DEAD or message.direction != Message.Direction.OUT:
        raise NotDead
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        raise RedriveNeedsReason

    message.state, message.expires_at, message.failure = State.QUEUED, now + LIFETIME, ""
    message.save(update_fields=["state", "expires_at", "failure"])

    record(
        REDRIVEN,
        message,
        actor=actor,
        now=now,
        reason=reason.strip(),
        recipient=message.recipient,
        priority=message.priority,
    )
    return message


def note_attempt(*, message_pk: int, tried: Tried, now: dt.datetime) -> None:
    """Ghi một lần gửi, inside the transaction that says what came of it."""
    Attempt.objects.create(
        message_id=message_pk,
        outcome=tried.outcome,
        http_status=tried.http_status,
        detail=tried.detail,
        retry_after=tried.retry_after,
        at=now,
    )


def _unit_of(code: str) -> int | None:
    return Partner.objects.of(code).values_list("unit_id", flat=True).first()
