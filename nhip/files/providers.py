"""Kho tệp: bytes on disk under their hash, synced before anybody may name them."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from nhip.core.canonical import sha256_hex
from nhip.core.errors import Refused


class FileIsMissing(Refused):
    """Thiếu tệp: the bytes that a row names are not in the store."""

    message = _("The file %(sha256)s is missing from the store; restore it from a backup.")


class FileIsAltered(Refused):
    """Tệp bị sửa: the bytes in the store are not those that were put there."""

    message = _("The file %(sha256)s was altered in the store; restore it from a backup.")


def store(data: bytes) -> str:
    """Lưu tệp: write ``data`` under its SHA-256, synced; return the hash. Twice is once."""
    sha256 = sha256_hex(data)
    place = _place(sha256)
    if place.exists():
        os.utime(place)
        return sha256
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).replace(place)
    _sync_folder(place.parent)
    return sha256


def fetch(sha256: str) -> bytes:
    """Đọc tệp: return the bytes stored under that hash. Raises FileIsMissing, FileIsAltered."""
    place = _place(sha256)
    if not place.exists():
        raise FileIsMissing(sha256=sha256)
    data = place.read_bytes()
    if sha256_hex(data) != sha256:
        raise FileIsAltered(sha256=sha256)
    return data


def stored_before(moment: float) -> list[str]:
    """Return the hashes of all stored bytes last written before ``moment`` (seconds, real time)."""
    return [
        place.name
        for place in _root().glob("??/??/*")
        if len(place.name) == 64 and place.stat().st_mtime < moment
    ]


def discard(sha256: str) -> None:
    """Remove bytes that no row names."""
    _place(sha256).unlink(missing_ok=True)


def _root() -> Path:
    return Path(settings.NHIP_STATE) / "files"


def _place(sha256: str) -> Path:
    return _root() / sha256[:2] / sha256[2:4] / sha256


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
