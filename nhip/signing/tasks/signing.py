"""Ký tệp đã lưu: begin freezes the exact bytes, finish takes the signature in."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from pyhanko.sign.timestamps import TimeStamper

from nhip.core import clock
from nhip.core.errors import Refused, Unavailable
from nhip.core.web import Actor
from nhip.files import providers as files
from nhip.signing import actions
from nhip.signing.actions import Frozen, Signed
from nhip.signing.models import Key, SigningRequest
from nhip.signing.providers import pades, standing
from nhip.signing.providers.keys import open_key
from nhip.signing.providers.timestamps import Authority, TimeStampAuthorityIsOut, stamp_document
from nhip.signing.providers.trust import Trust
from nhip.signing.providers.trust_store import trust_of_node
from nhip.signing.queries import waiting_request
from nhip.signing.rules.preparation import Appearance, Intent, Prepared
from nhip.signing.rules.standing import Check, Standing

PATIENCE = dt.timedelta(minutes=15)


class CertificateMayNotSign(Refused):
    """Chứng thư không được ký (Decree 68/2024, art. 31)."""

    message = _("This certificate may not sign now.")


class CertificateNotYetValid(CertificateMayNotSign):
    """Chứng thư chưa có hiệu lực."""

    message = _("The certificate is not valid yet.")


class CertificateExpired(CertificateMayNotSign):
    """Chứng thư hết hạn."""

    message = _("The certificate has expired; ask its authority for a new one.")


class CertificateRevoked(CertificateMayNotSign):
    """Chứng thư đã bị thu hồi."""

    message = _("The certificate was revoked: %(evidence)s.")


class CertificateSuspended(CertificateMayNotSign):
    """Chứng thư đang bị tạm dừng."""

    message = _("The certificate is suspended: %(evidence)s.")


class IssuerUnknown(CertificateMayNotSign):
    """Không rõ cơ quan cấp."""

    message = _("The certificate comes from an authority not trusted here: %(evidence)s.")


class WrongPurpose(CertificateMayNotSign):
    """Chứng thư không dùng để ký văn bản."""

    message = _("The certificate was not issued for signing documents.")


class RevocationUnknown(Unavailable):
    """Chưa kiểm tra được thu hồi: no revocation list in force is at hand."""

    message = _("Whether the certificate was revoked cannot be checked now; try again later.")


_REFUSALS: dict[Standing, type[Refused]] = {
    Standing.NOT_YET_VALID: CertificateNotYetValid,
    Standing.EXPIRED: CertificateExpired,
    Standing.REVOKED: CertificateRevoked,
    Standing.SUSPENDED: CertificateSuspended,
    Standing.UNKNOWN_ISSUER: IssuerUnknown,
    Standing.WRONG_PURPOSE: WrongPurpose,
    Standing.REVOCATION_UNKNOWN: RevocationUnknown,
}


@dataclass(frozen=True)
class Wish:
    """Nội dung cần ký: which stored file, in which role, drawn where, with which words."""

    sha256: str
    role: str
    appearance: Appearance | None
    reason: str = ""


def begin(*, actor: Actor, key_id: int, wish: Wish, now: dt.datetime) -> SigningRequest:
    """Trình ký: check the certificate, fix the exact bytes, and let them wait for the signer.

    Raises CertificateMayNotSign, RevocationUnknown, NotTheSigner, AlreadyWaiting.
    """
    key = Key.objects.get(pk=key_id)
    trust = trust_of_node(now=now)
    check = _checked(actor, key, trust, now)
    prepared = pades.prepare(files.fetch(wish.sha256), _intent(key, wish, trust, now))
    frozen = Frozen(
        document_sha256=wish.sha256,
        prepared_sha256=files.store(prepared.pdf),
        role=wish.role,
        prepared=prepared,
        check=check,
        patience=PATIENCE,
    )
    return actions.begin(actor=actor, key_id=key_id, frozen=frozen, now=now)


def finish(*, actor: Actor, request_id: int, pin: str, now: dt.datetime) -> Signed:
    """Ký: open the key with the PIN just typed, sign what waits, and record it.

    Raises WrongPin, KeyStoreIsOut, OpensElsewhere, NotADemonstration, NotWaiting, TooLate.
    """
    request = waiting_request(actor, request_id, now=now)
    driver = open_key(request.key, pin)
    signature = driver.sign(bytes(request.to_sign))
    return finish_with(actor=actor, request_id=request_id, signature=signature, now=now)


def finish_with(*, actor: Actor, request_id: int, signature: bytes, now: dt.datetime) -> Signed:
    """Nhận chữ ký: take in what the signer's device answered, and record it.

    Raises NotThatSignature, NotTheSigner, NotWaiting, TooLate.
    """
    prepared = _prepared(actor, request_id, now)
    pdf, time_stamped = _complete(prepared, signature)
    return _record(actor, request_id, pdf, time_stamped, now)


def finish_with_file(*, actor: Actor, request_id: int, uploaded: bytes, now: dt.datetime) -> Signed:
    """Nhận tệp đã ký: take in what the signer's device filled in by itself, if it did nothing else.

    Raises NotThatSignature, NotTheSigner, NotWaiting, TooLate.
    """
    pdf = pades.accept(_prepared(actor, request_id, now), uploaded)
    return _record(actor, request_id, pdf, pades.is_time_stamped(pdf), now)


def sign_file(*, actor: Actor, key_id: int, wish: Wish, pin: str, now: dt.datetime) -> Signed:
    """Ký ngay: begin and finish in one go, for keys that answer at once.

    A failed finish frees the file.
    """
    request = begin(actor=actor, key_id=key_id, wish=wish, now=now)
    try:
        return finish(actor=actor, request_id=request.pk, pin=pin, now=now)
    except Refused as refusal:
        actions.cancel(actor=actor, request_id=request.pk, reason=refusal.code, now=now)
        raise


def stamp_file(*, sha256: str) -> Signed:
    """Đóng dấu thời gian: append one document time stamp, when the authority was out at signing.

    The result is stored; its owner names it. Raises TimeStampAuthorityIsOut.
    """
    authority = _authority()
    if authority is None:
        raise TimeStampAuthorityIsOut
    pdf = stamp_document(files.fetch(sha256), authority)
    return Signed(files.store(pdf), len(pdf), time_stamped=True)


@app.periodic(cron="* * * * *")
@app.task(queue="signing", queueing_lock="expire_signing_requests")
def expire(timestamp: int) -> None:
    """Hết hạn chờ ký: release the files nobody signed in time."""
    actions.expire_overdue(now=clock.now())


def _checked(actor: Actor, key: Key, trust: Trust, now: dt.datetime) -> Check:
    """Return the check that lets the certificate sign; a refusal is first kept in the log."""
    check = standing.check(bytes(key.certificate), key.certificates, trust, now)
    if not check.is_good:
        actions.record_refusal(actor=actor, key_id=key.pk, check=check, now=now)
        raise _REFUSALS[check.standing](evidence=check.evidence)
    return check


def _prepared(actor: Actor, request_id: int, now: dt.datetime) -> Prepared:
    request = waiting_request(actor, request_id, now=now)
    return request.prepared(files.fetch(request.prepared_file_id))


def _record(
    actor: Actor, request_id: int, pdf: bytes, time_stamped: bool, now: dt.datetime
) -> Signed:
    signed = Signed(files.store(pdf), len(pdf), time_stamped)
    actions.complete(actor=actor, request_id=request_id, signed=signed, now=now)
    return signed


def _intent(key: Key, wish: Wish, trust: Trust, now: dt.datetime) -> Intent:
    own, above = bytes(key.certificate), key.certificates
    return Intent(
        field=wish.role,
        appearance=wish.appearance,
        certificate=own,
        chain=above,
        revocation_lists=trust.lists_for((own, *above)),
        reason=wish.reason,
        signed_at=now,
    )


def _complete(prepared: Prepared, signature: bytes) -> tuple[bytes, bool]:
    """Return the signed file, without a time stamp when its authority is out."""
    authority = _authority()
    if authority is not None:
        try:
            return pades.complete(prepared, signature, authority), True
        except TimeStampAuthorityIsOut:
            pass  # The signature counts without; one document time stamp follows later.
    return pades.complete(prepared, signature, None), False


def _authority() -> TimeStamper | None:
    return Authority(settings.NHIP_TSA_URL) if settings.NHIP_TSA_URL else None
