"""Gói tệp (ZIP): names and bytes of the workbooks in it, in bounds.

Nothing of it is ever unpacked onto a disk; a ZIP in the ZIP is a file that is no workbook.
"""

import io
import lzma
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from nhip.core.text import nfc
from nhip.reporting.providers.workbooks import LARGEST

LARGEST_BUNDLE = 64 * 1024 * 1024
MOST_FILES = 2_000
MOST_UNPACKED = 400 * 1024 * 1024
BROKEN_ZIP = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError),
)
"""Gói hỏng: what the standard library raises over a damaged, locked or unusual ZIP."""

_UTF8 = 0x800
_LEFTOVERS = (".", "~$")
_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})


class NotABundle(ValueError):
    """Không phải gói tệp: no ZIP, damaged, or beyond the bounds."""


class Packed(NamedTuple):
    """Một tệp trong gói: where it stands in the ZIP's directory, and what people call it."""

    position: int
    name: str


def files_in(content: bytes) -> list[Packed]:
    """Return the files of a ZIP in its order, without what systems leave there.

    Raises NotABundle.
    """
    entries = _directory(content)
    files = [
        Packed(at, name)
        for at, entry in enumerate(entries)
        if not entry.is_dir() and (name := _name(entry))
    ]
    if len(files) > MOST_FILES:
        raise NotABundle("too many files")
    if sum(entries[one.position].file_size for one in files) > MOST_UNPACKED:
        raise NotABundle("too large when unpacked")
    return files


def read_files(content: bytes, positions: Sequence[int]) -> dict[int, bytes]:
    """Return the bytes of some files; one that is locked, damaged or too large is absent."""
    entries, found = _directory(content), {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for at in positions:
            entry = entries[at]
            if entry.file_size > LARGEST or entry.flag_bits & 1:
                continue
            try:
                found[at] = archive.read(entry)
            except BROKEN_ZIP:
                continue
    return found


def _directory(content: bytes) -> list[zipfile.ZipInfo]:
    if len(content) > LARGEST_BUNDLE:
        raise NotABundle("too large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist()
    except BROKEN_ZIP as error:
        raise NotABundle(str(error)) from error


def _name(entry: zipfile.ZipInfo) -> str:
    """Return a file's own name, without the folders it came in; empty for a system's leftovers."""
    path = _decoded(entry).replace("\\", "/")
    name = nfc(PurePosixPath(path).name)[:200]
    is_left_over = path.startswith("__MACOSX/") or name.startswith(_LEFTOVERS)
    return "" if is_left_over or name.lower() in _SYSTEM else name


def _decoded(entry: zipfile.ZipInfo) -> str:
    """Return a name as it was meant: old programs write UTF-8 without saying so."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode()
    except UnicodeError:
        return entry.filename
