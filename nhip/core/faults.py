"""Điểm lỗi: the places at which a rehearsal may let a process die, as ``kill -9`` does.

A file of a point's name in the folder ``NHIP_FAULTS`` arms it: the first process that comes by
takes the file away and is gone. Settings read the folder in development only; everywhere else
a point is one comparison.
"""

import os
import signal
from contextlib import suppress
from pathlib import Path

from django.conf import settings


def fault_point(name: str) -> None:
    """Die here, at once and without a word, if the point is armed; one process dies once."""
    folder: Path | None = settings.NHIP_FAULTS
    if folder is None:
        return
    with suppress(FileNotFoundError):
        (folder / name).unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def arm(name: str, folder: Path) -> None:
    """Let the next process that comes by a point die there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).touch()


def disarm(folder: Path) -> None:
    """Let nobody die at any point."""
    for point in folder.glob("*"):
        point.unlink(missing_ok=True)
