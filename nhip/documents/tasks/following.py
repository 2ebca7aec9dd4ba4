"""Theo dõi trục: register what came for our agencies, and note what others say of what we sent."""

import datetime as dt

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from nhip.core import clock
from nhip.core.web import system
from nhip.documents import actions
from nhip.documents.rules.letters import arrival_of
from nhip.documents.rules.numbering import day_of
from nhip.events.models import Event
from nhip.events.tasks import follows
from nhip.exchange.actions import queue_status
from nhip.exchange.actions.receiving import ACKNOWLEDGED, RECEIVED
from nhip.exchange.queries import letter_of
from nhip.exchange.rules.letters import StatusCode
from nhip.organisations.models import Unit


@follows(RECEIVED)
@app.task(queue="documents")
def register(event_id: int) -> None:
    """Vào sổ văn bản đến: what the axis brought for an agency of this node."""
    message_id, now = Event.objects.get(pk=event_id).subject_id, clock.now()
    letter = letter_of(message_id)
    if not letter.attachments:
        _refuse_empty(message_id, now)
        return
    agency = Unit.objects.by_code("qd20", letter.recipient.code, on=day_of(now))
    actions.register_incoming(
        actor=system("documents"),
        message_id=message_id,
        arrival=arrival_of(letter, agency_id=agency.pk),
        now=now,
    )


@follows(ACKNOWLEDGED)
@app.task(queue="documents")
def note(event_id: int) -> None:
    """Ghi trạng thái ở nơi nhận: what a recipient says of a document of ours."""
    event = Event.objects.get(pk=event_id)
    answer = actions.Answer(
        status=event.data["status"],
        reason=event.data.get("description") or "",
        arrival_number=event.data.get("arrival_number"),
    )
    actions.note_status(
        actor=system("documents"),
        message_id=event.subject_id,
        answer=answer,
        now=clock.now(),
    )


def _refuse_empty(message_id: int, now: dt.datetime) -> None:
    """Tell the sender that there was nothing to register."""
    queue_status(
        actor=system("documents"),
        message_pk=message_id,
        code=StatusCode.REFUSED,
        description=_("The message brought no document."),
        now=now,
    )
