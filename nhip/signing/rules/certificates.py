"""Chứng thư số: what a certificate says, and whether it was revoked at a moment."""

import datetime as dt
from collections.abc import Iterable

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from nhip.signing.rules.verdicts import Revocation


def load(der: bytes) -> x509.Certificate:
    """Return the certificate encoded in ``der``."""
    return x509.load_der_x509_certificate(der)


def common_name(certificate: x509.Certificate) -> str:
    """Return the holder's name as the certificate gives it."""
    return _attribute(certificate, NameOID.COMMON_NAME)


def organisation(certificate: x509.Certificate) -> str:
    """Return the organisation the certificate names."""
    return _attribute(certificate, NameOID.ORGANIZATION_NAME)


def in_force(certificate: x509.Certificate, moment: dt.datetime) -> bool:
    """Tell whether ``moment`` lies inside the certificate's period."""
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc


def key_strength(certificate: x509.Certificate) -> tuple[str, int]:
    """Return the type of the key, ``rsa`` or ``ec``, and its size in bits."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return "rsa", key.key_size
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "ec", key.curve.key_size
    return "other", 0


def may_sign_documents(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate's own content allows signing documents (Decree 68/2024, art. 31)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def revocation_at(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    lists: Iterable[x509.CertificateRevocationList],
    moment: dt.datetime,
) -> tuple[Revocation, str]:
    """Return whether the certificate was revoked at ``moment``, and which list says so.

    A list counts when the issuer signed it and it is not older than its own
    next update allows; one issued after the moment counts too, because a
    revocation that is listed later still says when it happened.
    """
    ours = [one for one in lists if one.issuer == issuer.subject and _is_signed_by(one, issuer)]
    for one in ours:
        entry = one.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if entry is not None and entry.revocation_date_utc <= moment:
            return Revocation.REVOKED, _title(one)
    timely = [
        one for one in ours if one.next_update_utc is None or one.next_update_utc >= moment
    ]
    if not timely:
        return Revocation.UNKNOWN, ""
    return Revocation.GOOD, _title(max(timely, key=lambda one: one.last_update_utc))


def _is_signed_by(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    try:
        return crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (InvalidSignature, TypeError, ValueError):
        return False


def _title(crl: x509.CertificateRevocationList) -> str:
    return f"CRL {crl.last_update_utc:%Y-%m-%dT%H:%M:%SZ} {crl.issuer.rfc4514_string()}"


def _attribute(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""
