"""Mở báo cáo: start the worksheet of one obligation, with everything known already in it."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Refused
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.reporting.actions.entry import Batch, enter_cells
from nhip.reporting.models import Cell, FormVersion, NarrativeText, Obligation, Report
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.figures import Known
from nhip.reporting.queries.prefill import prefilled
from nhip.reporting.queries.rosters import carried, unit_rosters
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.rosters import keys_written, roster_cell
from nhip.reporting.rules.states import EDITABLE, Stage

OPENED = "reporting.report.opened"


class PeriodIsNotOpen(Refused):
    """Kỳ chưa mở."""

    message = _("The period of this report has not begun.")


class SentAlready(Refused):
    """Đã gửi: what is wrong after sending is put right by a correction."""

    message = _("This report was sent; open a correction to change it.")


@transaction.atomic
def open_report(*, actor: Actor, obligation_id: int, now: dt.datetime) -> Report:
    """Lập báo cáo: return the obligation's worksheet, opened and pre-filled the first time.

    Raises PeriodIsNotOpen, SentAlready.
    """
    obligation = Obligation.objects.locked(obligation_id)
    require(actor, Permission.ENTER, obligation.unit_id, on=local(now).date())

    if obligation.frozen_at is None:
        raise PeriodIsNotOpen
    if (latest := obligation.reports.order_by("-round").first()) is not None:
        if latest.stage == Stage.ISSUED:
            raise SentAlready
        return latest

    report = new_report(obligation, now=now)
    _prefill(report, obligation, now=now)

    record(OPENED, report, actor=actor, now=now)
    return report


def new_report(obligation: Obligation, *, now: dt.datetime) -> Report:
    """Write the first worksheet of an obligation on the form in force at the end of its window."""
    version = FormVersion.objects.in_force(
        obligation.regime.form_id, on=obligation.period.span.last_date
    )
    report = Report.objects.create(
        obligation=obligation, form_version=version, stage=Stage.EDITING, opened_at=now
    )
    _give_rows(report, now)
    NarrativeText.objects.bulk_create(
        NarrativeText(
            report=report,
            section=section.code,
            text=section.text,
            actor="system:outline",
            written_at=now,
        )
        for section in version.rule.outline
    )
    return report


def _give_rows(report: Report, now: dt.datetime) -> None:
    """Write down of which rows the sheet is made: the units below on the window's last day.

    A list that is carried begins with what the report before listed.
    """
    obligation, rule = report.obligation, report.form_version.rule
    day = obligation.period.span.last_date
    units = unit_rosters(rule, unit_id=obligation.unit_id, on=day)
    given = {
        roster_cell(template): Known(keys_written(line.key for line in lines), f"units:{day}")
        for template, lines in units.items()
        if lines
    }
    before = {cell.address: Known(cell.given, f"list:{cell}") for cell in carried(rule, obligation)}
    _fill(report, given | before, now=now)


@transaction.atomic
def fill_on(*, actor: Actor, unit_id: int, now: dt.datetime) -> None:
    """Điền tiếp: let the open worksheets of a unit take up what has become known since.

    What somebody entered stays as it is; a correction starts from what was sent, and stays too.
    """
    unsent = Report.objects.filter(obligation__unit=unit_id, stage__in=EDITABLE, round=1)
    for report in unsent.order_by("pk").select_for_update(of=("self",)):
        _fill_on(report, actor=actor, now=now)


def _fill_on(report: Report, *, actor: Actor, now: dt.datetime) -> None:
    entered = {cell.address for cell in report.cells.exclude(origin=Cell.Origin.PREFILLED)}
    held = {cell.address: Known(cell.given, cell.source) for cell in report.cells.all()}
    fresh = {
        address: one
        for address, one in prefilled(report.form, report.obligation).items()
        if address not in entered and held.get(address) != one
    }
    if fresh:
        batch = Batch(
            {address: one.value for address, one in fresh.items()},
            report.revision,
            Cell.Origin.PREFILLED,
            places={address: one.source for address, one in fresh.items()},
        )
        enter_cells(actor=actor, report_id=report.pk, batch=batch, now=now)


def _prefill(report: Report, obligation: Obligation, *, now: dt.datetime) -> None:
    _fill(report, prefilled(report.form, obligation), now=now)


def _fill(report: Report, known: Mapping[Address, Known], *, now: dt.datetime) -> None:
    Cell.objects.bulk_create(
        Cell(
            report=report,
            row=address.row,
            column=address.column,
            state=one.value.state,
            value=one.value.number,
            text=one.value.text,
            origin=Cell.Origin.PREFILLED,
            source=one.source,
            actor="system:prefill",
            entered_at=now,
        )
        for address, one in known.items()
    )
