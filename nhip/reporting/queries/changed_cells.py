"""Ô đã đổi: which cells differ from what was returned, from the period before, or since a time."""

import datetime as dt
from typing import Final

from nhip.core.clock import HANOI, local
from nhip.reporting.models import Report
from nhip.reporting.queries.figures import Figures
from nhip.reporting.queries.reports import complete_figures
from nhip.reporting.queries.worksheet import previous_figures
from nhip.reporting.rules.figures import MISSING
from nhip.reporting.rules.forms import Address

RETURNED: Final = "returned"
PERIOD: Final = "period"
TODAY: Final = "today"


def changed_cells(report: Report, since: str, *, now: dt.datetime) -> list[Address] | None:
    """Return the cells that changed since then, in the form's order; none if it says nothing.

    ``returned``: since the version that came back, or the one a correction starts from.
    ``period``: what differs from the report of the period before. ``today``, or a moment as ISO
    8601 (Hà Nội time unless it says another): what was entered from then on.
    """
    if since == RETURNED:
        return _differing(report, _came_back(report))
    if since == PERIOD:
        return _differing(report, previous_figures(report))
    moment = _moment(since, now)
    if moment is None:
        return None
    entered = report.cells.filter(entered_at__gte=moment).values_list("row", "column")
    changed = {Address(row, column) for row, column in entered}
    return [address for address in report.form.addresses if address in changed]


def _differing(report: Report, before: Figures) -> list[Address]:
    now = complete_figures(report)
    return [
        address
        for address in report.form.addresses
        if now.get(address, MISSING) != before.get(address, MISSING)
    ]


def _came_back(report: Report) -> Figures:
    reasons = report.remarks.exclude(version=None).select_related("version__form_version__form")
    last = reasons.order_by("pk").last()
    version = last.version if last else report.corrects
    return version.report.figures if version else complete_figures(report)


def _moment(since: str, now: dt.datetime) -> dt.datetime | None:
    if since == TODAY:
        return local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        moment = dt.datetime.fromisoformat(since)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=HANOI)
