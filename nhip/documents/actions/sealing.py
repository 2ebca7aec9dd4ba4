"""Đóng dấu số: the agency shows number and date in a signature of its own, and seals."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.core.web import Actor, require
from nhip.documents.actions.drafting import PDF
from nhip.documents.actions.faults import NotProperlySealed
from nhip.documents.actions.signing import SignedFile
from nhip.documents.models import Document
from nhip.documents.permissions import Permission
from nhip.documents.rules.numbering import day_of
from nhip.documents.rules.signatures import judge_agency
from nhip.events.actions import record
from nhip.files.actions import name

SEALED = "documents.document.sealed"


class NotNumbered(Refused):
    """Chưa có số: the agency signs only what the authorised person has signed."""

    message = _("This document has no number yet, or is already sealed.")


@transaction.atomic
def record_seal(
    *, actor: Actor, document_id: int, sealed: SignedFile, now: dt.datetime
) -> Document:
    """Đóng dấu: take in the file with the agency's two signatures. Twice is once.

    Raises NotNumbered, NotProperlySealed.
    """
    document = Document.objects.locked(document_id)
    require(actor, Permission.SEAL, document.agency_id, on=day_of(now))

    if document.file_id == sealed.sha256 and document.sealed_at is not None:
        return document
    if document.state != Document.State.NUMBERED:
        raise NotNumbered
    finding = judge_agency(sealed.verdict, recorded=document.numbered)
    if finding is not None:
        raise NotProperlySealed.of(finding)

    document.file = name(sealed.sha256, size=sealed.size, media_type=PDF, now=now)
    document.state = Document.State.SEALED
    document.sealed_at = now
    document.save(update_fields=["file", "state", "sealed_at"])

    record(SEALED, document, actor=actor, now=now, file=sealed.sha256, number=document.number)
    return document
