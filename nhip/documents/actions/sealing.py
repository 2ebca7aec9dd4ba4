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
from nhip.documents.queries.duties import prepared_by, signed_by
from nhip.documents.rules.numbering import day_of
from nhip.documents.rules.signatures import Registered, judge_sealed, times_are_proven
from nhip.events.actions import record
from nhip.files.actions import name
from nhip.signing.models import Key
from nhip.signing.rules.verdicts import Verdict

SEALED = "documents.document.sealed"
STAMPED = "documents.document.stamped"


class NotNumbered(Refused):
    """Chưa có số: the agency signs only what the authorised person has signed."""

    message = _("This document has no number yet, or is already sealed.")


class SignerMayNotSeal(Refused):
    """Người ký không tự đóng dấu: the seal is in other hands than the signature."""

    message = _("Who signed this document may not seal it; the clerk must.")


class PreparerMayNotSeal(Refused):
    """Người lập không tự đóng dấu: nobody's figures leave the house through one pair of hands."""

    message = _("Who prepared this document may not seal it; another clerk must.")


class NotSealed(Refused):
    """Chưa đóng dấu: only a document with person's and agency's signatures may leave."""

    message = _("This document is not sealed yet.")


def allow_sealer(actor: Actor, document: Document, now: dt.datetime) -> None:
    """Let the agency's clerk on, who neither signed the document nor prepared it.

    Raises SignerMayNotSeal, PreparerMayNotSeal.
    """
    require(actor, Permission.SEAL, document.agency_id, on=day_of(now))
    if signed_by(document, actor.ref):
        raise SignerMayNotSeal
    if prepared_by(document, actor.ref, on=day_of(now)):
        raise PreparerMayNotSeal


def require_numbered(document: Document) -> None:
    """Make sure the document has its number and not yet the seal. Raises NotNumbered."""
    if document.state != Document.State.NUMBERED:
        raise NotNumbered


@transaction.atomic
def record_seal(
    *, actor: Actor, document_id: int, sealed: SignedFile, now: dt.datetime
) -> Document:
    """Đóng dấu: take in the file with the agency's two signatures. Twice is once.

    Raises NotNumbered, SignerMayNotSeal, PreparerMayNotSeal, NotProperlySealed.
    """
    document = Document.objects.locked(document_id)
    allow_sealer(actor, document, now)

    if document.file_id == sealed.sha256 and document.sealed_at is not None:
        return document
    require_numbered(document)
    _check(document, sealed.verdict)

    document.file = name(sealed.sha256, size=sealed.size, media_type=PDF, now=now)
    document.state = Document.State.SEALED
    document.sealed_at = now
    document.times_are_proven = times_are_proven(sealed.verdict)
    document.save(update_fields=["file", "state", "sealed_at", "times_are_proven"])

    record(SEALED, document, actor=actor, now=now, file=sealed.sha256, number=document.number)
    return document


@transaction.atomic
def record_stamp(
    *, actor: Actor, document_id: int, stamped: SignedFile, now: dt.datetime
) -> Document:
    """Đóng dấu thời gian: take in the file with its one document time stamp, before it leaves.

    A second stamp changes nothing. Raises NotSealed, NotProperlySealed.
    """
    document = Document.objects.locked(document_id)
    require(actor, Permission.SEAL, document.agency_id, on=day_of(now))

    if document.stamped_at is not None:
        return document
    if document.state != Document.State.SEALED:
        raise NotSealed
    _check(document, stamped.verdict)

    document.file = name(stamped.sha256, size=stamped.size, media_type=PDF, now=now)
    document.stamped_at = now
    document.times_are_proven = times_are_proven(stamped.verdict)
    document.save(update_fields=["file", "stamped_at", "times_are_proven"])

    record(STAMPED, document, actor=actor, now=now, file=stamped.sha256)
    return document


def _check(document: Document, verdict: Verdict) -> None:
    """Make sure all signatures are good, in order, by keys on record. Raises NotProperlySealed."""
    assert document.competence is not None
    personal = Key.objects.personal(document.competence.user_id)
    agency = Key.objects.of_agency(document.agency_id, Key.Purpose.NUMBER_SEAL)
    registered = Registered(
        personal=set(personal.values_list("certificate_sha256", flat=True)),
        agency=set(agency.values_list("certificate_sha256", flat=True)),
        numbered=document.numbered,
    )
    finding = judge_sealed(verdict, registered=registered)
    if finding is not None:
        raise NotProperlySealed.of(finding)
