"""Kiểm tra chữ ký trên tệp PDF: any signed PDF, ours or another's, without a network.

Answers for every signature separately; a file that cannot be read in bounds is
an answer too. The same file, trust and policies give the same verdict.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    PdfSignatureStatus,
    SignatureCoverageLevel,
)
from pyhanko.sign.validation.utils import CMSAlgorithmUsagePolicy
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import AcceptAllAlgorithms

from nhip.core.canonical import sha256_hex
from nhip.signing.rules import certificates
from nhip.signing.providers.embedded import Data, data_in
from nhip.signing.providers.trust import Trust
from nhip.signing.rules.policies import algorithm_is_good, policy_on
from nhip.signing.rules.verdicts import (
    Coverage,
    LaterChanges,
    Reason,
    Revocation,
    SignatureVerdict,
    TimeSource,
    Verdict,
    conclude,
    reasons_of,
    unreadable,
)

LARGEST_BYTES = 50 * 2**20
MOST_SIGNATURES = 50

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)

STAMP = "/DocTimeStamp"
Status = PdfSignatureStatus | DocumentTimestampStatus

_KEY_USAGE = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)
# pyHanko only knows today's algorithms; ours are judged by the rules of the signing day.
_EVERY_ALGORITHM = AcceptAllAlgorithms()
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
class Evidence:
    """Chứng cứ: certificates and revocation lists, those trusted here and those in the file."""

    anchors: tuple[bytes, ...]
    certificates: tuple[bytes, ...]
    lists: tuple[x509.CertificateRevocationList, ...]


def verify(pdf: bytes, *, trust: Trust) -> Verdict:
    """Kiểm tra: return the verdict on every signature of the file and on the data inside."""
    return examine(pdf, trust=trust)[0]


def examine(pdf: bytes, *, trust: Trust) -> tuple[Verdict, Data]:
    """Return the verdict together with the report inside the file, as it was signed."""
    nothing = Data(None, None)
    if len(pdf) > LARGEST_BYTES:
        return unreadable(), nothing
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        verdicts = tuple(_judge_all(reader, trust))
        data = data_in(reader)
    except Exception:  # noqa: BLE001  hostile PDFs break parsers in ways no list of exceptions names
        return unreadable(), nothing
    return conclude(verdicts, data_are_signed=data.are_signed), data


def _judge_all(reader: PdfFileReader, trust: Trust) -> Iterator[SignatureVerdict]:
    evidence = _evidence(reader, trust)
    stamps = reader.embedded_timestamp_signatures
    stamped = _time_in(stamps[0].signed_data) if stamps else None
    for signature in reader.embedded_signatures[:MOST_SIGNATURES]:
        yield _judge(signature, evidence, stamped)


def _judge(
    signature: EmbeddedPdfSignature, evidence: Evidence, stamped: dt.datetime | None
) -> SignatureVerdict:
    signed_at, source = _time_of(signature, stamped)
    moment = signed_at or dt.datetime.now(dt.UTC)
    status = _status(signature, evidence, moment)
    certificate = certificates.load(signature.signer_cert.dump())
    revocation, revocation_source = _revocation(certificate, evidence, moment)
    policy = policy_on(moment.date())
    algorithm_ok = _algorithm_ok(signature, certificate, moment)
    later = _later_changes(status)
    in_force = certificates.in_force(certificate, moment)
    trusted = bool(status.trusted)
    reasons = reasons_of(
        intact=bool(status.intact and status.valid),
        later_changes=later,
        trusted=trusted,
        anchors=bool(evidence.anchors),
        in_force=in_force,
        revocation=revocation,
        algorithm_ok=algorithm_ok,
    )
    return SignatureVerdict(
        role=signature.field_name,
        signer=certificates.common_name(certificate),
        organisation=certificates.organisation(certificate),
        serial=format(certificate.serial_number, "x"),
        certificate_sha256=sha256_hex(certificate.public_bytes(Encoding.DER)),
        statement=str(signature.sig_object.get("/Reason", "")),
        intact=bool(status.intact and status.valid),
        coverage=_COVERAGE.get(status.coverage, Coverage.NONE),
        later_changes=later,
        trusted=trusted,
        certificate_valid_at=in_force,
        revocation=revocation,
        revocation_source=revocation_source,
        signed_at=signed_at,
        time_source=source,
        algorithm=f"{certificates.key_strength(certificate)[0]} {signature.md_algorithm}",
        algorithm_ok=algorithm_ok,
        policy=policy.name,
        reasons=(*reasons, Reason.TIME_IS_CLAIMED) if source is TimeSource.CLAIMED else reasons,
    )


def _status(
    signature: EmbeddedPdfSignature, evidence: Evidence, moment: dt.datetime
) -> Status:
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(one) for one in evidence.anchors],
        other_certs=[asn1_x509.Certificate.load(one) for one in evidence.certificates],
        moment=moment,
        allow_fetching=False,
        algorithm_usage_policy=_EVERY_ALGORITHM,
        revocation_mode="soft-fail",
    )
    if signature.sig_object_type == STAMP:
        return asyncio.run(async_validate_pdf_timestamp(signature, context))
    return asyncio.run(
        async_validate_pdf_signature(
            signature,
            signer_validation_context=context,
            ts_validation_context=context,
            key_usage_settings=_KEY_USAGE,
            algorithm_policy=CMSAlgorithmUsagePolicy.lift_policy(_EVERY_ALGORITHM),
        )
    )


def _evidence(reader: PdfFileReader, trust: Trust) -> Evidence:
    """Gather what the file carries beside what is trusted; the file's own roots are trusted by nobody."""
    inside: list[bytes] = []
    lists = list(trust.revocation_lists)
    try:
        store = DocumentSecurityStore.read_dss(reader)
        inside += [certificate.dump() for certificate in store.load_certs()]
        lists += [reference.get_object().data for reference in store.crls]
    except NoDSSFoundError:
        pass
    for signature in reader.embedded_signatures[:MOST_SIGNATURES]:
        inside += [certificate.dump() for certificate in signature.other_embedded_certs]
    return Evidence(
        anchors=trust.anchors,
        certificates=tuple(dict.fromkeys([*trust.others, *inside])),
        lists=tuple(x509.load_der_x509_crl(one) for one in dict.fromkeys(lists)),
    )


def _time_of(
    signature: EmbeddedPdfSignature, stamped: dt.datetime | None
) -> tuple[dt.datetime | None, TimeSource]:
    if signature.sig_object_type == STAMP:
        return _time_in(signature.signed_data), TimeSource.DOCUMENT_TIMESTAMP
    attributes = signature.signer_info["unsigned_attrs"]
    for attribute in attributes if attributes.native else ():
        if attribute["type"].native == "signature_time_stamp_token":
            return _time_in(attribute["values"][0]["content"]), TimeSource.TSA
    if stamped is not None:
        return signature.self_reported_timestamp or stamped, TimeSource.DOCUMENT_TIMESTAMP
    return signature.self_reported_timestamp, TimeSource.CLAIMED


def _time_in(token: cms.SignedData) -> dt.datetime:
    moment: dt.datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return moment


def _later_changes(status: Status) -> LaterChanges:
    if status.modification_level is None:
        return LaterChanges.OTHER
    return _CHANGES.get(status.modification_level, LaterChanges.OTHER)


def _revocation(
    certificate: x509.Certificate, evidence: Evidence, moment: dt.datetime
) -> tuple[Revocation, str]:
    for der in (*evidence.anchors, *evidence.certificates):
        issuer = certificates.load(der)
        if issuer.subject == certificate.issuer:
            return certificates.revocation_at(certificate, issuer, evidence.lists, moment)
    return Revocation.UNKNOWN, ""


def _algorithm_ok(
    signature: EmbeddedPdfSignature, certificate: x509.Certificate, moment: dt.datetime
) -> bool:
    key_type, key_bits = certificates.key_strength(certificate)
    return algorithm_is_good(
        policy_on(moment.date()),
        digest=signature.md_algorithm,
        key_type=key_type,
        key_bits=key_bits,
    )
