"""Dạng chuẩn tắc: one byte sequence for one value, so that a hash means something.

After RFC 8785 (JCS): UTF-8, members sorted, no spaces. Stricter in two ways:
text is NFC, and there are no floating-point numbers at all — decimals travel
as strings in plain notation.
"""

import hashlib
import json
import unicodedata
from decimal import Decimal
from typing import Any


def canonical_json(value: Any) -> bytes:
    """Return the canonical bytes of ``value``. Raises TypeError for floats and unknown types."""
    return json.dumps(
        _plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of ``data`` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case str():
            return unicodedata.normalize("NFC", value)
        case Decimal():
            return format(value, "f")
        case dict():
            return {_plain(str(key)): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")
