"""Trình và trả lại: freeze the worksheet into a version, or send it back with reasons."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid
from nhip.core.text import nfc
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.reporting.actions.arrows import next_stage
from nhip.reporting.actions.signing import throw_away_page
from nhip.reporting.models import Remark, Report, ReportVersion
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.colleagues import on_behalf
from nhip.reporting.queries.reports import findings, payload, unexplained
from nhip.reporting.rules.report_json import hash_of
from nhip.reporting.rules.rosters import ROSTER
from nhip.reporting.rules.states import Act

PUT_UP = "reporting.report.put_up"
RETURNED = "reporting.report.returned"


class FiguresDisagree(Invalid):
    """Số liệu chưa khớp: ``findings`` list every error; correct them first."""

    message = _("%(count)d errors block the report; the first is at %(row)s, %(column)s.")


class WarningsUnexplained(Invalid):
    """Cảnh báo chưa giải trình: ``findings`` list them; an explained warning may stand."""

    message = _("%(count)d warnings need an explanation.")


class ReasonIsMissing(Invalid):
    """Trả lại phải nêu lý do."""

    message = _("A report is returned with a reason.")


@dataclass(frozen=True)
class Reason:
    """Lý do trả lại: of one cell, or of the whole report when no address is given."""

    text: str
    row: str = ""
    column: str = ""


@transaction.atomic
def put_up(*, actor: Actor, report_id: int, now: dt.datetime) -> Report:
    """Trình ký: prove the figures, freeze them as an immutable version and bring it to the signer.

    Raises NotFromHere, FiguresDisagree, WarningsUnexplained.
    """
    report = Report.objects.locked(report_id)
    require(actor, Permission.ENTER, report.obligation.unit_id, on=local(now).date())

    stage = next_stage(report, Act.PUT_UP)
    _check(report)

    _forget_rows(report)
    report.version = _freeze(report, now)
    report.stage, report.put_up_at, report.put_up_by = stage, now, actor.ref
    report.document = None
    report.save(update_fields=["version", "stage", "put_up_at", "put_up_by", "document"])

    unit, day = report.obligation.unit_id, local(now).date()
    behalf = on_behalf(actor, Permission.ENTER, unit, on=day)
    record(PUT_UP, report, actor=actor, now=now, version=report.version.sha256, **behalf)
    return report


@transaction.atomic
def return_to_reporter(
    *, actor: Actor, report_id: int, reasons: Sequence[Reason], now: dt.datetime
) -> Report:
    """Trả lại người lập, with a reason for the whole or per cell.

    Raises NotFromHere, ReasonIsMissing.
    """
    report = Report.objects.locked(report_id)
    require(actor, Permission.RETURN, report.obligation.unit_id, on=local(now).date())

    stage = next_stage(report, Act.RETURN)
    if not reasons or not all(nfc(reason.text).strip() for reason in reasons):
        raise ReasonIsMissing

    Remark.objects.bulk_create(
        Remark(
            report=report,
            version=report.version,
            row=reason.row,
            column=reason.column,
            text=nfc(reason.text.strip()),
            actor=actor.ref,
            remarked_at=now,
        )
        for reason in reasons
    )
    throw_away_page(report, now=now)
    report.stage = stage
    report.save(update_fields=["stage"])

    record(RETURNED, report, actor=actor, now=now, reasons=[nfc(reason.text) for reason in reasons])
    return report


def _check(report: Report) -> None:
    found = findings(report)
    if errors := [one for one in found if one.blocks]:
        first = errors[0]
        raise FiguresDisagree(
            count=len(errors), row=first.row, column=first.column, findings=errors
        )
    if warnings := unexplained(report, found):
        raise WarningsUnexplained(count=len(warnings), findings=warnings)


def _forget_rows(report: Report) -> None:
    """Xóa hẳn: what stood in rows that were taken away is kept no longer than it can come back."""
    if not report.form_version.rule.templates:
        return
    open_cells = report.form.open
    left = [one for one in report.cells.all() if one.column != ROSTER]
    gone = [one.pk for one in left if one.address not in open_cells]
    report.cells.filter(pk__in=gone).delete()


def _freeze(report: Report, now: dt.datetime) -> ReportVersion:
    """Write the version; the same figures put up again are the same version."""
    obligation, data = report.obligation, payload(report, on=local(now).date())
    version, _new = ReportVersion.objects.get_or_create(
        sha256=hash_of(data),
        defaults={
            "origin": ReportVersion.Origin.OWN,
            "regime": obligation.regime,
            "form_version": report.form_version,
            "unit": obligation.unit,
            "period": obligation.period,
            "number": report.round,
            "payload": data.decode(),
            "replaces": report.corrects.sha256 if report.corrects else "",
            "reason": report.reason,
            "created_at": now,
        },
    )
    return version
