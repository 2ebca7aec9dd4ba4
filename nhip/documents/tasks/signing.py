"""Ký văn bản: the competent person's signature, in one go or on a device, then number and date."""

import datetime as dt

from django.conf import settings
from procrastinate.contrib.django import app

from nhip.accounts.models import User
from nhip.core import clock
from nhip.core.errors import Refused
from nhip.core.web import system
from nhip.documents import actions
from nhip.documents.models import Document
from nhip.documents.providers import person_stamp
from nhip.documents.rules.page import PERSON
from nhip.signing import actions as requests
from nhip.signing import tasks as signing
from nhip.signing.actions import Signed
from nhip.signing.models import SigningRequest
from nhip.signing.queries import personal_key
from nhip.signing.rules.preparation import Appearance
from nhip.signing.tasks import Wish

State = SigningRequest.State


def sign(*, actor: User, document_id: int, pin: str, now: dt.datetime) -> Document:
    """Ký ngay: the person's signature, and with it number and date. A failed try frees the draft.

    Raises NotADraft, MayNotSign, AlreadyReplaced, NotProperlySigned, and what signing raises.
    """
    begin(actor=actor, document_id=document_id, now=now)
    try:
        return finish(actor=actor, document_id=document_id, pin=pin, now=now)
    except Refused as refusal:
        cancel(actor=actor, document_id=document_id, reason=refusal.code, now=now)
        raise


def begin(*, actor: User, document_id: int, now: dt.datetime) -> Document:
    """Trình ký: fix the exact bytes and let them wait for the signer's device.

    Raises NotADraft, MayNotSign, AlreadyReplaced, and what signing raises.
    """
    document = Document.objects.get(pk=document_id)
    actions.allow_signer(actor, document, now)
    actions.require_unsigned(document)
    key = personal_key(actor.pk, now=now)
    request = signing.begin(actor=actor, key_id=key.pk, wish=_wish(actor, document, now), now=now)
    try:
        return actions.begin_signing(
            actor=actor, document_id=document_id, request_id=request.pk, now=now
        )
    except Refused as refusal:
        requests.cancel(actor=actor, request_id=request.pk, reason=refusal.code, now=now)
        raise


def finish(*, actor: User, document_id: int, pin: str, now: dt.datetime) -> Document:
    """Ký: open the key with the PIN just typed, sign what waits, and take number and date."""
    request_id = _request_of(document_id).pk
    signed = signing.finish(actor=actor, request_id=request_id, pin=pin, now=now)
    return _take_in(actor, document_id, signed, now)


def finish_with(*, actor: User, document_id: int, signature: bytes, now: dt.datetime) -> Document:
    """Nhận chữ ký từ thiết bị: take in what the device answered, and take number and date."""
    request_id = _request_of(document_id).pk
    signed = signing.finish_with(actor=actor, request_id=request_id, signature=signature, now=now)
    return _take_in(actor, document_id, signed, now)


def finish_with_file(
    *, actor: User, document_id: int, uploaded: bytes, now: dt.datetime
) -> Document:
    """Nhận tệp đã ký từ thiết bị: take in what it signed by itself, and take number and date."""
    request_id = _request_of(document_id).pk
    signed = signing.finish_with_file(
        actor=actor, request_id=request_id, uploaded=uploaded, now=now
    )
    return _take_in(actor, document_id, signed, now)


def cancel(*, actor: User, document_id: int, reason: str, now: dt.datetime) -> Document:
    """Thôi ký: release the page and give the draft back. Raises NotWaiting."""
    request = _request_of(document_id)
    if request.state == State.WAITING:
        requests.cancel(actor=actor, request_id=request.pk, reason=reason, now=now)
    return actions.end_signing(actor=actor, document_id=document_id, reason=reason, now=now)


@app.periodic(cron="* * * * *")
@app.task(queue="documents", queueing_lock="documents_catch_up")
def catch_up(timestamp: int) -> None:
    """Giải quyết phần dở dang: write down what a signing request came to while nobody looked.

    A time-out gives the draft back; a signature that an interrupted page left
    behind is taken in, because its person made it, or else gives the draft back.
    """
    now = clock.now()
    for document in Document.objects.before_their_signers().select_related(
        "signing_request__signed_file", "competence__user"
    ):
        reason = _settle(document, now)
        if reason:
            actions.end_signing(
                actor=system("documents"), document_id=document.pk, reason=reason, now=now
            )


def _settle(document: Document, now: dt.datetime) -> str:
    """Take in the signature that was made, or return why there will be none."""
    request, competence = document.signing_request, document.competence
    assert request is not None
    assert competence is not None
    if request.state in {State.CANCELLED, State.EXPIRED}:
        return str(request.state)
    file = request.signed_file
    if file is None:
        return ""
    try:
        signed = Signed(file.sha256, file.size, request.time_stamped)
        _take_in(competence.user, document.pk, signed, now)
    except Refused as refusal:
        return refusal.code
    return ""


def _take_in(actor: User, document_id: int, signed: Signed, now: dt.datetime) -> Document:
    verdict, _data = signing.verify_file(actor=actor, sha256=signed.sha256, now=now)
    return actions.record_personal_signature(
        actor=actor,
        document_id=document_id,
        signed=actions.SignedFile(signed.sha256, signed.size, verdict),
        now=now,
    )


def _request_of(document_id: int) -> SigningRequest:
    """Return the request for which the document waits. Raises NotWaiting."""
    document = Document.objects.select_related("signing_request").get(pk=document_id)
    if document.state != Document.State.WAITING or document.signing_request is None:
        raise actions.NotWaiting
    return document.signing_request


def _wish(actor: User, document: Document, now: dt.datetime) -> Wish:
    box = document.box(PERSON)
    stamp = person_stamp(box, name=actor.full_name, at=now, demo=bool(settings.NHIP_DEMO))
    return Wish(document.file_id, PERSON, Appearance(box.page, box.corners, stamp))
