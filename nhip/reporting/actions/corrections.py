"""Đính chính: what is wrong after sending is put right by a new version with a reason."""

import datetime as dt
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid, Refused
from nhip.core.text import nfc
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.reporting.models import Cell, NarrativeText, Obligation, Report
from nhip.reporting.permissions import Permission
from nhip.reporting.rules.states import Stage

Row = TypeVar("Row", Cell, NarrativeText)

CORRECTION_OPENED = "reporting.report.correction_opened"


class NothingToCorrect(Refused):
    """Chưa gửi: a report that has not left is simply edited."""

    message = _("Nothing was sent yet; edit the report itself.")


class CorrectionSaysNothing(Invalid):
    """Đính chính phải có giải trình (decree 128/2017, art. 8.4)."""

    message = _("A correction needs a written explanation.")


@transaction.atomic
def open_correction(*, actor: Actor, obligation_id: int, reason: str, now: dt.datetime) -> Report:
    """Mở đính chính: start the next round from what was sent; one already open is returned.

    Raises NothingToCorrect, CorrectionSaysNothing.
    """
    obligation = Obligation.objects.locked(obligation_id)
    require(actor, Permission.ENTER, obligation.unit_id, on=local(now).date())

    former = obligation.reports.order_by("-round").first()
    if former is not None and former.round > 1 and former.stage != Stage.ISSUED:
        return former
    if former is None or former.stage != Stage.ISSUED:
        raise NothingToCorrect
    if not reason.strip():
        raise CorrectionSaysNothing

    report = _next_round(former, nfc(reason.strip()), now)

    record(CORRECTION_OPENED, report, actor=actor, now=now, reason=report.reason)
    return report


def _next_round(former: Report, reason: str, now: dt.datetime) -> Report:
    report = Report.objects.create(
        obligation=former.obligation,
        round=former.round + 1,
        form_version=former.form_version,
        stage=Stage.EDITING,
        corrects=former.version,
        reason=reason,
        opened_at=now,
    )
    Cell.objects.bulk_create(_copy(cell, report) for cell in former.cells.all())
    NarrativeText.objects.bulk_create(_copy(text, report) for text in former.narrative.all())
    return report


def _copy(row: Row, report: Report) -> Row:
    """Return the row as it was, under the new round; who entered it and when stay with it."""
    row.pk, row.report = None, report
    row._state.adding = True
    return row
