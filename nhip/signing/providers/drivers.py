"""Nơi giữ khóa: drivers that turn bytes into a signature, each knowing one kind of key store.

A phone or a token plug-in is one more class with this face: it answers later,
so its request waits in the database between ``prepare`` and ``complete``.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    load_pem_private_key,
    pkcs12,
)
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused, Unavailable


class WrongPin(Refused):
    """Sai mã PIN: the key did not open."""

    message = _("The PIN is wrong, or this is not the right key file.")


class KeyStoreIsOut(Unavailable):
    """Không mở được thiết bị khóa: the token, the module or the key file does not answer."""

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


def open_pkcs12(file: Path, pin: str) -> InMemory:
    """Mở khóa PKCS#12: open a key file with the PIN its owner has just typed.

    Raises WrongPin, KeyStoreIsOut.
    """
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(_read(file), pin.encode())
    except ValueError:
        raise WrongPin from None
    if certificate is None or not isinstance(key, PrivateKey):
        raise WrongPin
    chain = tuple(other.public_bytes(Encoding.DER) for other in others)
    return InMemory(key, certificate.public_bytes(Encoding.DER), chain)


def open_file(file: Path, certificate: bytes, chain: tuple[bytes, ...]) -> InMemory:
    """Mở khóa không cần người: open a key file that has no PIN. Raises KeyStoreIsOut."""
    key = load_pem_private_key(_read(file), None)
    if not isinstance(key, PrivateKey):
        raise KeyStoreIsOut
    return InMemory(key, certificate, chain)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise KeyStoreIsOut from None
