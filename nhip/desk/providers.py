"""Chỗ trên đĩa và bản sao lưu: what a node's folder says to who looks after it."""

import datetime as dt
import json
import shutil
from pathlib import Path

from django.conf import settings

from nhip.desk.queries.operation import Room


def room() -> Room:
    """Return the room left on the disk of this node."""
    there = Path(settings.NHIP_STATE)
    usage = shutil.disk_usage(there if there.exists() else there.parent)
    return Room(usage.free, usage.total)


def note_backup(*, at: dt.datetime) -> None:
    """Ghi đã sao lưu: keep when a whole backup was last written."""
    mark = _mark()
    mark.parent.mkdir(parents=True, exist_ok=True)
    draft = mark.with_suffix(".draft")
    draft.write_text(json.dumps({"at": at.isoformat()}))
    draft.replace(mark)


def last_backup() -> dt.datetime | None:
    """Return when a whole backup was last written; None if never."""
    mark = _mark()
    if not mark.exists():
        return None
    return dt.datetime.fromisoformat(json.loads(mark.read_text())["at"])


def _mark() -> Path:
    return Path(settings.NHIP_STATE) / "last_backup.json"
