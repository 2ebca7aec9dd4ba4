"""Lời khai trên trang: who filled the file in and when, and the outage that made it late."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from nhip.core.clock import HANOI, read_day
from nhip.core.errors import Invalid
from nhip.core.text import nfc
from nhip.reporting.rules.declared import Declared


class NotATime(Invalid):
    """Thời điểm không đọc được."""

    message = _("“%(found)s” is no day and time; write them as 15/08/2021 and 08:30.")


def read_declared(posted: Mapping[str, str]) -> Declared:
    """Return what was declared of a file; nothing at all is possible. Raises NotATime."""
    day, time = (posted.get(name, "").strip() for name in ("filled_day", "filled_time"))
    return Declared(
        by=nfc(posted.get("filled_by", "").strip()),
        at=_moment(day, time or "00:00") if day or time else None,
        incident=nfc(posted.get("incident", "").strip()),
    )


def _moment(day: str, time: str) -> dt.datetime:
    try:
        return dt.datetime.combine(read_day(day), dt.time.fromisoformat(time), HANOI)
    except ValueError as error:
        raise NotATime(found=f"{day} {time}"[:40]) from error
