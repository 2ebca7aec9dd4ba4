"""Sổ niêm phong ngoài bảng: the newest seals, kept outside the database as well."""

import json
from pathlib import Path

from django.conf import settings


def write_head(position: int, seal_hash: str) -> None:
    """Append one line with the head of a batch to the node's book of seals."""
    book = _book()
    book.parent.mkdir(parents=True, exist_ok=True)
    with book.open("a", encoding="ascii") as lines:
        lines.write(json.dumps({"position": position, "hash": seal_hash}) + "\n")


def heads() -> list[tuple[int, str]]:
    """Return every head that was written down, oldest first."""
    book = _book()
    return read_heads(book) if book.exists() else []


def read_heads(book: Path) -> list[tuple[int, str]]:
    """Return the heads in a book of seals: ours, or one that a neighbour kept of our log."""
    lines = (json.loads(line) for line in book.read_text(encoding="ascii").splitlines())
    return [(line["position"], line["hash"]) for line in lines]


def _book() -> Path:
    return Path(settings.NHIP_STATE) / "seals" / "heads.jsonl"
