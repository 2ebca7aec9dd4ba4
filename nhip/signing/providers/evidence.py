"""Chứng cứ: certificates and revocation lists, trusted here or travelling in the file.

What a file brings may help to build a path and may say that a certificate was
revoked; only what is trusted here can end a path.
"""

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import AcceptAllAlgorithms

from nhip.signing.providers.trust import Trust
from nhip.signing.rules import certificates
from nhip.signing.rules.certificates import NOT_KNOWN, RevocationAnswer
from nhip.signing.rules.policies import Policy, algorithm_is_good
from nhip.signing.rules.verdicts import Revocation

# The library knows only today's algorithms; ours are judged by the rules of the signing day.
EVERY_ALGORITHM = AcceptAllAlgorithms()


@dataclass(frozen=True)
class Path:
    """Đường dẫn tin cậy: the certificates from a trusted root down to the signer's."""

    certificates: tuple[x509.Certificate, ...]

    @classmethod
    def of(cls, path: ValidationPath | None) -> "Path":
        """Return the path the library found, empty when it found none."""
        found = path.iter_certs(include_root=True) if path else ()
        return cls(tuple(certificates.load(one.dump()) for one in found))

    @property
    def links(self) -> list[tuple[x509.Certificate, x509.Certificate]]:
        """Return the pairs of issuer and issued, the root's own first."""
        return list(zip(self.certificates, self.certificates[1:], strict=False))

    def is_strong_enough(self, policy: Policy) -> bool:
        """Tell whether every certificate below the root was signed by good enough means."""
        return all(
            algorithm_is_good(
                policy,
                digest=issued.signature_hash_algorithm.name,
                key_type=certificates.key_strength(issuer)[0],
                key_bits=certificates.key_strength(issuer)[1],
            )
            for issuer, issued in self.links
            if issued.signature_hash_algorithm
        )


@dataclass(frozen=True)
class Evidence:
    """Chứng cứ để kết luận về mọi chữ ký của một tệp."""

    anchors: tuple[bytes, ...]
    certificates: tuple[bytes, ...]
    lists: tuple[x509.CertificateRevocationList, ...]

    def context(self, moment: dt.datetime) -> ValidationContext:
        """Return what the library needs to find a path that held at a moment, without network."""
        return ValidationContext(
            trust_roots=[_asn1(one) for one in self.anchors],
            other_certs=[_asn1(one) for one in self.certificates],
            moment=moment,
            allow_fetching=False,
            algorithm_usage_policy=EVERY_ALGORITHM,
            revocation_mode="soft-fail",
        )

    def revocation(
        self, path: Path, moment: dt.datetime, *, known_by: dt.datetime
    ) -> RevocationAnswer:
        """Return the worst answer about any certificate of the path, the signer's own first."""
        answers = [
            certificates.revocation_at(issued, issuer, self.lists, moment, known_by=known_by)
            for issuer, issued in reversed(path.links)
        ]
        for state in (Revocation.REVOKED, Revocation.UNKNOWN, Revocation.GOOD):
            for answer in answers:
                if answer.state is state:
                    return answer
        return NOT_KNOWN


def gather(reader: PdfFileReader, trust: Trust, signatures: list[EmbeddedPdfSignature]) -> Evidence:
    """Gather what the file carries beside what is trusted here."""
    inside = [der for signature in signatures for der in embedded_certificates(signature)]
    carried, lists = _carried(reader)
    return Evidence(
        anchors=trust.anchors,
        certificates=tuple(dict.fromkeys([*trust.others, *carried, *inside])),
        lists=read_lists([*trust.revocation_lists, *lists]),
    )


def read_lists(lists: Iterable[bytes]) -> tuple[x509.CertificateRevocationList, ...]:
    """Read revocation lists (DER); one that nobody can read proves nothing and is left out."""
    found = []
    for der in dict.fromkeys(lists):
        with suppress(ValueError, x509.InvalidVersion):
            found.append(x509.load_der_x509_crl(der))
    return tuple(found)


def embedded_certificates(signature: EmbeddedPdfSignature) -> list[bytes]:
    """Return the certificates inside a signature, or none when it cannot be read."""
    try:
        found = (signature.signer_cert, *signature.other_embedded_certs)
        return [certificate.dump() for certificate in found]
    except Exception:  # noqa: BLE001  a damaged signature is judged later, by itself
        return []


def _carried(reader: PdfFileReader) -> tuple[list[bytes], list[bytes]]:
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return [], []
    return (
        [certificate.dump() for certificate in store.load_certs()],
        [reference.get_object().data for reference in store.crls],
    )


@lru_cache(maxsize=512)
def _asn1(der: bytes) -> asn1_x509.Certificate:
    """Return the library's own form; it is costly to make and the same few come again."""
    return asn1_x509.Certificate.load(der)
