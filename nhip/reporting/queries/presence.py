"""Ai đang mở bảng: who is in a sheet now and at which cell, and whether it moved meanwhile."""

import datetime as dt
from typing import Any, Final

from nhip.accounts.models import User
from nhip.reporting.models import Presence, Report
from nhip.reporting.queries.sheet import place_of
from nhip.reporting.rules.forms import Address

FORGOTTEN_AFTER: Final = dt.timedelta(seconds=45)  # three sayings missed
SAY_EVERY_SECONDS: Final = 15

Json = dict[str, Any]


def others_here(report: Report, *, viewer: User, now: dt.datetime) -> list[Json]:
    """Return the others who are in a sheet, each with the cell they are at."""
    here = Presence.objects.in_sheet(report, since=now - FORGOTTEN_AFTER)
    form = report.form
    found = []
    for one in here.exclude(person=viewer):
        at = Address(one.row, one.column)
        is_cell = at in form.open
        found.append(
            {
                "who": one.person.full_name,
                "cell": str(at) if is_cell else "",
                "place": place_of(at, form) if is_cell else "",
            }
        )
    return found
