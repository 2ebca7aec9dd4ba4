"""Văn bản đến: register what the axis brought, once, under the next arrival number."""

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
from nhip.documents.rules.numbering import day_of, sameness, split_number
from nhip.events.actions import record
from nhip.exchange.actions import queue_status
from nhip.files.actions import name

REGISTERED = "documents.document.registered"
ACCEPTED = "documents.document.accepted"
RETURNED = "documents.document.returned"


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
