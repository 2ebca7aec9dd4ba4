"""Sổ niêm phong ngoài bảng: the newest seals, kept outside the database as well."""

import errno
import json
import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

_LONGEST_LINE = 4_096


def write_head(position: int, seal_hash: str) -> None:
    """Append one line with the head of a batch to the node's book of seals; whole or not at all."""
    book, line = _book(), written([(position, seal_hash)])
    book.parent.mkdir(parents=True, exist_ok=True)
    with book.open("ab", buffering=0) as lines:
        end = lines.truncate(_whole(book))
        if lines.write(line) != len(line):
            lines.truncate(end)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(book))


def heads() -> list[tuple[int, str]]:
    """Return every head that was written down, oldest first."""
    book = _book()
    return read_heads(book) if book.exists() else []


def written(heads: Iterable[tuple[int, str]]) -> bytes:
    """Return heads as they stand in a book of seals, a line each."""
    lines = (json.dumps({"position": position, "hash": seal}) + "\n" for position, seal in heads)
    return "".join(lines).encode("ascii")


def read_heads(book: Path) -> list[tuple[int, str]]:
    """Return the heads in a book of seals: ours, or one that a neighbour kept of our log."""
    lines = (json.loads(line) for line in book.read_bytes()[: _whole(book)].splitlines())
    return [(line["position"], line["hash"]) for line in lines]


def _whole(book: Path) -> int:
    """Return where the last whole line of a book ends; what stands behind was cut off."""
    with book.open("rb") as lines:
        start = max(0, lines.seek(0, os.SEEK_END) - _LONGEST_LINE)
        lines.seek(start)
        return start + lines.read().rfind(b"\n") + 1


def _book() -> Path:
    return Path(settings.NHIP_STATE) / "seals" / "heads.jsonl"
