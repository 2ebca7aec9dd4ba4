"""Cơ quan chứng thực trình diễn: a small hierarchy of certificate authorities, made at first start.

For demonstrations and tests only; every subject says so. Root → people's CA
and agencies' CA → keys; a time-stamp authority beside them. Revocation lists
and time stamps answer by the clock they are given.
"""

import datetime as dt
import json
import os
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from nhip.signing.providers.drivers import InMemory
from nhip.signing.providers.stamping import TimeStampAuthority

MARK = "TRÌNH DIỄN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
VALID_FROM = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
VALID_TO = dt.datetime(2035, 1, 1, tzinfo=dt.UTC)
LIST_LASTS = dt.timedelta(days=30)
LIST_IS_FRESH = dt.timedelta(days=1)
ROOT, PEOPLE, AGENCIES, TSA = "root", "people", "agencies", "tsa"
_TITLES = {
    ROOT: "Root CA trình diễn",
    PEOPLE: "CA cá nhân trình diễn",
    AGENCIES: "CA cơ quan trình diễn",
    TSA: "TSA trình diễn",
}


PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


@dataclass(frozen=True)
class Holder:
    """Chủ thể chứng thư: who a certificate names; ``serial`` is the code of agency or person."""

    common_name: str
    organisation: str
    serial: str
    title: str = ""


@dataclass(frozen=True)
class Terms:
    """Nội dung chứng thư: from when to when it holds, and whether it is for signing at all."""

    valid_from: dt.datetime = VALID_FROM
    valid_to: dt.datetime = VALID_TO
    signs: bool = True


USUAL = Terms()


@dataclass(frozen=True)
class Issued:
    """Khóa vừa cấp, with its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        """Return the certificate, DER."""
        return self.certificate.public_bytes(Encoding.DER)


@dataclass(frozen=True)
class Authorities:
    """Hệ thống chứng thực trình diễn, kept in one folder."""

    folder: Path

    @property
    def trust(self) -> Path:
        """Return the folder that verifiers are pointed to."""
        return self.folder / "trust"

    def found(self, now: dt.datetime) -> None:
        """Make the hierarchy and its first revocation lists."""
        self.trust.mkdir(parents=True, exist_ok=True)
        for name in (ROOT, PEOPLE, AGENCIES, TSA):
            self._found_one(name)
        (self.folder / "revoked.json").write_text("[]")
        self.publish_lists(now)

    def issue(self, authority: str, holder: Holder, terms: Terms = USUAL) -> Issued:
        """Cấp khóa và chứng thư: make a key and its certificate."""
        key = _new_key()
        return Issued(key, self.certify(authority, holder, key.public_key(), terms))

    def certify(
        self, authority: str, holder: Holder, public: PublicKey, terms: Terms = USUAL
    ) -> x509.Certificate:
        """Cấp chứng thư for a key that its holder made, such as one inside a token."""
        usage = _usage(
            digital_signature=terms.signs,
            content_commitment=terms.signs,
            key_agreement=not terms.signs,
        )
        return (
            _builder(_name(holder), self.certificate(authority).subject, public, terms)
            .add_extension(usage, critical=True)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .sign(self._key(authority), hashes.SHA256())
        )

    def issue_pkcs12(self, authority: str, holder: Holder, pin: str, file: Path) -> bytes:
        """Write a new key with its chain to a PKCS#12 file under a PIN; return the certificate."""
        issued = self.issue(authority, holder)
        chain = [self.certificate(authority), self.certificate(ROOT)]
        sealing = BestAvailableEncryption(pin.encode())
        sealed = pkcs12.serialize_key_and_certificates(
            holder.serial.encode(), issued.key, issued.certificate, chain, sealing
        )
        _write_private(file, sealed)
        return issued.der

    def issue_file(self, authority: str, holder: Holder, file: Path) -> bytes:
        """Write a new key without a PIN to a file; return the certificate, DER."""
        issued = self.issue(authority, holder)
        _write_private(file, _pem(issued.key))
        return issued.der

    def chain(self, authority: str) -> tuple[bytes, ...]:
        """Return the certificates above what an authority issues, DER."""
        above = (self.certificate(authority), self.certificate(ROOT))
        return tuple(one.public_bytes(Encoding.DER) for one in above)

    def revoke(
        self,
        certificate: bytes,
        at: dt.datetime,
        reason: x509.ReasonFlags = x509.ReasonFlags.unspecified,
    ) -> None:
        """Thu hồi: list a certificate as revoked, or suspended, from ``at`` in the next lists."""
        file = self.folder / "revoked.json"
        serial = x509.load_der_x509_certificate(certificate).serial_number
        entries = [*json.loads(file.read_text()), [str(serial), at.isoformat(), reason.value]]
        file.write_text(json.dumps(entries))

    def publish_lists(self, now: dt.datetime) -> None:
        """Công bố danh sách thu hồi as of ``now``."""
        revoked = json.loads((self.folder / "revoked.json").read_text())
        for name in (ROOT, PEOPLE, AGENCIES):
            crl = self._list(name, revoked, now).public_bytes(Encoding.DER)
            handle, draft = tempfile.mkstemp(dir=self.folder)
            with os.fdopen(handle, "wb") as opened:
                opened.write(crl)
            Path(draft).replace(self.trust / f"{name}.crl")

    def refresh_lists(self, now: dt.datetime) -> None:
        """Publish new lists once the last ones are a day old by the given clock."""
        newest = x509.load_der_x509_crl((self.trust / f"{PEOPLE}.crl").read_bytes())
        if now - newest.last_update_utc >= LIST_IS_FRESH:
            self.publish_lists(now)

    def answer_timestamp(self, request: bytes, now: dt.datetime) -> bytes:
        """Cấp dấu thời gian: answer one RFC 3161 request by the given clock."""
        return self.timestamper(now).answer(request)

    def timestamper(self, now: dt.datetime) -> TimeStampAuthority:
        """Return the time-stamp authority itself, answering with ``now``."""
        own = self.certificate(TSA).public_bytes(Encoding.DER)
        return TimeStampAuthority(InMemory(self._key(TSA), own, ()), now)

    def certificate(self, authority: str) -> x509.Certificate:
        """Return the certificate of one of the authorities."""
        return x509.load_pem_x509_certificate((self.trust / f"{authority}.pem").read_bytes())

    def _found_one(self, name: str) -> None:
        key = _new_key()
        subject = _name(Holder(_TITLES[name], MARK, name.upper()))
        issuer, issuer_key = subject, key
        if name != ROOT:
            issuer, issuer_key = self.certificate(ROOT).subject, self._key(ROOT)
        builder = _builder(subject, issuer, key.public_key(), USUAL)
        for extension in _extensions(name):
            builder = builder.add_extension(extension, critical=True)
        certificate = builder.sign(issuer_key, hashes.SHA256())
        (self.trust / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        _write_private(self.folder / f"{name}.key", _pem(key))

    def _key(self, name: str) -> ec.EllipticCurvePrivateKey:
        return _load(self.folder / f"{name}.key")

    def _list(
        self, name: str, revoked: list[tuple[str, str, str]], now: dt.datetime
    ) -> x509.CertificateRevocationList:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate(name).subject)
            .last_update(now)
            .next_update(now + LIST_LASTS)
        )
        for serial, at, reason in revoked:
            entry = (
                x509.RevokedCertificateBuilder()
                .serial_number(int(serial))
                .revocation_date(dt.datetime.fromisoformat(at))
                .add_extension(x509.CRLReason(x509.ReasonFlags(reason)), critical=False)
            )
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(self._key(name), hashes.SHA256())


def _extensions(name: str) -> list[x509.ExtensionType]:
    if name == TSA:
        return [
            x509.BasicConstraints(ca=False, path_length=None),
            _usage(digital_signature=True),
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]),
        ]
    return [
        x509.BasicConstraints(ca=True, path_length=1 if name == ROOT else 0),
        _usage(key_cert_sign=True, crl_sign=True),
    ]


def _builder(
    subject: x509.Name, issuer: x509.Name, public: PublicKey, terms: Terms
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(terms.valid_from)
        .not_valid_after(terms.valid_to)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _name(holder: Holder) -> x509.Name:
    parts = [
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, holder.organisation),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, MARK),
        (NameOID.TITLE, holder.title),
        (NameOID.COMMON_NAME, holder.common_name),
        (NameOID.SERIAL_NUMBER, holder.serial),
    ]
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts if text])


def _usage(**granted: bool) -> x509.KeyUsage:
    nothing = dict.fromkeys(
        [
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ],
        False,
    )
    return x509.KeyUsage(**nothing | granted)


def _new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@lru_cache(maxsize=16)
def _load(file: Path) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(file.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _write_private(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(data)
