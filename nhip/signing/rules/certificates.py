"""Chứng thư số: what a certificate says, and whether it was revoked at a moment."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from nhip.signing.rules.verdicts import Revocation


class NotACertificate(ValueError):
    """Không phải chứng thư số: the bytes, or a part that is asked for, cannot be read."""


@dataclass(frozen=True)
class RevocationAnswer:
    """Trả lời về thu hồi: the state, the list that says so, and whether it is only a suspension."""

    state: Revocation
    source: str
    on_hold: bool = False


NOT_KNOWN = RevocationAnswer(Revocation.UNKNOWN, "")
# Parts that are read when they are asked for, and what is said of those that cannot be.
_LAZY = ("subject", "issuer", "extensions", "not_valid_before_utc", "not_valid_after_utc")
_ODD = (x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)


def load(der: bytes) -> x509.Certificate:
    """Return the certificate encoded in ``der``, all its parts legible. Raises NotACertificate."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        for part in _LAZY:
            getattr(certificate, part)
    except (ValueError, TypeError, *_ODD) as error:
        raise NotACertificate(str(error)) from error
    return certificate


def common_name(certificate: x509.Certificate) -> str:
    """Return the holder's name as the certificate gives it."""
    return _attribute(certificate, NameOID.COMMON_NAME)


def organisation(certificate: x509.Certificate) -> str:
    """Return the organisation the certificate names."""
    return _attribute(certificate, NameOID.ORGANIZATION_NAME)


def holder_code(certificate: x509.Certificate) -> str:
    """Return the code by which the certificate names its holder, agency or person."""
    return _attribute(certificate, NameOID.SERIAL_NUMBER)


def in_force(certificate: x509.Certificate, moment: dt.datetime) -> bool:
    """Tell whether ``moment`` lies inside the certificate's period."""
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc


def key_strength(certificate: x509.Certificate) -> tuple[str, int]:
    """Return the type of the key, ``rsa`` or ``ec``, and its size in bits."""
    try:
        key = certificate.public_key()
    except UnsupportedAlgorithm:  # such as a curve that no policy knows
        return "other", 0
    if isinstance(key, rsa.RSAPublicKey):
        return "rsa", key.key_size
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "ec", key.curve.key_size
    return "other", 0


def may_sign_documents(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate allows signing documents (Decree 68/2024, art. 31)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def may_stamp_time(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate is one of a time-stamp authority."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage


def is_forged(certificate: x509.Certificate, issuers: Sequence[x509.Certificate]) -> bool:
    """Tell whether the certificate names one of these issuers and none so named signed it."""
    named = [issuer for issuer in issuers if issuer.subject == certificate.issuer]
    return bool(named) and all(_is_disproved(certificate, issuer) for issuer in named)


def revocation_at(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    lists: Sequence[x509.CertificateRevocationList],
    moment: dt.datetime,
    *,
    known_by: dt.datetime,
) -> RevocationAnswer:
    """Return whether the certificate was revoked, and which list says so.

    A list counts when the issuer signed it and it had not run out at ``moment``.
    A revocation counts when it happened before ``known_by``: that is the moment
    itself when the time is proven, and today when the signer only claims it.
    """
    ours = [one for one in lists if _is_by(one, issuer)]
    for one in sorted(ours, key=lambda one: one.last_update_utc, reverse=True):
        entry = one.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if entry is not None and entry.revocation_date_utc <= known_by:
            return RevocationAnswer(Revocation.REVOKED, _title(one), _is_on_hold(entry))
    timely = [one for one in ours if one.next_update_utc is None or one.next_update_utc >= moment]
    if not timely:
        return NOT_KNOWN
    newest = max(timely, key=lambda one: one.last_update_utc)
    return RevocationAnswer(Revocation.GOOD, _title(newest))


def _is_disproved(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except InvalidSignature:
        return True
    except (TypeError, ValueError, UnsupportedAlgorithm):
        return False  # what this machine cannot compute proves nothing
    return False


def _is_by(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    """Tell whether the issuer signed the list; one whose issuer cannot be read is nobody's."""
    try:
        return crl.issuer == issuer.subject and crl.is_signature_valid(
            issuer.public_key()  # type: ignore[arg-type]
        )
    except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
        return False


def _is_on_hold(entry: x509.RevokedCertificate) -> bool:
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return False
    return reason is x509.ReasonFlags.certificate_hold


def _title(crl: x509.CertificateRevocationList) -> str:
    return f"CRL {crl.last_update_utc:%Y-%m-%dT%H:%M:%SZ} {_issuer_name(crl)}"


def _issuer_name(crl: x509.CertificateRevocationList) -> str:
    found = crl.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else crl.issuer.rfc4514_string()


def _attribute(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""
