"""Phát hành: send a sealed document to every recipient, and note what each says of it."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Unavailable
from nhip.core.web import Actor, require
from nhip.documents.actions.sealing import NotSealed
from nhip.documents.models import Document, Recipient
from nhip.documents.permissions import Permission
from nhip.documents.queries.letters import letter_to
from nhip.documents.rules.deliveries import says_more
from nhip.documents.rules.numbering import day_of
from nhip.events.actions import record
from nhip.exchange.actions import queue_document

ISSUED = "documents.document.issued"
ACKNOWLEDGED = "documents.document.acknowledged"


class StampIsAwaited(Unavailable):
    """Chờ dấu thời gian: the document leaves with its time stamp, or when its patience ends."""

    message = _("The document waits for its time stamp, at most until %(until)s.")


@dataclass(frozen=True)
class Answer:
    """Phản hồi: what one recipient's system says of a document that was sent to it."""

    status: str
    reason: str = ""
    arrival_number: int | None = None


@transaction.atomic
def issue(*, actor: Actor, document_id: int, now: dt.datetime) -> Document:
    """Phát hành: hand one letter per recipient to the axis. An issued document is not sent again.

    Raises NotSealed, StampIsAwaited.
    """
    document = Document.objects.locked(document_id)
    require(actor, Permission.SEAL, document.agency_id, on=day_of(now))

    if document.state == Document.State.ISSUED:
        return document
    if document.state != Document.State.SEALED:
        raise NotSealed
    # A node that has no time-stamp authority waits for nothing.
    if settings.NHIP_TSA_URL and document.awaits_stamp(now):
        raise StampIsAwaited(until=_clock(document.stamp_awaited_until))

    document.state = Document.State.ISSUED
    document.sent_at = now
    document.save(update_fields=["state", "sent_at"])
    recipients = list(document.recipients.order_by("id"))
    for recipient in recipients:
        recipient.message = queue_document(actor=actor, letter=letter_to(recipient), now=now)
        recipient.save(update_fields=["message"])

    record(
        ISSUED,
        document,
        actor=actor,
        now=now,
        file=document.file_id,
        recipients=[recipient.code for recipient in recipients],
        times_are_proven=document.times_are_proven,
    )
    return document


@transaction.atomic
def note_status(
    *, actor: Actor, message_id: int, answer: Answer, now: dt.datetime
) -> Recipient | None:
    """Ghi trạng thái: keep what a recipient said of the document; what is old news changes nothing.

    Statuses may come late or twice; a refusal is the last word on the document it refuses.
    """
    recipient = Recipient.objects.locked_by_message(message_id)
    if recipient is None:
        return None
    document = recipient.document
    require(actor, Permission.SEAL, document.agency_id, on=day_of(now))

    if not says_more(answer.status, known=recipient.status):
        return recipient

    recipient.status = answer.status
    recipient.status_reason = answer.reason
    recipient.status_at = now
    recipient.arrival_number = answer.arrival_number or recipient.arrival_number
    recipient.save()

    record(
        ACKNOWLEDGED,
        document,
        actor=actor,
        now=now,
        recipient=recipient.code,
        status=answer.status,
        reason=answer.reason,
        arrival_number=recipient.arrival_number,
    )
    return recipient


def _clock(moment: dt.datetime | None) -> str:
    return "" if moment is None else local(moment).strftime("%H:%M %d/%m/%Y")
