"""Thay đổi từ khi xem: what others saved on a worksheet since a revision, told by the log."""

import datetime as dt
from dataclasses import dataclass

from nhip.accounts.queries import names_of
from nhip.events.models import Event
from nhip.reporting.models import Report
from nhip.reporting.rules.figures import MISSING, Value, read_plain
from nhip.reporting.rules.forms import Address

ENTERED = "reporting.report.entered"


@dataclass(frozen=True)
class Change:
    """Thay đổi của một ô: what stood there, what stands there now, who changed it last and when."""

    before: Value
    now: Value
    who: str
    at: dt.datetime


def changes_since(report: Report, revision: int) -> dict[Address, Change]:
    """Return every cell that differs from what it was at that revision.

    Each revision left one event, so that the sheet as it was is the sheet as it
    is with the newest events undone.
    """
    behind = max(report.revision - revision, 0)
    events = list(Event.objects.about(report).filter(name=ENTERED).order_by("-id")[:behind])
    names, held = names_of(event.actor for event in events), report.held
    found: dict[Address, Change] = {}
    for event in events:
        for row, column, before, _after in event.data["cells"]:
            address = Address(row, column)
            newest = found.get(address)
            who, at = (newest.who, newest.at) if newest else (names[event.actor], event.at)
            found[address] = Change(read_plain(before), held.get(address, MISSING), who, at)
    return {address: one for address, one in found.items() if one.before != one.now}
