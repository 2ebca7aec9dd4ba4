"""Gửi văn bản: a sealed document gets the time stamp it may lack, and leaves."""

import datetime as dt
from contextlib import suppress

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from nhip.core import clock
from nhip.core.web import system
from nhip.documents import actions
from nhip.documents.models import Document
from nhip.documents.rules.letters import PDF
from nhip.events.models import Event
from nhip.events.tasks import follows
from nhip.files.actions import name
from nhip.signing import tasks as signing
from nhip.signing.providers.timestamps import TimeStampAuthorityIsOut

PATIENTLY = RetryStrategy(
    wait=round(60 * settings.NHIP_RETRY_SCALE), retry_exceptions=[actions.StampIsAwaited]
)


@follows(actions.SEALED)
@app.task(queue="documents", retry=PATIENTLY)
def send_sealed(event_id: int) -> None:
    """Gửi văn bản đã đóng dấu: now, or each minute again while it waits for its time stamp."""
    send(document_id=Event.objects.get(pk=event_id).subject_id, now=clock.now())


def send(*, document_id: int, now: dt.datetime) -> None:
    """Gửi đi: append the one time stamp a document lacks, then issue it. Twice is once.

    When it has waited as long as it may, it goes without, and every verdict says so.
    Raises StampIsAwaited, UnknownPartner.
    """
    document = Document.objects.get(pk=document_id)
    awaited = document.state == Document.State.SEALED and document.stamp_awaited_until is not None
    if awaited and settings.NHIP_TSA_URL:
        # While the authority is out, the limit decides: issue lets go what has waited enough.
        with suppress(TimeStampAuthorityIsOut):
            _stamp(document, now)
    actions.issue(actor=system("documents"), document_id=document_id, now=now)


def _stamp(document: Document, now: dt.datetime) -> None:
    """Stamp the whole file, judge it again, and record it. Raises TimeStampAuthorityIsOut."""
    actor = system("documents")
    signed = signing.stamp_file(sha256=document.file_id)
    name(signed.sha256, size=signed.size, media_type=PDF, now=now)
    verdict, _data = signing.verify_file(actor=actor, sha256=signed.sha256, now=now)
    actions.record_stamp(
        actor=actor,
        document_id=document.pk,
        stamped=actions.SignedFile(signed.sha256, signed.size, verdict),
        now=now,
    )
