"""Yêu cầu ký: freeze a file for one signature, take the signature in, or give up waiting."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.core.web import Actor, system
from nhip.events.actions import record
from nhip.files.actions import name
from nhip.files.models import StoredFile
from nhip.signing.models import Key, SigningRequest
from nhip.signing.queries import allow_use, require_waiting
from nhip.signing.rules.preparation import Prepared
from nhip.signing.rules.standing import Check

BEGUN = "signing.request.begun"
COMPLETED = "signing.request.completed"
CANCELLED = "signing.request.cancelled"
EXPIRED = "signing.request.expired"
PDF = "application/pdf"


class AlreadyWaiting(Refused):
    """Đang chờ ký: the file already waits for a signature."""

    message = _("This file already waits for a signature; complete or cancel that first.")


class TooLate(Refused):
    """Quá hạn ký: the signature came after the request had run out."""

    message = _("The time for this signature ran out; ask for it again.")


@dataclass(frozen=True)
class Frozen:
    """Tệp đã khóa để ký: the file, the signature's role, the prepared bytes, how long they wait."""

    document_sha256: str
    prepared_sha256: str
    role: str
    prepared: Prepared
    check: Check
    patience: dt.timedelta


@dataclass(frozen=True)
class Signed:
    """Tệp đã ký, in the store: hash, size, and whether the signature carries a time stamp."""

    sha256: str
    size: int
    time_stamped: bool


@transaction.atomic
def begin(*, actor: Actor, key_id: int, frozen: Frozen, now: dt.datetime) -> SigningRequest:
    """Trình ký: keep what was prepared until its signer answers.

    Raises NotTheSigner, AlreadyWaiting.
    """
    document = StoredFile.objects.select_for_update().get(pk=frozen.document_sha256)
    key = Key.objects.get(pk=key_id)
    allow_use(actor, key, now=now)

    if SigningRequest.objects.waiting().filter(document_file=document).exists():
        raise AlreadyWaiting

    prepared = frozen.prepared
    request = SigningRequest.objects.create(
        key=key,
        role=frozen.role,
        document_file=document,
        prepared_file=name(frozen.prepared_sha256, size=len(prepared.pdf), media_type=PDF, now=now),
        digest=prepared.digest,
        to_sign=prepared.to_sign,
        container_start=prepared.container[0],
        container_end=prepared.container[1],
        certificate_evidence=frozen.check.evidence,
        begun_at=now,
        expires_at=now + frozen.patience,
    )

    record(BEGUN, request, actor=actor, now=now, certificate=frozen.check.standing)
    return request


@transaction.atomic
def complete(*, actor: Actor, request_id: int, signed: Signed, now: dt.datetime) -> SigningRequest:
    """Hoàn tất ký: take the signed file in; saying it twice changes nothing.

    Raises NotTheSigner, NotWaiting, TooLate.
    """
    request = SigningRequest.objects.locked(request_id)
    allow_use(actor, request.key, now=now)

    if request.signed_file_id == signed.sha256:
        return request
    require_waiting(request)
    if request.expires_at <= now:
        raise TooLate

    request.signed_file = name(signed.sha256, size=signed.size, media_type=PDF, now=now)
    request.time_stamped = signed.time_stamped
    _end(request, SigningRequest.State.COMPLETED, now)

    record(COMPLETED, request, actor=actor, now=now, file=signed.sha256)
    return request


@transaction.atomic
def cancel(*, actor: Actor, request_id: int, reason: str, now: dt.datetime) -> SigningRequest:
    """Hủy yêu cầu ký: release the file; nothing half-signed remains.

    Raises NotTheSigner, NotWaiting.
    """
    request = SigningRequest.objects.locked(request_id)
    allow_use(actor, request.key, now=now)

    require_waiting(request)

    request.end_reason = reason
    _end(request, SigningRequest.State.CANCELLED, now)

    record(CANCELLED, request, actor=actor, now=now, reason=reason)
    return request


@transaction.atomic
def expire_overdue(*, now: dt.datetime) -> int:
    """Hết hạn chờ ký: release every file nobody signed in time; return how many. Twice is once."""
    overdue = list(SigningRequest.objects.overdue(now).select_for_update(skip_locked=True))
    for request in overdue:
        _end(request, SigningRequest.State.EXPIRED, now)
        record(EXPIRED, request, actor=system("signing"), now=now)
    return len(overdue)


def _end(request: SigningRequest, state: SigningRequest.State, now: dt.datetime) -> None:
    request.state = state
    request.ended_at = now
    request.save()
