"""Khôi phục: into an empty place, verified before anything of it counts.

The whole backup is read into a draft first. Only when its last byte has proven genuine are the
files put in their place and the database loaded, in one transaction; whatever goes wrong, the
place is as empty as it was.
"""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext_lazy as _

from nhip.config.keeping import dump
from nhip.config.keeping.members import ABOUT, MANIFEST, unpacked
from nhip.config.keeping.sealing import opened
from nhip.core.errors import Refused

PLACES = ("files", "seals", "trust")
DUMP = "database.dump"


class NotEmpty(Refused):
    """Nơi khôi phục không trống: a backup never goes over what is there."""

    message = _("A backup is restored only into an empty place; there is already: %(what)s.")


class BackupIsNewer(Refused):
    """Bản sao lưu mới hơn phần mềm: this release does not know its tables."""

    message = _("The backup is of a newer release: %(migration)s is not known here. Update first.")


class RestoredDiffers(Refused):
    """Khôi phục không khớp: the tables do not hold what the backup says they held."""

    message = _("The restored tables differ from the backup: %(tables)s. Nothing was kept.")


@dataclass(frozen=True)
class Restored:
    """Kết quả khôi phục: of which node and moment, how much, and what the backup did not have."""

    node: str
    taken_at: str
    files: int
    rows: int
    absent: Sequence[str]


def restore(*, source: Path, key: Path, programs: Path | None) -> Restored:
    """Khôi phục: bring back all of a backup, or nothing.

    Raises NotEmpty, NotAKey, CannotBeOpened, BackupIsDamaged, BackupIsNewer, NotLoaded,
    RestoredDiffers.
    """
    state = Path(settings.NHIP_STATE)
    _require_empty(state)
    draft = state / "restore.draft"
    shutil.rmtree(draft, ignore_errors=True)
    try:
        about, manifest = _read(source, key, draft)
        _move_in(draft, state)
        try:
            _load(draft / DUMP, manifest, programs)
        except BaseException:
            _move_out(state)
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    os.sync()
    return Restored(
        node=about["node"],
        taken_at=about["taken_at"],
        files=manifest["files"],
        rows=sum(manifest["rows"].values()),
        absent=manifest["absent"],
    )


def _require_empty(state: Path) -> None:
    there = [name for name in PLACES if (state / name).is_dir() and any((state / name).iterdir())]
    if tables := dump.tables():
        there.append(f"{len(tables)} tables")
    if there:
        raise NotEmpty(what=", ".join(there))


def _read(source: Path, key: Path, draft: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write everything into the draft; return what the backup says of itself, all proven."""
    draft.mkdir(mode=0o700, parents=True)
    said: dict[str, dict[str, Any]] = {}
    with opened(source, key) as stream:
        for name, data in unpacked(stream):
            if name in (ABOUT, MANIFEST):
                said[name] = json.loads(data)
            else:
                _append(_place(draft, name), data)
            if name == ABOUT:
                _require_known(said[ABOUT])
    return said[ABOUT], said[MANIFEST]


def _require_known(about: dict[str, Any]) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or {}}
    if unknown := sorted(set(about["migrations"]) - known):
        raise BackupIsNewer(migration=unknown[0])


def _place(draft: Path, name: str) -> Path:
    folder, _sign, last = name.partition("/")
    match folder:
        case "files":
            return draft / "files" / last[:2] / last[2:4] / last
        case "database":
            return draft / DUMP
        case "seals":
            return draft / "seals" / "heads.jsonl"
        case _:
            return draft / name


def _append(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("ab") as file:
        file.write(data)


def _move_in(draft: Path, state: Path) -> None:
    for name in PLACES:
        if (draft / name).exists():
            shutil.rmtree(state / name, ignore_errors=True)  # an empty one
            (draft / name).rename(state / name)


def _move_out(state: Path) -> None:
    for name in PLACES:
        shutil.rmtree(state / name, ignore_errors=True)


def _load(file: Path, manifest: dict[str, Any], programs: Path | None) -> None:
    dump.load(file, programs)
    found = dump.rows()
    if differing := sorted(
        name for name, held in manifest["rows"].items() if found.get(name) != held
    ):
        dump.empty()
        raise RestoredDiffers(tables=", ".join(differing))
