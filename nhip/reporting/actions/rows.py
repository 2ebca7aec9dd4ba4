"""Dòng của danh sách: add a row to a list of a worksheet, or take one away."""

import datetime as dt
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.core.web import Actor
from nhip.reporting.actions.entry import Batch, enter_cells
from nhip.reporting.models import Report
from nhip.reporting.rules.forms import By, Row
from nhip.reporting.rules.rosters import keys_said, keys_written, roster_cell, row_of

KEY_DIGITS = 8


class ListIsFull(Refused):
    """Danh sách đã đủ dòng."""

    message = _("This list has %(most)d rows already, as many as the form allows.")


class NoSuchRow(Refused):
    """Không có dòng này: somebody else took it away, or the form has no such list."""

    message = _("There is no such row; open the page again.")


@transaction.atomic
def add_row(
    *, actor: Actor, report_id: int, template: str, revision: int, now: dt.datetime
) -> Report:
    """Thêm dòng: add an empty row at the end of a list.

    Raises NotFromHere, SomebodyElseSaved, NoSuchRow, ListIsFull.
    """
    report = Report.objects.locked(report_id)
    row = report.form_version.rule.templates.get(template)
    if row is None or row.repeat is None or row.repeat.by is not By.LIST:
        raise NoSuchRow

    keys = _keys(report, template)
    if len(keys) >= row.repeat.most:
        raise ListIsFull(most=row.repeat.most)

    keys = (*keys, uuid4().hex[:KEY_DIGITS])
    batch = Batch({roster_cell(template): keys_written(keys)}, revision)
    return enter_cells(actor=actor, report_id=report_id, batch=batch, now=now)


@transaction.atomic
def take_row_away(
    *, actor: Actor, report_id: int, row: str, revision: int, now: dt.datetime
) -> Report:
    """Bỏ dòng: take a row out of its list. Raises NotFromHere, SomebodyElseSaved, NoSuchRow."""
    report = Report.objects.locked(report_id)
    named = report.form.row.get(row)
    if named is None or not _is_listed(named):
        raise NoSuchRow

    keys = _keys(report, named.template)
    left = [key for key in keys if row_of(named.template, key) != row]
    batch = Batch({roster_cell(named.template): keys_written(left)}, revision)
    return enter_cells(actor=actor, report_id=report_id, batch=batch, now=now)


def _keys(report: Report, template: str) -> tuple[str, ...]:
    held = report.held.get(roster_cell(template))
    return () if held is None else keys_said(held)


def _is_listed(row: Row) -> bool:
    return bool(row.template) and row.of_unit is None
