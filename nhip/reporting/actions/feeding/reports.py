"""Nạp ô của nhiều báo cáo: each worksheet is opened if need be and filled in; all rows or none."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from nhip.accounts.models import User
from nhip.core.clock import local
from nhip.reporting.actions.entry import Batch, enter_cells
from nhip.reporting.actions.feeding.faults import Faults
from nhip.reporting.actions.opening import open_report
from nhip.reporting.models import Cell
from nhip.reporting.queries.feed_cells import CellReader, ReportsFed
from nhip.reporting.rules.feed_tables import Row
from nhip.reporting.rules.figures import MISSING, Value
from nhip.reporting.rules.forms import Address

SOURCE = "API"


@transaction.atomic
def feed_reports(
    *,
    actor: User,
    asked: ReportsFed,
    batches: Iterable[Sequence[Row]],
    is_trial: bool,
    now: dt.datetime,
) -> dict[str, int]:
    """Nạp ô số liệu: fill in worksheets in one transaction; return what became of the rows.

    A trial does the same and keeps nothing. Raises FeedIsWrong, NotATable, and what opening a
    report and entering cells raise.
    """
    reader, faults = CellReader(asked, actor, local(now).date()), Faults()
    rows, cells, reports = 0, 0, set()
    for batch in batches:
        entries, wrong = reader.read(batch)
        faults.add(wrong)
        rows += len(batch)
        for unit in sorted(entries) if not faults.found else ():
            reports.add(unit)
            cells += _fill(actor, reader.obligation(unit), entries[unit], now)
    faults.refuse()

    transaction.set_rollback(is_trial)
    return {"rows": rows, "reports": len(reports), "cells": cells, "unchanged": rows - cells}


def _fill(
    actor: User, obligation_id: int, entries: Mapping[Address, Value], now: dt.datetime
) -> int:
    """Enter what differs; return how many cells that is."""
    report = open_report(actor=actor, obligation_id=obligation_id, now=now)
    held = report.figures
    changed = {at: value for at, value in entries.items() if held.get(at, MISSING) != value}
    if changed:
        batch = Batch(changed, report.revision, Cell.Origin.FEED, SOURCE)
        enter_cells(actor=actor, report_id=report.pk, batch=batch, now=now)
    return len(changed)
