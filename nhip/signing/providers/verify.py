"""Kiểm tra chữ ký trên tệp PDF: any signed PDF, ours or another's, without a network.

Answers for every signature separately; a file that cannot be read in bounds is
an answer too. The same file, trust, policies and day give the same verdict.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    PdfSignatureStatus,
    SignatureCoverageLevel,
)
from pyhanko.sign.validation.utils import CMSAlgorithmUsagePolicy

from nhip.core.canonical import sha256_hex
from nhip.signing.providers import quicker
from nhip.signing.providers.awaiting import wait_for
from nhip.signing.providers.containers import is_as_made
from nhip.signing.providers.embedded import NO_DATA, Data, data_in
from nhip.signing.providers.evidence import (
    EVERY_ALGORITHM,
    Evidence,
    Path,
    embedded_certificates,
    gather,
)
from nhip.signing.providers.moments import (
    Moment,
    Stamp,
    is_document_stamp,
    otherwise,
    stamped,
    token_of,
)
from nhip.signing.providers.trust import Trust
from nhip.signing.rules import certificates
from nhip.signing.rules.certificates import RevocationAnswer
from nhip.signing.rules.policies import Policy, algorithm_is_good, policy_on
from nhip.signing.rules.verdicts import (
    Circumstances,
    Coverage,
    LaterChanges,
    Reason,
    Revocation,
    SignatureVerdict,
    TimeSource,
    Verdict,
    conclude,
    damaged,
    not_checked,
    with_reasons,
)

LARGEST_BYTES = 50 * 2**20
MOST_SIGNATURES = 50

quicker.take_effect()
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)

Status = PdfSignatureStatus | DocumentTimestampStatus

_KEY_USAGE = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)
_CHANGES = {
    ModificationLevel.NONE: LaterChanges.NONE,
    ModificationLevel.LTA_UPDATES: LaterChanges.PERMITTED,
    ModificationLevel.FORM_FILLING: LaterChanges.PERMITTED,
}
_COVERAGE = {
    SignatureCoverageLevel.ENTIRE_FILE: Coverage.WHOLE_FILE,
    SignatureCoverageLevel.ENTIRE_REVISION: Coverage.REVISION,
}


@dataclass(frozen=True)
class Case:
    """Hồ sơ kiểm tra: what every signature of one file is judged with."""

    evidence: Evidence
    now: dt.datetime
    stamps: tuple[Stamp, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Điều tìm thấy về một chữ ký, before it is put into words."""

    signature: EmbeddedPdfSignature
    status: Status
    moment: Moment
    path: Path
    certificate: x509.Certificate
    judged_at: dt.datetime
    policy: Policy


def verify(pdf: bytes, *, trust: Trust, now: dt.datetime) -> Verdict:
    """Kiểm tra: return the verdict on every signature of the file and on the data inside."""
    return examine(pdf, trust=trust, now=now)[0]


def embedded_report(pdf: bytes) -> bytes | None:
    """Return ``report.json`` as it was signed, if it is there and never changed since."""
    return data_in(PdfFileReader(BytesIO(pdf), strict=False)).signed


def examine(pdf: bytes, *, trust: Trust, now: dt.datetime) -> tuple[Verdict, Data]:
    """Return the verdict together with the report inside the file, as it was signed."""
    return wait_for(examine_async(pdf, trust=trust, now=now))


async def examine_async(pdf: bytes, *, trust: Trust, now: dt.datetime) -> tuple[Verdict, Data]:
    """Do the same inside a running event loop."""
    if len(pdf) > LARGEST_BYTES:
        return not_checked(Reason.TOO_LARGE), NO_DATA
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        signatures = reader.embedded_signatures[: MOST_SIGNATURES + 1]
        if len(signatures) > MOST_SIGNATURES:
            return not_checked(Reason.TOO_LARGE), NO_DATA
        case = Case(gather(reader, trust, signatures), now)
        verdicts = await _judge_all(signatures, case)
        data = data_in(reader)
    except Exception:  # noqa: BLE001  hostile PDFs break parsers in ways no list of exceptions names
        return not_checked(Reason.UNREADABLE), NO_DATA
    return conclude(verdicts, data_are_signed=data.are_signed), data


async def _judge_all(
    signatures: list[EmbeddedPdfSignature], case: Case
) -> tuple[SignatureVerdict, ...]:
    """Judge the document's time stamps first: the time of other signatures may rest on them."""
    found: dict[int, SignatureVerdict] = {}
    for signature in filter(is_document_stamp, signatures):
        found[id(signature)] = await _judge(signature, case)
    case = replace(case, stamps=tuple(_good_stamps(signatures, found)))
    for signature in signatures:
        if id(signature) not in found:
            found[id(signature)] = await _judge(signature, case)
    return tuple(found[id(signature)] for signature in signatures)


def _good_stamps(
    signatures: list[EmbeddedPdfSignature], found: dict[int, SignatureVerdict]
) -> Iterable[Stamp]:
    for signature in signatures:
        verdict = found.get(id(signature))
        if verdict and not verdict.reasons and verdict.signed_at:
            yield Stamp(signature.signed_revision, verdict.signed_at)


async def _judge(signature: EmbeddedPdfSignature, case: Case) -> SignatureVerdict:
    try:
        finding = await _look(signature, case)
        return _put_into_words(finding, case)
    except Exception:  # noqa: BLE001  what cannot be read as a signature is not one, whatever broke
        return damaged(signature.field_name)


async def _look(signature: EmbeddedPdfSignature, case: Case) -> Finding:
    """Look at the signature at the time of its stamp; without a good one, at the next best time."""
    moment = stamped(signature) or otherwise(signature, case.stamps)
    status = await _status(signature, case.evidence, moment.at or case.now)
    if moment.source is TimeSource.TSA and not _token_is_good(status, case):
        moment = _next_best(signature, status, case)
        status = await _status(signature, case.evidence, moment.at or case.now)
    judged_at = moment.at or case.now
    return Finding(
        signature=signature,
        status=status,
        moment=moment,
        path=Path.of(status.validation_path),
        certificate=certificates.load(signature.signer_cert.dump()),
        judged_at=judged_at,
        policy=policy_on(judged_at.date()),
    )


def _next_best(signature: EmbeddedPdfSignature, status: Status, case: Case) -> Moment:
    """Return the best time without a good stamp.

    A stamp that is whole though not trusted still claims better than the signer.
    """
    moment = otherwise(signature, case.stamps)
    if moment.is_proven or _stamp_is_damaged(signature, status):
        return moment
    stated = stamped(signature)
    return Moment(stated.at, TimeSource.CLAIMED) if stated else moment


async def _status(
    signature: EmbeddedPdfSignature, evidence: Evidence, moment: dt.datetime
) -> Status:
    context = evidence.context(moment)
    if is_document_stamp(signature):
        return await async_validate_pdf_timestamp(signature, context)
    token = stamped(signature)
    return await async_validate_pdf_signature(
        signature,
        signer_validation_context=context,
        ts_validation_context=evidence.context(token.at) if token and token.at else context,
        key_usage_settings=_KEY_USAGE,
        algorithm_policy=CMSAlgorithmUsagePolicy.lift_policy(EVERY_ALGORITHM),
    )


def _token_is_good(status: Status, case: Case) -> bool:
    """Tell whether the time stamp of a signature can be relied on: whole, trusted, not revoked."""
    token = status.timestamp_validity if isinstance(status, PdfSignatureStatus) else None
    if token is None or not token.trusted:
        return False
    answer = case.evidence.revocation(
        Path.of(token.validation_path), token.timestamp, known_by=token.timestamp
    )
    return answer.state is not Revocation.REVOKED


def _put_into_words(finding: Finding, case: Case) -> SignatureVerdict:
    signature, status, certificate = finding.signature, finding.status, finding.certificate
    known_by = finding.judged_at if finding.moment.is_proven else case.now
    revocation = case.evidence.revocation(finding.path, finding.judged_at, known_by=known_by)
    answers = SignatureVerdict(
        role=str(signature.field_name),  # the library's own text drags the whole file along
        signer=certificates.common_name(certificate),
        organisation=certificates.organisation(certificate),
        serial=format(certificate.serial_number, "x"),
        certificate_sha256=sha256_hex(certificate.public_bytes(Encoding.DER)),
        statement=str(signature.sig_object.get("/Reason", "")),
        intact=bool(status.intact and status.valid) and _is_whole(signature, case.evidence),
        coverage=_coverage(status),
        later_changes=_later_changes(status),
        trusted=bool(status.trusted),
        certificate_valid_at=certificates.in_force(certificate, finding.judged_at),
        revocation=revocation.state,
        revocation_source=revocation.source,
        signed_at=finding.moment.at,
        time_source=finding.moment.source,
        algorithm=f"{certificates.key_strength(certificate)[0]} {signature.md_algorithm}",
        algorithm_ok=_algorithm_ok(finding, case),
        policy=finding.policy.name,
        reasons=(),
        holder_code=certificates.holder_code(certificate),
    )
    return with_reasons(answers, _circumstances(finding, case, revocation))


def _circumstances(finding: Finding, case: Case, revocation: RevocationAnswer) -> Circumstances:
    fits = (
        certificates.may_stamp_time
        if is_document_stamp(finding.signature)
        else certificates.may_sign_documents
    )
    return Circumstances(
        anchors_known=bool(case.evidence.anchors),
        purpose_fits=fits(finding.certificate),
        on_hold=revocation.on_hold,
        stamp_damaged=_stamp_is_damaged(finding.signature, finding.status),
        expired_since=finding.certificate.not_valid_after_utc < case.now,
    )


def _stamp_is_damaged(signature: EmbeddedPdfSignature, status: Status) -> bool:
    """Tell whether the signature carries a time stamp that does not hold for it."""
    if not isinstance(status, PdfSignatureStatus) or token_of(signature) is None:
        return False
    token = status.timestamp_validity
    return token is None or not (token.intact and token.valid)


def _is_whole(signature: EmbeddedPdfSignature, evidence: Evidence) -> bool:
    """Tell whether nothing but the signature stands in its container, as its makers wrote it.

    Of the container, only the signed attributes are under the signature itself; each
    certificate must be what its issuer signed.
    """
    if not is_as_made(signature):
        return False
    known = [certificates.load(one) for one in (*evidence.anchors, *evidence.certificates)]
    inside = [certificates.load(one) for one in embedded_certificates(signature)]
    return not any(certificates.is_forged(one, known) for one in inside)


def _coverage(status: Status) -> Coverage:
    if status.coverage is None:
        return Coverage.NONE
    return _COVERAGE.get(status.coverage, Coverage.NONE)


def _later_changes(status: Status) -> LaterChanges:
    if status.modification_level is None:
        return LaterChanges.OTHER
    return _CHANGES.get(status.modification_level, LaterChanges.OTHER)


def _algorithm_ok(finding: Finding, case: Case) -> bool:
    """Judge by the policy of the signing day; a claimed day excuses nothing of today."""
    policies = [finding.policy]
    if not finding.moment.is_proven:
        policies.append(policy_on(case.now.date()))
    return all(_is_strong_enough(finding, policy) for policy in policies)


def _is_strong_enough(finding: Finding, policy: Policy) -> bool:
    key_type, key_bits = certificates.key_strength(finding.certificate)
    own = algorithm_is_good(
        policy, digest=finding.signature.md_algorithm, key_type=key_type, key_bits=key_bits
    )
    return own and finding.path.is_strong_enough(policy)
