"""Sao lưu: database and files as they were at one moment, while the node goes on working.

Not in a backup: private keys and PINs (each copy would be another seal), the secret of
sessions, and what can be made anew. Who restores brings the keys from where they are kept.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from nhip.config.keeping import dump
from nhip.config.keeping.members import ABOUT, Packing, packing
from nhip.config.keeping.sealing import sealed_into
from nhip.core.canonical import canonical_json
from nhip.core.errors import Refused
from nhip.events import providers as book
from nhip.events import queries as events
from nhip.files import providers as files
from nhip.files.models import StoredFile

LINES = 50_000

README = """\
Bản sao lưu của một nút Nhịp. / Backup of a Nhịp node.

Khôi phục: nhip restore FILE --key KEY. Không có Nhịp vẫn đọc được bằng công cụ thông dụng:
Restore: nhip restore FILE --key KEY. Without Nhịp, ordinary tools read it as well:

    age -d -i KEY FILE | tar -x
    cat database/* > database.dump && pg_restore -d DATABASE database.dump

files/      tệp, mỗi tệp mang tên là SHA-256 của nó / files, each named by its SHA-256
database/   kết xuất pg_dump, chia phần theo thứ tự / a dump by pg_dump, in pieces, in order
seals/      sổ niêm phong nhật ký, chia phần / the book of seals of the log, in pieces
trust/      chứng thư trung gian, danh sách thu hồi / intermediate certificates, revocation lists
Không có khóa bí mật trong bản sao lưu. / No private key is in a backup.
"""


@dataclass(frozen=True)
class Made:
    """Bản sao lưu đã tạo: how much is in it, and which files of the store could not be had."""

    files: int
    rows: int
    absent: Sequence[str]


def back_up(*, target: Path, keys: Sequence[str], programs: Path | None, now: dt.datetime) -> Made:
    """Sao lưu: write one file for the holders of the keys.

    A file that is missing or altered in the store does not keep the rest from being saved: it
    is named. Raises NotAKey, NotDumped.
    """
    with (
        sealed_into(target, keys) as stream,
        packing(stream) as pack,
        dump.snapshot() as moment,
    ):
        pack.add("README.txt", README.encode())
        pack.add(ABOUT, canonical_json(about(now)))
        absent = list(_store_files(pack))
        _store_state(pack)
        for place, piece in enumerate(dump.pieces(moment, programs), start=1):
            pack.add(f"database/{place:06}", piece)
        rows = dump.rows()
        pack.end({"rows": rows, "absent": absent})
    return Made(pack.contents.files, sum(rows.values()), absent)


def about(now: dt.datetime) -> dict[str, Any]:
    """Return whose backup it is, of when, and which tables it has."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "node": settings.NHIP_NODE,
        "agencies": list(settings.NHIP_AGENCIES),
        "taken_at": now.isoformat(),
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
    }


def _store_files(pack: Packing) -> Iterator[str]:
    """Write every file that the snapshot names; yield those that cannot be had."""
    named = StoredFile.objects.order_by("pk").values_list("pk", flat=True)
    for sha256 in named.iterator(chunk_size=5_000):
        try:
            pack.add(f"files/{sha256}", files.fetch(sha256))
        except Refused:
            yield sha256


def _store_state(pack: Packing) -> None:
    """Write the book of seals as far as the snapshot's own chain goes, and whom the node trusts."""
    head = events.head()
    known = [one for one in book.heads() if head and one[0] <= head.position]
    for turn in range(0, len(known), LINES):
        pack.add(f"seals/{turn // LINES + 1:06}", book.written(known[turn : turn + LINES]))
    trust = Path(settings.NHIP_STATE) / "trust"
    for file in sorted(trust.iterdir()) if trust.is_dir() else ():
        if file.is_file():
            pack.add(f"trust/{file.name}", file.read_bytes())
