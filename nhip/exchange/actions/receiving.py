"""Nhận gói tin: keep what came as it came, once; match what is said of our documents."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.core.web import Actor
from nhip.events.actions import record
from nhip.exchange.actions.queueing import parts_of, queue_status
from nhip.exchange.actions.sending import EDXML_TYPE, Envelope
from nhip.exchange.models import Message, NeighbourSeal, Part
from nhip.exchange.queries.matching import answered_by
from nhip.exchange.queries.seals import contradicts
from nhip.exchange.queries.wording import sentences
from nhip.exchange.rules import headers
from nhip.exchange.rules.edxml import Delivery, Hop
from nhip.exchange.rules.faults import Fault
from nhip.exchange.rules.letters import Letter, Receipt, Status, StatusCode
from nhip.exchange.rules.receipts import differences
from nhip.exchange.rules.statuses import LONGEST_REASON, moves
from nhip.files.actions import name

RECEIVED = "exchange.message.received"
DAMAGED = "exchange.message.damaged"
ACKNOWLEDGED = "exchange.message.acknowledged"
NOTED = "exchange.message.noted"
CONTRADICTED = "exchange.message.contradicted"
UNMATCHED = "exchange.message.unmatched"
CONFLICT = "exchange.message.conflict"

State = Message.State


class SaysSomethingElse(Refused):
    """Trùng mã, khác nội dung: a message of this identity already came, saying something else."""

    message = _("A message with the identity %(message_id)s already came with another content.")


@dataclass(frozen=True)
class Arrived:
    """Gói tin đã vào: verified and stored, not yet written down."""

    content: Letter | Status
    delivery: Delivery
    envelope: Envelope
    unread: tuple[str, ...]
    hops: tuple[Hop, ...]
    faults: tuple[Fault, ...] = ()


@transaction.atomic
def receive_document(*, actor: Actor, arrived: Arrived, now: dt.datetime) -> Message:
    """Nhận văn bản: write a letter down once and announce it; a damaged one is refused (02).

    Twice is once. Raises SaysSomethingElse.
    """
    letter = arrived.content
    assert isinstance(letter, Letter)
    reason = sentences(arrived.faults)[:LONGEST_REASON]
    state = State.REFUSED if reason else State.RECEIVED
    message, is_new = _write(arrived, now, kind=Message.Kind.DOCUMENT, state=state, failure=reason)
    if not is_new:
        return message

    for attachment in letter.attachments:
        name(attachment.sha256, size=attachment.size, media_type=attachment.media_type, now=now)
    Part.objects.bulk_create(parts_of(message, letter))

    record(
        DAMAGED if reason else RECEIVED,
        message,
        actor=actor,
        now=now,
        sender=message.sender,
        recipient=message.recipient,
        document_id=message.document_id,
    )
    if reason:
        queue_status(
            actor=actor,
            message_pk=message.pk,
            code=StatusCode.REFUSED,
            description=reason,
            now=now,
        )
    return message


@transaction.atomic
def receive_status(*, actor: Actor, arrived: Arrived, now: dt.datetime) -> Message:
    """Nhận trạng thái: match it with its document, compare the receipt, move the standing.

    Twice is once. Raises SaysSomethingElse.
    """
    status = arrived.content
    assert isinstance(status, Status)
    candidates = answered_by(status)
    document = candidates[0] if len(candidates) == 1 else None
    state = State.RECEIVED if document else State.UNMATCHED
    message, is_new = _write(
        arrived, now, kind=Message.Kind.STATUS, state=state, code=status.code, answers=document
    )
    if not is_new:
        return message

    if document is None:
        count = len(candidates)
        record(UNMATCHED, message, actor=actor, now=now, code=status.code, candidates=count)
        return message
    _apply(actor, message, Message.objects.locked(document.pk), now)
    return message


def _apply(actor: Actor, message: Message, document: Message, now: dt.datetime) -> None:
    status = message.status
    wrong = _wrong_in(status.receipt, document)
    lied = _contradicted_seal(status)
    _keep_seal(status, message, now)
    is_ours = document.direction == Message.Direction.OUT
    moved = is_ours and not wrong and not lied and moves(document.standing, status.code)
    if status.receipt is not None:
        message.digests_match = not wrong
        message.save(update_fields=["digests_match"])
    if moved:
        _move(document, status.code, now)
    record(
        CONTRADICTED if wrong or lied else ACKNOWLEDGED if moved else NOTED,
        document,
        actor=actor,
        now=now,
        status=status.code,
        description=status.description,
        arrival_number=status.receipt.arrival_number if status.receipt else None,
        digests_match=message.digests_match,
        differences=[*wrong, *(["log"] if lied else [])],
        said_in=message.pk,
    )


def _move(document: Message, code: str, now: dt.datetime) -> None:
    """Let the document stand at a code; an answer also proves that it arrived."""
    document.standing = code
    document.state = State.SENT
    document.sent_at = document.sent_at or now
    document.save(update_fields=["standing", "state", "sent_at"])


def _wrong_in(receipt: Receipt | None, document: Message) -> list[str]:
    if receipt is None:
        return []
    parts = dict(document.parts.values_list("content_id", "file_id"))
    return differences(receipt, digest=document.digest, parts=parts)


def _contradicted_seal(status: Status) -> bool:
    receipt = status.receipt
    if receipt is None or receipt.seal_position is None:
        return False
    return contradicts(status.sender.code, receipt.seal_position, receipt.seal_hash)


def _keep_seal(status: Status, message: Message, now: dt.datetime) -> None:
    receipt = status.receipt
    if receipt is None or receipt.seal_position is None:
        return
    seal = NeighbourSeal(
        neighbour=status.sender.code,
        position=receipt.seal_position,
        hash=receipt.seal_hash,
        said_in=message,
        noted_at=now,
    )
    NeighbourSeal.objects.bulk_create([seal], ignore_conflicts=True)


def _write(arrived: Arrived, now: dt.datetime, **details: object) -> tuple[Message, bool]:
    """Return the row of a message and whether it is new. Raises SaysSomethingElse."""
    content, envelope = arrived.content, arrived.envelope
    name(envelope.sha256, size=envelope.size, media_type=EDXML_TYPE, now=now)
    message, is_new = Message.objects.get_or_create(
        direction=Message.Direction.IN,
        sender=content.sender.code,
        message_id=arrived.delivery.message_id,
        defaults={
            "recipient": content.recipient.code,
            "document_id": content.document_id,
            "priority": content.priority if isinstance(content, Letter) else 0,
            "header": headers.from_content(content),
            "unread": list(arrived.unread),
            "trace": [asdict(hop) for hop in arrived.hops],
            "envelope_id": envelope.sha256,
            "digest": envelope.digest,
            "received_at": now,
            **details,
        },
    )
    require_same(message, arrived.envelope.digest)
    return message, is_new


def require_same(message: Message, digest: str) -> None:
    """Let a message come again only as it came before. Raises SaysSomethingElse."""
    if message.digest != digest:
        raise SaysSomethingElse(message_id=str(message.message_id))


@transaction.atomic
def note_conflict(*, actor: Actor, message_pk: int, digest: str, now: dt.datetime) -> None:
    """Báo động: the same identity came with another content."""
    message = Message.objects.get(pk=message_pk)
    record(CONFLICT, message, actor=actor, now=now, digest=digest, sender=message.sender)
