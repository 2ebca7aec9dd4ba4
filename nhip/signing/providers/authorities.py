"""Cơ quan chứng thực trình diễn: a small hierarchy of certificate authorities, made at first start.

For demonstrations and tests only; every subject says so. Root → people's CA
and agencies' CA → keys; a time-stamp authority beside them. Revocation lists
and time stamps answer by the clock they are given.
"""

import datetime as dt
import json
import os
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

MARK = "TRÌNH DIỄN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
VALID_FROM = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
VALID_TO = dt.datetime(2035, 1, 1, tzinfo=dt.UTC)
LIST_LASTS = dt.timedelta(days=30)
RSA_BITS = 2048
ROOT, PEOPLE, AGENCIES, TSA = "root", "people", "agencies", "tsa"
_TITLES = {
    ROOT: "Root CA trình diễn",
    PEOPLE: "CA cá nhân trình diễn",
    AGENCIES: "CA cơ quan trình diễn",
    TSA: "TSA trình diễn",
}


@dataclass(frozen=True)
class Holder:
    """Chủ thể chứng thư: who a certificate names."""

    common_name: str
    organisation: str
    serial: str


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

    def issue(self, authority: str, holder: Holder) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
        """Cấp chứng thư: make a key and its certificate."""
        key = _new_key()
        certificate = (
            _builder(_name(holder), self.certificate(authority).subject, key)
            .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .sign(self._key(authority), hashes.SHA256())
        )
        return key, certificate

    def issue_pkcs12(self, authority: str, holder: Holder, pin: str, file: Path) -> bytes:
        """Write a new key with its chain to a PKCS#12 file under a PIN; return the certificate."""
        key, certificate = self.issue(authority, holder)
        chain = [self.certificate(authority), self.certificate(ROOT)]
        sealed = pkcs12.serialize_key_and_certificates(
            holder.serial.encode(), key, certificate, chain, BestAvailableEncryption(pin.encode())
        )
        _write_private(file, sealed)
        return certificate.public_bytes(Encoding.DER)

    def chain(self, authority: str) -> tuple[bytes, ...]:
        """Return the certificates above what an authority issues, DER."""
        above = (self.certificate(authority), self.certificate(ROOT))
        return tuple(one.public_bytes(Encoding.DER) for one in above)

    def revoke(self, certificate: bytes, at: dt.datetime) -> None:
        """Thu hồi: list a certificate as revoked from ``at`` in the next lists."""
        file = self.folder / "revoked.json"
        serial = x509.load_der_x509_certificate(certificate).serial_number
        file.write_text(json.dumps([*json.loads(file.read_text()), [str(serial), at.isoformat()]]))

    def publish_lists(self, now: dt.datetime) -> None:
        """Công bố danh sách thu hồi as of ``now``."""
        revoked = json.loads((self.folder / "revoked.json").read_text())
        for name in (ROOT, PEOPLE, AGENCIES):
            crl = self._list(name, revoked, now).public_bytes(Encoding.DER)
            draft = self.trust / f"{name}.crl.{os.getpid()}"
            draft.write_bytes(crl)
            draft.replace(self.trust / f"{name}.crl")

    def answer_timestamp(self, request: bytes, now: dt.datetime) -> bytes:
        """Cấp dấu thời gian: answer one RFC 3161 request by the given clock."""
        return bytes(self.timestamper(now).request_tsa_response(tsp.TimeStampReq.load(request)).dump())

    def timestamper(self, now: dt.datetime) -> DummyTimeStamper:
        """Return the time-stamp authority itself, answering with ``now``."""
        private = self._key(TSA).private_bytes(
            Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
        )
        root = asn1_x509.Certificate.load(self.chain(TSA)[1])
        return DummyTimeStamper(
            tsa_cert=asn1_x509.Certificate.load(self.chain(TSA)[0]),
            tsa_key=keys.PrivateKeyInfo.load(private),
            certs_to_embed=[root],  # type: ignore[arg-type]  # any iterable of certificates will do
            fixed_dt=now,
        )

    def certificate(self, authority: str) -> x509.Certificate:
        """Return the certificate of one of the authorities."""
        return x509.load_pem_x509_certificate((self.trust / f"{authority}.pem").read_bytes())

    def _found_one(self, name: str) -> None:
        key = _new_key()
        subject = _name(Holder(_TITLES[name], MARK, name.upper()))
        issuer, issuer_key = subject, key
        if name != ROOT:
            issuer, issuer_key = self.certificate(ROOT).subject, self._key(ROOT)
        builder = _builder(subject, issuer, key)
        for extension in _extensions(name):
            builder = builder.add_extension(extension, critical=True)
        certificate = builder.sign(issuer_key, hashes.SHA256())
        (self.trust / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        sealed = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write_private(self.folder / f"{name}.key", sealed)

    def _key(self, name: str) -> rsa.RSAPrivateKey:
        key = load_pem_private_key((self.folder / f"{name}.key").read_bytes(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        return key

    def _list(
        self, name: str, revoked: list[list[str]], now: dt.datetime
    ) -> x509.CertificateRevocationList:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate(name).subject)
            .last_update(now)
            .next_update(now + LIST_LASTS)
        )
        for serial, at in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(int(serial))
            builder = builder.add_revoked_certificate(
                entry.revocation_date(dt.datetime.fromisoformat(at)).build()
            )
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
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_TO)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(holder: Holder) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, holder.organisation),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, holder.common_name),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, holder.serial),
        ]
    )


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


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)


def _write_private(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(data)
