"""Văn bản đến: register once what the axis brought, then take it in or return it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Invalid, Refused
from nhip.core.text import nfc
from nhip.core.web import Actor, require
from nhip.documents.models import ArrivalSeries, Document
from nhip.documents.permissions import Permission
from nhip.documents.rules.drafts import Arrival
from nhip.documents.rules.kinds import kind_named
from nhip.documents.rules.numbering import day_of, sameness
from nhip.events.actions import record
from nhip.exchange.actions import queue_status
from nhip.exchange.rules.letters import StatusCode
from nhip.files.actions import name

REGISTERED = "documents.document.registered"
ACCEPTED = "documents.document.accepted"
RETURNED = "documents.document.returned"
LONGEST_REASON = 1_000


class NotRegistered(Refused):
    """Không trong sổ đến: the document was already returned, or never came."""

    message = _("This document is not among the registered arrivals.")


class ReturnNeedsReason(Invalid):
    """Trả lại phải nêu lý do."""

    message = _("Say in 1 to 1,000 characters why the document is returned.")


@transaction.atomic
def register_incoming(
    *, actor: Actor, message_id: int, arrival: Arrival, now: dt.datetime
) -> Document:
    """Vào sổ văn bản đến: give the next arrival number and tell the sender. Twice is once.

    A second copy is registered too; the event names the earlier ones it repeats,
    for the clerk to look at.
    """
    series = ArrivalSeries.objects.held(arrival.agency_id, day_of(now).year)
    require(actor, Permission.REGISTER, arrival.agency_id, on=day_of(now))

    known = Document.objects.filter(message_id=message_id).first()
    if known is not None:
        return known

    document = _write(arrival, message_id, series, now)
    _tell(actor, document, StatusCode.ARRIVED, description="", now=now)
    repeats = list(Document.objects.same_as(document).values_list("pk", flat=True))

    record(
        REGISTERED,
        document,
        actor=actor,
        now=now,
        arrival_number=document.arrival_number,
        kind=document.kind,
        repeats=repeats,
    )
    return document


@transaction.atomic
def accept_incoming(
    *, actor: Actor, document_id: int, description: str, now: dt.datetime
) -> Document:
    """Tiếp nhận văn bản đến: tell the sender that the document was taken in. Twice is once.

    Raises NotRegistered.
    """
    document = Document.objects.locked(document_id)
    require(actor, Permission.REGISTER, document.agency_id, on=day_of(now))

    if document.state == Document.State.ACCEPTED:
        return document
    if document.state != Document.State.REGISTERED:
        raise NotRegistered

    document.state = Document.State.ACCEPTED
    document.save(update_fields=["state"])
    _tell(actor, document, StatusCode.ACCEPTED, description=description, now=now)

    record(ACCEPTED, document, actor=actor, now=now)
    return document


@transaction.atomic
def return_incoming(*, actor: Actor, document_id: int, reason: str, now: dt.datetime) -> Document:
    """Trả lại văn bản đến: refuse it with a reason, before or after it was taken in. Twice is once.

    Raises NotRegistered, ReturnNeedsReason.
    """
    document = Document.objects.locked(document_id)
    require(actor, Permission.REGISTER, document.agency_id, on=day_of(now))

    if document.state == Document.State.RETURNED:
        return document
    if document.direction != Document.Direction.IN:
        raise NotRegistered
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        raise ReturnNeedsReason

    document.state = Document.State.RETURNED
    document.return_reason = nfc(reason.strip())
    document.save(update_fields=["state", "return_reason"])
    _tell(actor, document, StatusCode.REFUSED, description=document.return_reason, now=now)

    record(RETURNED, document, actor=actor, now=now, reason=document.return_reason)
    return document


def _write(arrival: Arrival, message_id: int, series: ArrivalSeries, now: dt.datetime) -> Document:
    """Write the document under the next number of the series."""
    kind = kind_named(arrival.kind_name)
    document = Document.objects.create(
        direction=Document.Direction.IN,
        state=Document.State.REGISTERED,
        agency_id=arrival.agency_id,
        kind=kind.code if kind else "",
        kind_name=nfc(arrival.kind_name),
        number=nfc(arrival.number),
        notation=nfc(arrival.number.partition("/")[2]),
        issued_on=arrival.issued_on,
        place=nfc(arrival.place),
        subject=nfc(arrival.subject),
        urgency=arrival.urgency,
        author_code=arrival.author_code,
        author_name=nfc(arrival.author_name),
        signer_name=nfc(arrival.signer_name),
        signer_standing=[nfc(line) for line in arrival.signer_standing],
        file=name(arrival.sha256, size=arrival.size, media_type=arrival.media_type, now=now),
        edxml_id=arrival.edxml_id,
        replaces=_former(arrival),
        message_id=message_id,
        arrival_number=series.next_number,
        arrival_year=series.year,
        arrived_at=now,
        sameness=sameness(arrival.number, arrival.author_name),
        created_at=now,
    )
    series.next_number += 1
    series.save(update_fields=["next_number"])
    return document


def _former(arrival: Arrival) -> Document | None:
    """Return the newest arrival with the identity that the letter says it replaces."""
    if not arrival.replaces_id:
        return None
    same = Document.objects.incoming().filter(
        agency_id=arrival.agency_id,
        edxml_id=arrival.replaces_id,
        author_code=arrival.author_code,
    )
    return same.order_by("-arrived_at", "-pk").first()


def _tell(
    actor: Actor, document: Document, code: StatusCode, *, description: str, now: dt.datetime
) -> None:
    """Answer the sender, under the arrival number."""
    assert document.message_id is not None
    queue_status(
        actor=actor,
        message_pk=document.message_id,
        code=code,
        description=description,
        arrival_number=document.arrival_number,
        now=now,
    )
