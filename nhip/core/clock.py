"""Đồng hồ: the one place where the domain learns what time it is.

Time is real time plus one offset. The offset is a small file shared by the
nodes of a demonstration; without that file (``NHIP_CLOCK`` unset) the clock is
the real one and cannot be moved. Views, tasks and commands read the clock;
everything deeper takes the time as an argument.
"""

import datetime as dt
import json
import os
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused

YEARS = range(1900, 3000)  # days that people ask for; beyond them a day may have no next
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class ClockIsReal(Refused):
    """Đồng hồ thật: only the clock of a demonstration or a test can be moved."""

    message = _("This installation runs on real time; its clock cannot be moved.")


class ClockOnlyGoesForward(Refused):
    """Đồng hồ chỉ tiến: what has happened cannot be undone by turning back the clock."""

    message = _("The clock only goes forward; it is already %(now)s.")


def now() -> dt.datetime:
    """Return the present moment of the domain, aware, in UTC."""
    return _real() + _offset()


def today() -> dt.date:
    """Return the present day in Hà Nội."""
    return local(now()).date()


def local(moment: dt.datetime) -> dt.datetime:
    """Return the same moment as a clock in Hà Nội shows it."""
    return moment.astimezone(HANOI)


def move_to(moment: dt.datetime) -> None:
    """Chỉnh đồng hồ trình diễn: set the shared clock forward.

    Raises ClockIsReal, ClockOnlyGoesForward.
    """
    path = _shared_file()
    if path is None:
        raise ClockIsReal
    if path.exists() and moment < now():
        raise ClockOnlyGoesForward(now=local(now()).strftime("%H:%M %d/%m/%Y"))
    write(path, moment)


def write(path: Path, moment: dt.datetime) -> None:
    """Let the clock kept in ``path`` show ``moment`` now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(json.dumps({"offset_seconds": (moment - _real()).total_seconds()}))
    draft.replace(path)


def read(path: Path) -> dt.datetime:
    """Return what the clock kept in ``path`` shows now."""
    return _real() + _offset_in(path)


def _real() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _shared_file() -> Path | None:
    return settings.NHIP_CLOCK


def _offset() -> dt.timedelta:
    path = _shared_file()
    if path is None or not path.exists():
        return dt.timedelta(0)
    return _offset_written(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _offset_written(path: Path, written_at_ns: int) -> dt.timedelta:
    return _offset_in(path)


def _offset_in(path: Path) -> dt.timedelta:
    return dt.timedelta(seconds=json.loads(path.read_text())["offset_seconds"])


def read_day(text: str) -> dt.date:
    """Read a day as people write it, 15/08/2021, or as links do, 2021-08-15. Raises ValueError."""
    bare = text.strip()
    if "/" in bare:
        bare = "-".join(part.strip().zfill(2) for part in reversed(bare.split("/")))
    day = dt.date.fromisoformat(bare)
    if day.year not in YEARS:
        raise ValueError(f"not a day of these centuries: {day}")
    return day
