"""Đặt tên tệp: let a row name bytes that are already in the store."""

import datetime as dt

from nhip.files.models import StoredFile


def name(sha256: str, *, size: int, media_type: str, now: dt.datetime) -> StoredFile:
    """Ghi tên tệp: return the row for stored bytes, made now if it is the first time."""
    StoredFile.objects.bulk_create(
        [StoredFile(sha256=sha256, size=size, media_type=media_type, created_at=now)],
        ignore_conflicts=True,
    )
    return StoredFile.objects.get(pk=sha256)
