"""Nơi giữ khóa: drivers that turn bytes into a signature, each knowing one kind of key store.

A phone or a token plug-in is one more class with this face: it answers later,
so its request waits in the database between ``prepare`` and ``complete``.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from django.utils.translation import gettext_lazy as _

from nhip.core.canonical import sha256_hex
from nhip.core.errors import Refused, Unavailable


class WrongPin(Refused):
    """Sai mã PIN: the key did not open."""

    message = _("The PIN is wrong, or this is not the right key file.")


class KeyStoreIsOut(Unavailable):
    """Không mở được thiết bị khóa: the token or module does not answer."""

    message = _("The key device does not answer; plug it in and try again.")


class Driver(Protocol):
    """What signing asks of a key: its certificate, the chain above it, and a signature."""

    @property
    def certificate(self) -> bytes:
        """Return the signer's certificate, DER."""
        ...

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Return the certificates above it, DER, the issuer first."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Return the SHA-256 signature of ``data``: PKCS#1 v1.5 for RSA, DER for ECDSA."""
        ...


PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class InMemory:
    """Khóa trong bộ nhớ: a key that was opened for one request and is forgotten after it."""

    key: PrivateKey
    certificate: bytes
    chain: tuple[bytes, ...]

    def sign(self, data: bytes) -> bytes:
        """Return the signature of ``data``."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


def open_pkcs12(path: Path, pin: str) -> Driver:
    """Mở khóa PKCS#12: open a key file with the PIN its owner has just typed. Raises WrongPin."""
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(path.read_bytes(), pin.encode())
    except ValueError:
        raise WrongPin from None
    if certificate is None or not isinstance(key, PrivateKey):
        raise WrongPin
    chain = tuple(other.public_bytes(Encoding.DER) for other in others)
    return InMemory(key, certificate.public_bytes(Encoding.DER), chain)


@dataclass(frozen=True)
class Pkcs11:
    """Thiết bị khóa PKCS#11: a token or HSM; the key never leaves it.

    ``module`` is the path of the vendor's library, ``token`` and ``label`` name
    the device and the key in it. The chain comes from the register of keys.
    """

    module: str
    token: str
    label: str
    pin: str
    certificate: bytes
    chain: tuple[bytes, ...]

    def sign(self, data: bytes) -> bytes:
        """Return the signature of ``data``. Raises WrongPin, KeyStoreIsOut."""
        try:
            token = pkcs11.lib(self.module).get_token(token_label=self.token)
            with token.open(user_pin=self.pin) as session:
                return self._sign_with(session, data)
        except (pkcs11.PinIncorrect, pkcs11.PinLenRange, pkcs11.PinLocked):
            raise WrongPin from None
        except pkcs11.PKCS11Error:
            raise KeyStoreIsOut from None

    def _sign_with(self, session: pkcs11.Session, data: bytes) -> bytes:
        public = x509.load_der_x509_certificate(self.certificate).public_key()
        key = session.get_key(
            object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=self.label
        )
        if isinstance(public, rsa.RSAPublicKey):
            return cast(bytes, key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
        digest = bytes.fromhex(sha256_hex(data))
        raw = key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)
        half = len(raw) // 2
        return utils.encode_dss_signature(
            int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
        )
