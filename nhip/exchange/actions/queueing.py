"""Xếp hàng gói tin: what an agency of this node has to say, in the transaction that says it."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid, Refused
from nhip.core.web import Actor
from nhip.events.actions import record
from nhip.events.queries import head
from nhip.exchange.models import Message, Part
from nhip.exchange.queries.partners import is_hosted, partner_of
from nhip.exchange.queries.wording import sentences
from nhip.exchange.rules import headers
from nhip.exchange.rules.letters import Letter, PartDigest, Receipt, Status, StatusCode
from nhip.exchange.rules.limits import faults_in_letter
from nhip.exchange.rules.schedule import LIFETIME
from nhip.exchange.rules.statuses import LONGEST_REASON, NEVER_SAID_TWICE, may_follow

QUEUED = "exchange.message.queued"


class NotOurAgency(Refused):
    """Không phải cơ quan của nút này: nobody here may speak for that agency."""

    message = _("The agency %(agency)s is not on this node; its messages cannot be sent from here.")


class FaultyLetter(Invalid):
    """Thư không đúng quy chuẩn: some values would be refused at the other end."""

    message = _("The letter cannot be sent: %(faults)s")


class NothingToAnswer(Refused):
    """Không có gì để trả lời: only a document that came in is answered, never a status."""

    message = _("Only a document that arrived can be answered with a status.")


class NotThatStep(Refused):
    """Trạng thái không đúng bước: the code does not follow what was already said."""

    message = _("Status %(code)s cannot follow %(standing)s.")


class RefusalNeedsReason(Invalid):
    """Từ chối phải nêu lý do (status 02)."""

    message = _("Say in 1 to 1,000 characters why the document is refused.")


@transaction.atomic
def queue_document(*, actor: Actor, letter: Letter, now: dt.datetime) -> Message:
    """Xếp hàng văn bản đi: one message for one recipient; it leaves after the commit.

    Raises NotOurAgency, UnknownPartner, FaultyLetter.
    """
    if not is_hosted(letter.sender.code):
        raise NotOurAgency(agency=letter.sender.code)
    partner_of(letter.recipient.code, now=now)
    faults = faults_in_letter(letter, today=local(now).date())
    if faults:
        raise FaultyLetter(faults=sentences(faults))

    message = Message.objects.create(
        direction=Message.Direction.OUT,
        kind=Message.Kind.DOCUMENT,
        message_id=uuid.uuid4(),
        sender=letter.sender.code,
        recipient=letter.recipient.code,
        document_id=letter.document_id,
        priority=letter.priority,
        header=headers.from_letter(letter),
        state=Message.State.QUEUED,
        queued_at=now,
        expires_at=now + LIFETIME,
    )
    Part.objects.bulk_create(parts_of(message, letter))

    _announce(message, actor, now)
    return message


@transaction.atomic
def queue_status(
    *,
    actor: Actor,
    message_pk: int,
    code: StatusCode,
    description: str = "",
    arrival_number: int | None = None,
    now: dt.datetime,
) -> Message:
    """Xếp hàng trạng thái: answer a document that came in, with a receipt of what came.

    Saying a code twice returns the first. Raises NothingToAnswer, NotThatStep,
    RefusalNeedsReason.
    """
    incoming = Message.objects.locked(message_pk)

    if (incoming.direction, incoming.kind) != (Message.Direction.IN, Message.Kind.DOCUMENT):
        raise NothingToAnswer
    said = incoming.statuses.filter(code=code).first()
    if said is not None and code in NEVER_SAID_TWICE:
        return said
    if not may_follow(incoming.standing, code):
        raise NotThatStep(code=code, standing=incoming.standing or "–")
    if code == StatusCode.REFUSED and not 1 <= len(description.strip()) <= LONGEST_REASON:
        raise RefusalNeedsReason

    status = _answer(
        incoming,
        code=code,
        description=description.strip(),
        arrival_number=arrival_number,
        reported_at=now,
    )
    message = _write(status, incoming, now)
    incoming.standing = code
    incoming.save(update_fields=["standing"])

    _announce(message, actor, now)
    return message


def parts_of(message: Message, letter: Letter) -> list[Part]:
    """Return the rows of a letter's attachments, not yet written."""
    return [
        Part(
            message=message,
            position=position,
            content_id=attachment.content_id,
            name=attachment.name,
            media_type=attachment.media_type,
            file_id=attachment.sha256,
        )
        for position, attachment in enumerate(letter.attachments)
    ]


def _answer(incoming: Message, *, arrival_number: int | None, **said: Any) -> Status:
    letter = incoming.letter
    return Status(
        sender=letter.recipient,
        recipient=letter.sender,
        document_id=letter.document_id,
        number=letter.number,
        notation=letter.notation,
        promulgated_on=letter.promulgated_on,
        receipt=_receipt(incoming, arrival_number),
        **said,
    )


def _write(status: Status, incoming: Message, now: dt.datetime) -> Message:
    return Message.objects.create(
        direction=Message.Direction.OUT,
        kind=Message.Kind.STATUS,
        message_id=uuid.uuid4(),
        sender=status.sender.code,
        recipient=status.recipient.code,
        document_id=status.document_id,
        priority=incoming.priority,
        header=headers.from_status(status),
        code=status.code,
        answers=incoming,
        state=Message.State.QUEUED,
        queued_at=now,
        expires_at=now + LIFETIME,
    )


def _receipt(incoming: Message, arrival_number: int | None) -> Receipt:
    """Return what arrived and how far this log has come, for the sender to compare and keep."""
    newest = head()
    parts = incoming.parts.order_by("position").values_list("content_id", "file_id")
    return Receipt(
        message_id=str(incoming.message_id),
        digest=incoming.digest,
        parts=tuple(PartDigest(content_id, sha256) for content_id, sha256 in parts),
        arrival_number=arrival_number,
        seal_position=newest.position if newest else None,
        seal_hash=newest.hash if newest else "",
    )


def _announce(message: Message, actor: Actor, now: dt.datetime) -> None:
    record(
        QUEUED,
        message,
        actor=actor,
        now=now,
        recipient=message.recipient,
        priority=message.priority,
        code=message.code,
    )
