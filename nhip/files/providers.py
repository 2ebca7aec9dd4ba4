"""Kho tệp: bytes on disk under their hash, synced before anybody may name them."""

import errno
import os
import re
import tempfile
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from nhip.core.canonical import sha256_hex
from nhip.core.errors import Refused, Unavailable

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_LENGTH = 64  # of a whole file's name; drafts have shorter ones

A_HASH: Final = re.compile("[0-9a-f]{64}")


class FileIsMissing(Refused):
    """Thiếu tệp: the bytes that a row names are not in the store."""

    message = _("The file %(sha256)s is missing from the store; restore it from a backup.")


class FileIsAltered(Refused):
    """Tệp bị sửa: the bytes in the store are not those that were put there."""

    message = _("The file %(sha256)s was altered in the store; restore it from a backup.")


class StoreIsFull(Unavailable):
    """Kho đầy: there is no room on the disk; nothing was stored, and it may be tried again."""

    message = _("The disk has no room for another %(size)d bytes; nothing was stored.")


def store(data: bytes) -> str:
    """Lưu tệp: write ``data`` under its SHA-256, synced; return the hash. Twice is once.

    Raises StoreIsFull, and then nothing of it is left.
    """
    sha256 = sha256_hex(data)
    place = _place(sha256)
    if place.exists():
        os.utime(place)
        return sha256
    try:
        _write(data, place)
    except OSError as problem:
        if problem.errno in _NO_SPACE:
            raise StoreIsFull(size=len(data)) from problem
        raise
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


def size_of(sha256: str) -> int:
    """Return how many bytes are stored under that hash, unread. Raises FileIsMissing."""
    try:
        return _place(sha256).stat().st_size
    except FileNotFoundError:
        raise FileIsMissing(sha256=sha256) from None


def stored_before(moment: float) -> list[str]:
    """Return the hashes of all stored bytes last written before ``moment`` (seconds, real time)."""
    return [
        place.name
        for place in _root().glob("??/??/*")
        if len(place.name) == _LENGTH and place.stat().st_mtime < moment
    ]


def drop_drafts_before(moment: float) -> None:
    """Remove what was half written before ``moment`` by a process that was killed."""
    for draft in _root().glob("??/??/*"):
        if len(draft.name) != _LENGTH and draft.stat().st_mtime < moment:
            draft.unlink(missing_ok=True)


def discard(sha256: str) -> None:
    """Remove bytes that no row names."""
    _place(sha256).unlink(missing_ok=True)


def _root() -> Path:
    return Path(settings.NHIP_STATE) / "files"


def _place(sha256: str) -> Path:
    """Return where a file lies; what is no hash names nothing, least of all another folder."""
    if not A_HASH.fullmatch(sha256):
        raise FileIsMissing(sha256=sha256)
    return _root() / sha256[:2] / sha256[2:4] / sha256


def _write(data: bytes, place: Path) -> None:
    """Write a file whole or not at all, so that it outlives a loss of power."""
    made = not place.parent.exists()
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(place)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise
    _sync_folder(place.parent)
    if made:
        _sync_folder(place.parent.parent)
        _sync_folder(_root())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
