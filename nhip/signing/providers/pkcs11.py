"""Thiết bị khóa PKCS#11: tokens and HSMs, found by their own URI; the key never leaves them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pkcs11
from cryptography.hazmat.primitives.asymmetric import rsa
from pkcs11.util.ec import encode_ecdsa_signature

from nhip.core.canonical import sha256_hex
from nhip.signing.providers.drivers import KeyStoreIsOut, WrongPin
from nhip.signing.rules import certificates


@dataclass(frozen=True)
class Place:
    """Vị trí khóa: which module, token and object (RFC 7512)."""

    module: str
    token: str
    label: str

    @classmethod
    def of(cls, uri: str) -> "Place":
        """Read ``pkcs11:token=…;object=…?module-path=…``. Raises KeyStoreIsOut."""
        parts = urlsplit(uri)
        named = dict(one.split("=", 1) for one in parts.path.split(";") if "=" in one)
        module = parse_qs(parts.query).get("module-path", [""])[0]
        if parts.scheme != "pkcs11" or not module:
            raise KeyStoreIsOut
        return cls(module, unquote(named.get("token", "")), unquote(named.get("object", "")))


@dataclass(frozen=True)
class Pkcs11:
    """Khóa trong thiết bị: opened with the PIN its owner has just typed, for one signature."""

    place: Place
    pin: str
    certificate: bytes
    chain: tuple[bytes, ...]

    def __repr__(self) -> str:
        return f"Pkcs11({self.place})"  # never the PIN

    def sign(self, data: bytes) -> bytes:
        """Return the signature of ``data``. Raises WrongPin, KeyStoreIsOut."""
        with self._session() as session:
            key: Any = session.get_key(pkcs11.ObjectClass.PRIVATE_KEY, label=self.place.label)
            public = certificates.load(self.certificate).public_key()
            if isinstance(public, rsa.RSAPublicKey):
                return bytes(key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
            # Tokens sign digests: few know the mechanism that hashes first.
            digest = bytes.fromhex(sha256_hex(data))
            return bytes(encode_ecdsa_signature(key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)))

    @contextmanager
    def _session(self) -> Iterator[pkcs11.Session]:
        try:
            token = pkcs11.lib(self.place.module).get_token(token_label=self.place.token)
            with token.open(user_pin=self.pin) as session:
                yield session
        except (pkcs11.PinIncorrect, pkcs11.PinLenRange, pkcs11.PinLocked):
            raise WrongPin from None
        except (pkcs11.PKCS11Error, RuntimeError):
            raise KeyStoreIsOut from None
