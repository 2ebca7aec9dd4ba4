"""Nội dung bản sao lưu: a tar that ordinary programs read, with a manifest of digests at its end.

Files are named by their SHA-256, so their names prove them; the manifest proves their number
and order, and everything else by a digest of its own. A backup without its manifest was cut.
"""

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import IO, Any

from nhip.config.keeping.sealing import BackupIsDamaged
from nhip.core.canonical import canonical_json, sha256_hex

FORMAT = "nhip/backup/1"
MANIFEST, ABOUT = "manifest.json", "about.json"
_FILE = re.compile(r"files/([0-9a-f]{64})")
_STATE = re.compile(r"(README\.txt|about\.json|(database|seals)/\d{6}|trust/[^/]+)")
LARGEST_MEMBER = 2**28


@dataclass
class Contents:
    """Mục lục: what was put in, as far as it was put in."""

    digests: dict[str, str] = field(default_factory=dict)
    files: int = 0
    size: int = 0
    chain: str = ""

    def note(self, name: str, data: bytes) -> None:
        """Note one member."""
        if _FILE.fullmatch(name):
            self.files, self.size = self.files + 1, self.size + len(data)
            self.chain = sha256_hex((self.chain + name).encode())
        else:
            self.digests[name] = sha256_hex(data)


@dataclass
class Packing:
    """Đóng gói: members written one by one."""

    tar: tarfile.TarFile
    contents: Contents = field(default_factory=Contents)

    def add(self, name: str, data: bytes) -> None:
        """Write one member and note it."""
        self._write(name, data)
        self.contents.note(name, data)

    def end(self, facts: dict[str, Any]) -> None:
        """Write the manifest: nothing comes after it."""
        stated = {"format": FORMAT, **asdict(self.contents), **facts}
        self._write(MANIFEST, canonical_json(stated))

    def _write(self, name: str, data: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(data), 0o600
        self.tar.addfile(member, io.BytesIO(data))


@contextmanager
def packing(stream: IO[bytes]) -> Iterator[Packing]:
    """Yield what writes members into a stream."""
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        yield Packing(tar)


def unpacked(stream: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the members, each proven but for the whole; the manifest, which proves that, is last.

    Raises BackupIsDamaged.
    """
    contents = Contents()
    for name, data in _members(stream):
        if name == MANIFEST:
            _require_the_same(contents, data)
            yield name, data
            return
        if (file := _FILE.fullmatch(name)) and file[1] != hashlib.sha256(data).hexdigest():
            raise BackupIsDamaged
        contents.note(name, data)
        yield name, data
    raise BackupIsDamaged


def _members(stream: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in tar:
                known = member.name == MANIFEST or _FILE.fullmatch(member.name)
                if not (known or _STATE.fullmatch(member.name)) or member.size > LARGEST_MEMBER:
                    raise BackupIsDamaged
                file = tar.extractfile(member)
                yield member.name, file.read() if file else b""
    except tarfile.TarError:
        raise BackupIsDamaged from None


def _require_the_same(contents: Contents, manifest: bytes) -> None:
    try:
        stated = json.loads(manifest)
    except ValueError:
        raise BackupIsDamaged from None
    if {name: stated.get(name) for name in asdict(contents)} != asdict(contents):
        raise BackupIsDamaged
