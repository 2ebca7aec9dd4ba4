"""Yêu cầu nạp: what a program asked for, and the hash by which it is known again."""

from dataclasses import dataclass, field
from typing import Any

from nhip.core.canonical import canonical_json, sha256_hex

CSV, JSON, LINES, PARQUET = (
    "text/csv",
    "application/json",
    "application/x-ndjson",
    "application/vnd.apache.parquet",
)


@dataclass(frozen=True)
class FeedAsked:
    """Yêu cầu nạp: its kind, its writing, what was asked with it, and the hash of its body."""

    kind: str
    media_type: str
    body_sha256: str
    size: int
    options: dict[str, Any] = field(default_factory=dict)
    key: str = ""

    @property
    def plain(self) -> dict[str, Any]:
        """Return it as rows and events keep it."""
        return {"media_type": self.media_type, "body": self.body_sha256, **self.options}

    @property
    def digest(self) -> str:
        """Return the hash of all that was asked: the same means the same feed."""
        return sha256_hex(canonical_json({"kind": self.kind, **self.plain}))
