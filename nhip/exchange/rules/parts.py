"""Tệp trong gói tin: what a part really holds; ZIP of one entry unpacked, damage named.

Today's systems put a file into a ZIP of one entry and still declare its own
type; others pass a PDF through a text decoder and destroy it. Entry names are
never used as names of files.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from nhip.core.canonical import sha256_hex
from nhip.exchange.rules.faults import Problem
from nhip.exchange.rules.limits import LARGEST_PART

PDF, ZIP = "application/pdf", "application/zip"
_DECODED_WRONGLY = b"\xef\xbf\xbd"  # U+FFFD: what a text decoder puts for bytes it cannot read
_HEAD = 1_024
_HIGHEST_RATIO = 100
_ZIP_BY_NATURE = {".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".asice", ".asics"}
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # others may take memory without bounds
_BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError, IndexError, OSError)
_MAGIC = (
    (b"%PDF", PDF),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),  # one without any entry
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)


class BadPart(ValueError):
    """Tệp hỏng: the part cannot be taken in; says which problem, and its measure."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        self.problem, self.detail = problem, detail
        super().__init__(problem)


@dataclass(frozen=True)
class Octets:
    """Dữ liệu đã giải mã: what base64 held, and its SHA-256, computed once."""

    data: bytes
    sha256: str


def octets(data: bytes) -> Octets:
    """Return bytes together with their hash."""
    return Octets(data, sha256_hex(data))


def unpack(raw: Octets, *, name: str, media_type: str) -> Octets:
    """Return the file a part is: itself, or the only entry of a ZIP around it. Raises BadPart."""
    if len(raw.data) > LARGEST_PART:
        raise BadPart(Problem.TOO_LARGE, str(LARGEST_PART))
    suffix = PurePosixPath(name.lower()).suffix
    content = raw
    if sniff(raw.data) == ZIP and suffix not in _ZIP_BY_NATURE and media_type != ZIP:
        content = octets(_only_entry(raw.data))
    _check_type(content.data, suffix, media_type)
    return content


def sniff(data: bytes) -> str:
    """Return the type that the first bytes show, or an empty text."""
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), "")


def _only_entry(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = _one_of(archive.infolist())
            with archive.open(entry) as stream:
                content = stream.read(LARGEST_PART + 1)
    except BadPart:
        raise
    except _BROKEN:
        raise BadPart(Problem.ZIP_BROKEN) from None
    if len(content) > LARGEST_PART:
        raise BadPart(Problem.TOO_LARGE, str(LARGEST_PART))
    return content


def _one_of(entries: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """Return the only entry, if it may be unpacked."""
    if len(entries) != 1 or entries[0].is_dir():
        raise BadPart(Problem.ZIP_ENTRIES, str(len(entries)))
    _check_entry(entries[0])
    return entries[0]


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.compress_type not in _METHODS:
        raise BadPart(Problem.ZIP_BROKEN)
    if ".." in entry.filename or entry.filename.startswith(("/", "\\")) or ":" in entry.filename:
        raise BadPart(Problem.ZIP_NAME)
    if entry.file_size > LARGEST_PART:
        raise BadPart(Problem.TOO_LARGE, str(LARGEST_PART))
    if entry.file_size > _HIGHEST_RATIO * max(entry.compress_size, 1):
        raise BadPart(Problem.ZIP_RATIO, str(_HIGHEST_RATIO))


def _check_type(data: bytes, suffix: str, media_type: str) -> None:
    declared_pdf = suffix == ".pdf" or media_type == PDF
    found = sniff(data)
    if declared_pdf:
        _check_pdf(data)
    elif found == PDF and suffix in {".docx", ".xlsx", ".png", ".jpg", ".jpeg"}:
        raise BadPart(Problem.TYPE_DIFFERS, f"{found} ≠ {suffix}")


def _check_pdf(data: bytes) -> None:
    start = data.find(b"%PDF", 0, _HEAD)
    if start < 0:
        raise BadPart(Problem.PDF_NO_HEADER)
    wrong = data.count(_DECODED_WRONGLY)
    if _DECODED_WRONGLY in data[:_HEAD] or wrong * _HEAD > len(data):
        raise BadPart(Problem.PDF_TEXT_DECODED, str(wrong))
    if b"%%EOF" not in data and b"startxref" not in data:
        raise BadPart(Problem.PDF_CUT_OFF)
