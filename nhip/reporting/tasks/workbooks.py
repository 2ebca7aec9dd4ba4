"""Tệp Excel đi và về: a report's workbook out; a returned one shown, then taken in whole."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from nhip.core.canonical import sha256_hex
from nhip.core.clock import local
from nhip.core.errors import Invalid
from nhip.core.web import Actor
from nhip.reporting.actions import Batch
from nhip.reporting.actions.taking_files import FileGiven, take_file
from nhip.reporting.models import Cell, Report
from nhip.reporting.providers.bounded_workbooks import read_values
from nhip.reporting.providers.entry_workbooks import EntryWorkbook, write_entry_workbook
from nhip.reporting.providers.workbooks import NotAWorkbook
from nhip.reporting.queries import workbooks
from nhip.reporting.queries.titles import unit_names
from nhip.reporting.queries.workbooks import CellChange, ComputedChange
from nhip.reporting.rules.declared import NOTHING, Declared
from nhip.reporting.rules.feeds import Fault
from nhip.reporting.rules.returned_workbooks import (
    Identity,
    NotOurWorkbook,
    Returned,
    identity_of,
    read_returned,
)


class WorkbookIsUnreadable(Invalid):
    """Không đọc được tệp."""

    message = _("This file cannot be read as a workbook (.xlsx, .xls, .ods). Save it again.")


class WorkbookIsNotOurs(Invalid):
    """Không phải tệp tải từ hệ thống."""

    message = _(
        "This workbook was not made for a report here. Download the report's workbook and "
        "fill that in."
    )


class WorkbookOfAnother(Invalid):
    """Tệp của báo cáo khác: another form, version, unit or period."""

    message = _(
        "This workbook is of %(form)s (%(version)s), unit %(unit)s, period %(period)s; "
        "the report is another one. Nothing was read."
    )


class WorkbookHasFaults(Invalid):
    """Tệp có lỗi: ``findings`` list every fault; nothing was stored."""

    message = _("The workbook has %(count)d faults; nothing was stored.")


@dataclass(frozen=True)
class FileReturned:
    """Tệp gửi lại: what somebody sends back, and what they declare of it."""

    name: str
    content: bytes
    declared: Declared = NOTHING


@dataclass(frozen=True)
class Proposal:
    """Đối chiếu tệp: what taking the workbook in would change; nothing is stored yet."""

    changes: Sequence[CellChange]
    faults: Sequence[Fault]
    overwritten: Sequence[ComputedChange]


def workbook_of(report: Report, *, now: dt.datetime) -> bytes:
    """Tệp Excel của báo cáo: return the .xlsx to fill in away from the system."""
    day, unit = local(now).date(), report.obligation.unit_id
    entry = EntryWorkbook(
        form=report.form,
        sheets=workbooks.figures_for_workbook(report),
        identity=workbooks.identity(report, on=day),
        unit_name=unit_names([unit], on=day).get(unit, ""),
        period_label=report.obligation.period.label,
    )
    return write_entry_workbook(entry)


def propose(report: Report, content: bytes, *, now: dt.datetime) -> Proposal:
    """Đối chiếu: compare a returned workbook with the report it belongs to.

    Raises WorkbookIsUnreadable, WorkbookIsNotOurs, WorkbookOfAnother.
    """
    said, returned = _read(report, content, now)
    if returned.feed.faults:
        return Proposal((), returned.feed.faults, ())
    return Proposal(
        workbooks.changes(report, returned, since=said.revision),
        (),
        workbooks.overwritten(report, returned),
    )


def take_workbook(
    *, actor: Actor, report_id: int, file: FileReturned, revision: int, now: dt.datetime
) -> Report:
    """Nhập từ tệp: enter what a workbook changes, all of it or nothing.

    ``revision`` is that of the report when the changes were shown. Raises what ``propose``
    raises, WorkbookHasFaults, SomebodyElseSaved, NotFromHere, FilledInLater.
    """
    report = Report.objects.whole().get(pk=report_id)
    _said, returned = _read(report, file.content, now)
    if faults := returned.feed.faults:
        raise WorkbookHasFaults(count=len(faults), findings=list(faults))
    entries = workbooks.changed_entries(report.held, returned.feed.entries)
    batch = Batch(
        entries,
        revision,
        Cell.Origin.FILE,
        source=file.name,
        places={address: f"{file.name}, {returned.places[address]}" for address in entries},
    )
    given = FileGiven(file.name, sha256_hex(file.content), file.declared)
    return take_file(actor=actor, report_id=report_id, batch=batch, file=given, now=now)


def _read(report: Report, content: bytes, now: dt.datetime) -> tuple[Identity, Returned]:
    try:
        sheets = read_values(content)
        said = identity_of(sheets)
    except NotAWorkbook as error:
        raise WorkbookIsUnreadable from error
    except NotOurWorkbook as error:
        raise WorkbookIsNotOurs from error
    if not said.same_report(workbooks.identity(report, on=local(now).date())):
        raise WorkbookOfAnother(
            form=said.form, version=said.version, unit=said.unit, period=said.period
        )
    try:
        return said, read_returned(sheets, report.form)
    except NotOurWorkbook as error:
        raise WorkbookIsNotOurs from error
