"""Ký và lấy số: the competent person's signature, and the number that only it can bring."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.core.errors import Refused
from nhip.core.web import Actor, require
from nhip.documents.actions.drafting import PDF, NotADraft, competent, require_unreplaced
from nhip.documents.actions.faults import NotProperlySigned
from nhip.documents.actions.numbers import take
from nhip.documents.models import Document, TakenNumber
from nhip.documents.permissions import Permission
from nhip.documents.rules.numbering import day_of, exchange_id, full_number, legal_id
from nhip.documents.rules.signatures import judge_personal
from nhip.events.actions import record
from nhip.files.actions import name
from nhip.signing.models import Key
from nhip.signing.rules.verdicts import Verdict

WAITING = "documents.document.waiting"
SIGNING_ENDED = "documents.document.signing_ended"
SIGNED = "documents.document.signed"
NUMBERED = "documents.document.numbered"


class NotWaiting(Refused):
    """Không chờ ký: nobody is asked to sign this document now."""

    message = _("This document is not waiting for a signature.")


@dataclass(frozen=True)
class SignedFile:
    """Tệp đã ký: stored bytes and what was found out about the signatures in them."""

    sha256: str
    size: int
    verdict: Verdict


def allow_signer(actor: User, document: Document, now: dt.datetime) -> None:
    """Let only the signer on, and only while the competence holds. Raises MayNotSign."""
    if document.competence_id is None:
        raise PermissionDenied
    competence = competent(
        document.competence_id, document.agency_id, document.kind, on=day_of(now)
    )
    if competence.user_id != actor.pk:
        raise PermissionDenied


def require_unsigned(document: Document) -> None:
    """Make sure the document still waits for its signer. Raises NotADraft, AlreadyReplaced."""
    if document.state != Document.State.DRAFT:
        raise NotADraft
    if document.replaces is not None:
        require_unreplaced(document.replaces)


@transaction.atomic
def begin_signing(*, actor: User, document_id: int, request_id: int, now: dt.datetime) -> Document:
    """Trình ký: lock the document while its signer's device has it. Twice is once.

    Raises NotADraft, MayNotSign, AlreadyReplaced.
    """
    document = Document.objects.locked(document_id)
    allow_signer(actor, document, now)

    if document.state == Document.State.WAITING and document.signing_request_id == request_id:
        return document
    require_unsigned(document)

    document.state = Document.State.WAITING
    document.signing_request_id = request_id
    document.save(update_fields=["state", "signing_request"])

    record(WAITING, document, actor=actor, now=now, request=request_id)
    return document


@transaction.atomic
def end_signing(*, actor: Actor, document_id: int, reason: str, now: dt.datetime) -> Document:
    """Thôi ký: give the draft back after a cancel or a time-out. Raises NotWaiting."""
    document = Document.objects.locked(document_id)
    if document.competence is None or document.competence.user.ref != actor.ref:
        require(actor, Permission.NUMBER, document.agency_id, on=day_of(now))

    if document.state != Document.State.WAITING:
        raise NotWaiting

    document.state = Document.State.DRAFT
    document.signing_request = None
    document.save(update_fields=["state", "signing_request"])

    record(SIGNING_ENDED, document, actor=actor, now=now, reason=reason)
    return document


@transaction.atomic
def record_personal_signature(
    *, actor: User, document_id: int, signed: SignedFile, now: dt.datetime
) -> Document:
    """Ký, lấy số và ngày: in one transaction, because a number belongs to a signed document only.

    Twice is once. Raises NotWaiting, MayNotSign, NotProperlySigned, AlreadyReplaced.
    """
    document = Document.objects.locked(document_id)
    allow_signer(actor, document, now)

    if document.file_id == signed.sha256 and document.signed_at is not None:
        return document
    if document.state != Document.State.WAITING:
        raise NotWaiting
    _check(document, actor, signed.verdict)

    document.file = name(signed.sha256, size=signed.size, media_type=PDF, now=now)
    document.signed_at = now
    _number(document, actor, now)
    document.save()

    record(SIGNED, document, actor=actor, now=now, file=signed.sha256)
    record(NUMBERED, document, actor=actor, now=now, number=document.number)
    return document


def _check(document: Document, actor: User, verdict: Verdict) -> None:
    """Make sure the signature is good and the signer's own.

    Raises NotProperlySigned, AlreadyReplaced.
    """
    own = Key.objects.personal(actor.pk).values_list("certificate_sha256", flat=True)
    finding = judge_personal(verdict, signer=document.signer_name, certificates=set(own))
    if finding is not None:
        raise NotProperlySigned.of(finding)
    if document.replaces is not None:
        # Two corrections may wait at once: the first number wins.
        former = Document.objects.locked(document.replaces.pk)
        require_unreplaced(former)


def _number(document: Document, actor: Actor, now: dt.datetime) -> None:
    """Give number and date, and with them the identities that contain them."""
    taken = take(agency_id=document.agency_id, use=TakenNumber.Use.DOCUMENT, actor=actor, now=now)
    day = day_of(now)
    document.taken_number = taken
    document.number = full_number(taken.number, document.notation)
    document.issued_on = day
    document.state = Document.State.NUMBERED
    document.legal_id = legal_id(document.author_code, day.year, document.number)
    document.edxml_id = exchange_id(document.author_code, day, document.number)
