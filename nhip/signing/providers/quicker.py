"""Đọc nhanh hơn: two things that the libraries do slowly and often, with the same answers.

Both depend on nothing but the bytes or the text they are given, so nothing is believed that was
not read; what is out of the ordinary goes the library's own way. ``tests/signing/test_quicker.py``
holds both beside the library's own.
"""

import binascii
from functools import lru_cache
from typing import IO, Any, Final

from asn1crypto import x509
from pyhanko.pdf_utils import generic

HEX: Final = b"0123456789abcdefABCDEF"
ENDS: Final = b">"
AT_ONCE: Final = 65_536  # bytes: a signature with its time stamp and chain
LONGEST_NAME: Final = 256  # of longer ones nothing is kept, so that strangers cannot fill memory
NAMES_KEPT: Final = 4_096

read_slowly = generic.read_hex_string_from_stream
prepare_slowly = x509.NameTypeAndValue._ldap_string_prep  # noqa: SLF001  (no other door to it)


def read_hex_string(stream: IO[bytes]) -> Any:
    """Đọc chuỗi thập lục phân of a PDF: a signature's container is one of 32,000 digits.

    The library reads it digit by digit. Whatever holds more than digits it reads still.
    """
    began = stream.tell()
    text, found, _rest = stream.read(AT_ONCE)[1:].partition(ENDS)
    if not found or text.translate(None, HEX):
        stream.seek(began)
        return read_slowly(stream)
    stream.seek(began + 1 + len(text) + 1)
    return generic.pdf_string(binascii.unhexlify(text + b"0" * (len(text) % 2)))


def prepare_name(part: x509.NameTypeAndValue, text: Any) -> Any:
    """Chuẩn hóa tên để so sánh (RFC 4518): the same few names stand in every certificate."""
    if isinstance(text, str) and len(text) <= LONGEST_NAME:
        return _prepared(text)
    return prepare_slowly(part, text)


@lru_cache(maxsize=NAMES_KEPT)
def _prepared(text: str) -> Any:
    return prepare_slowly(x509.NameTypeAndValue(), text)


def take_effect() -> None:
    """Let the libraries of this process use both."""
    generic.read_hex_string_from_stream = read_hex_string
    x509.NameTypeAndValue._ldap_string_prep = prepare_name  # noqa: SLF001
