"""Kiểm tra chứng thư trước khi ký: may it sign now, by Decree 68/2024, art. 29, 31 and 32."""

import datetime as dt

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import PathError, ValidationError

from nhip.signing.providers.awaiting import wait_for
from nhip.signing.providers.evidence import Evidence, Path, read_lists
from nhip.signing.providers.trust import Trust
from nhip.signing.rules import certificates
from nhip.signing.rules.standing import Check, Standing
from nhip.signing.rules.verdicts import Revocation


def check(certificate: bytes, chain: tuple[bytes, ...], trust: Trust, now: dt.datetime) -> Check:
    """Kiểm tra: return whether the certificate may sign now, or the first thing against it."""
    own = certificates.load(certificate)
    fault = _fault_in_itself(own, now)
    if fault is not None:
        return Check(fault, "")
    evidence = Evidence(
        anchors=trust.anchors,
        certificates=(*trust.others, *chain),
        lists=read_lists(trust.revocation_lists),
    )
    path = wait_for(_path(certificate, evidence, now))
    if not path.certificates:
        return Check(Standing.UNKNOWN_ISSUER, own.issuer.rfc4514_string())
    answer = evidence.revocation(path, now, known_by=now)
    if answer.on_hold:
        return Check(Standing.SUSPENDED, answer.source)
    return Check(_STANDINGS[answer.state], answer.source)


_STANDINGS = {
    Revocation.GOOD: Standing.GOOD,
    Revocation.REVOKED: Standing.REVOKED,
    Revocation.UNKNOWN: Standing.REVOCATION_UNKNOWN,
}


def _fault_in_itself(certificate: x509.Certificate, now: dt.datetime) -> Standing | None:
    if now < certificate.not_valid_before_utc:
        return Standing.NOT_YET_VALID
    if now > certificate.not_valid_after_utc:
        return Standing.EXPIRED
    if not certificates.may_sign_documents(certificate):
        return Standing.WRONG_PURPOSE
    return None


async def _path(certificate: bytes, evidence: Evidence, now: dt.datetime) -> Path:
    """Return the path to a trusted root, empty when there is none."""
    validator = CertificateValidator(
        asn1_x509.Certificate.load(certificate), validation_context=evidence.context(now)
    )
    try:
        return Path.of(await validator.async_validate_path())
    except (PathError, ValidationError):
        return Path(())
