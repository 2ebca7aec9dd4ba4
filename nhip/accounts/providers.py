"""Niêm bí mật: how a secret that must be read again is kept, so that a dump does not tell it."""

import base64
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.views.decorators.debug import sensitive_variables


@sensitive_variables()
def concealed(text: str) -> str:
    """Return the text enciphered under the node's secret key."""
    return _cipher().encrypt(text.encode()).decode()


@sensitive_variables()
def revealed(token: str) -> str:
    """Return what was concealed, also under a key that was the node's before."""
    return _cipher().decrypt(token.encode()).decode()


@sensitive_variables()
def _cipher() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_derived(key)) for key in keys])


@cache
@sensitive_variables()
def _derived(secret: str) -> bytes:
    """Return a key for this purpose alone; the node's secret itself signs other things."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"nhip.accounts.concealed")
    return base64.urlsafe_b64encode(derive.derive(secret.encode()))
