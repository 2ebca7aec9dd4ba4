"""Danh sách tin cậy: the authorities trusted here, and the revocation lists they published.

A folder that an operator fills and refreshes: certificates (.pem, .crt, .cer,
.der; self-signed ones are anchors, others help to build paths) and revocation
lists (.crl, PEM or DER). A verdict with these needs no network.
"""

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

_CERTIFICATES = {".pem", ".crt", ".cer", ".der"}


@dataclass(frozen=True)
class Trust:
    """Danh sách tin cậy: anchors, certificates on the way to them, revocation lists (DER)."""

    anchors: tuple[bytes, ...]
    others: tuple[bytes, ...]
    revocation_lists: tuple[bytes, ...]

    @classmethod
    def from_directory(cls, folder: Path) -> "Trust":
        """Read every certificate and list in a folder; a folder that is missing trusts nobody."""
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        found = [one for file in files if file.suffix in _CERTIFICATES for one in _read(file)]
        return cls(
            anchors=tuple(_der(one) for one in found if one.issuer == one.subject),
            others=tuple(_der(one) for one in found if one.issuer != one.subject),
            revocation_lists=tuple(_read_list(file) for file in files if file.suffix == ".crl"),
        )

    def lists_for(self, certificates: tuple[bytes, ...]) -> tuple[bytes, ...]:
        """Return the revocation lists of those who issued these certificates."""
        issuers = {x509.load_der_x509_certificate(one).issuer for one in certificates}
        return tuple(
            one for one in self.revocation_lists if x509.load_der_x509_crl(one).issuer in issuers
        )


NOBODY = Trust((), (), ())


def _read(file: Path) -> list[x509.Certificate]:
    data = file.read_bytes()
    if b"-----BEGIN" in data:
        return x509.load_pem_x509_certificates(data)
    return [x509.load_der_x509_certificate(data)]


def _read_list(file: Path) -> bytes:
    data = file.read_bytes()
    if b"-----BEGIN" in data:
        return x509.load_pem_x509_crl(data).public_bytes(Encoding.DER)
    return data


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
