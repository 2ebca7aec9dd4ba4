"""Ký duyệt: the leader's signature is the approval; then the report goes with its document."""

import datetime as dt
from dataclasses import replace
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.core.clock import local
from nhip.core.errors import Refused
from nhip.core.web import Actor, require, system
from nhip.documents.actions import discard, draft
from nhip.documents.models import Document
from nhip.documents.rules.drafts import Draft
from nhip.events.actions import record
from nhip.events.models import Event
from nhip.reporting.actions.arrows import next_stage
from nhip.reporting.actions.entry import ENTERED, EXPLAINED, WRITTEN
from nhip.reporting.models import Report
from nhip.reporting.permissions import Permission
from nhip.reporting.rules.states import Act, Stage

DRAFTED = "reporting.report.drafted"
WAITING = "reporting.report.waiting"
SIGNING_ENDED = "reporting.report.signing_ended"
FOLLOWED: Final[dict[Stage, str]] = {
    Stage.SIGNED: "reporting.report.signed",
    Stage.NUMBERED: "reporting.report.numbered",
    Stage.SEALED: "reporting.report.sealed",
    Stage.ISSUED: "reporting.report.issued",
}
_PATH: Final = (Act.SIGN, Act.NUMBER, Act.SEAL, Act.ISSUE)
_REACHED: Final = {
    Document.State.NUMBERED: 2,
    Document.State.SEALED: 3,
    Document.State.ISSUED: 4,
}
_PLACE_ON_PATH: Final = {Stage.SIGNED: 1, Stage.NUMBERED: 2, Stage.SEALED: 3, Stage.ISSUED: 4}


class NotTypeset(Refused):
    """Chưa có bản in: the signer signs the page, so the page comes first."""

    message = _("The page of this report is not ready yet; try again in a moment.")


class OwnWork(Refused):
    """Tự nhập tự ký: who entered figures or put the report up cannot approve it."""

    message = _("Who prepared the report cannot sign it; another authorised person must.")


class AnotherVersion(Refused):
    """Không phải bản đã trình: the page was set from figures that are no longer those put up."""

    message = _("The page was set from another version of this report.")


@transaction.atomic
def set_page(
    *, actor: Actor, report_id: int, version_sha256: str, page: Draft, now: dt.datetime
) -> Report:
    """Gắn bản in: draft the document that shows the version put up. The same page twice is once.

    Raises NotFromHere, AnotherVersion.
    """
    report = Report.objects.locked(report_id)
    require(actor, Permission.VIEW, report.obligation.unit_id, on=local(now).date())

    next_stage(report, Act.BEGIN_SIGNING)
    if report.version is None or report.version.sha256 != version_sha256:
        raise AnotherVersion
    if report.document is not None and report.document.file_id == page.sha256:
        return report

    throw_away_page(report, now=now)
    prepared = replace(page, prepared_by=sorted(_prepared_by(report)))
    report.document = draft(actor=actor, draft=prepared, now=now)
    report.save(update_fields=["document"])

    record(DRAFTED, report, actor=actor, now=now, document=report.document.pk)
    return report


@transaction.atomic
def begin_signing(*, actor: User, report_id: int, now: dt.datetime) -> Report:
    """Bắt đầu ký: lock the report while the signer's device has it.

    Raises NotFromHere, NotTypeset, OwnWork.
    """
    report = Report.objects.locked(report_id)
    require(actor, Permission.SIGN, report.obligation.unit_id, on=local(now).date())

    stage = next_stage(report, Act.BEGIN_SIGNING)
    if report.document_id is None:
        raise NotTypeset
    if actor.ref in _prepared_by(report):
        raise OwnWork

    report.waiting_since = now
    report.save(update_fields=["waiting_since"])
    _move(report, stage)

    record(WAITING, report, actor=actor, now=now)
    return report


@transaction.atomic
def cancel_signing(*, actor: Actor, report_id: int, reason: str, now: dt.datetime) -> Report:
    """Thôi ký: bring the report back before its signer. Raises NotFromHere."""
    report = Report.objects.locked(report_id)
    require(actor, Permission.SIGN, report.obligation.unit_id, on=local(now).date())

    stage = next_stage(report, Act.CANCEL_SIGNING)

    _move(report, stage)

    record(SIGNING_ENDED, report, actor=actor, now=now, reason=reason)
    return report


@transaction.atomic
def release(
    *, actor: Actor, report_id: int, ended_at: dt.datetime, reason: str, now: dt.datetime
) -> Report:
    """Hết chờ ký: bring back a report whose signing ended without a signature. Twice is once.

    What ended before the report began to wait changes nothing, nor does a document that
    was signed after all.
    """
    report = Report.objects.locked(report_id)
    require(actor, Permission.SIGN, report.obligation.unit_id, on=local(now).date())

    waits = report.stage == Stage.WAITING and not _was_signed(report)
    if not waits or report.waiting_since is None or report.waiting_since > ended_at:
        return report

    _move(report, next_stage(report, Act.CANCEL_SIGNING))

    record(SIGNING_ENDED, report, actor=actor, now=now, reason=reason)
    return report


@transaction.atomic
def follow_document(*, actor: Actor, report_id: int, now: dt.datetime) -> Report:
    """Theo văn bản: bring the report to where its document stands, signed or later.

    Saying it twice changes nothing. Raises NotFromHere when the document was signed past this area.
    """
    report = Report.objects.locked(report_id)
    require(actor, Permission.VIEW, report.obligation.unit_id, on=local(now).date())

    state = Document.State(report.document.state) if report.document else None
    reached = _REACHED.get(state, 0) if state else 0
    for act in _PATH[_PLACE_ON_PATH.get(Stage(report.stage), 0) : reached]:
        _move(report, next_stage(report, act))
        record(
            FOLLOWED[Stage(report.stage)],
            report,
            actor=actor,
            now=now,
            version=report.version.sha256 if report.version else "",
        )
    return report


def throw_away_page(report: Report, *, now: dt.datetime) -> None:
    """Let nobody sign the page that was set for a report, inside the caller's transaction."""
    if report.document is not None:
        discard(actor=system("reporting"), document_id=report.document.pk, now=now)


def _prepared_by(report: Report) -> set[str]:
    """Return everybody who had a hand in it, also in what was overwritten since."""
    entering = Event.objects.about(report).filter(name__in=(ENTERED, WRITTEN, EXPLAINED))
    return {
        *entering.values_list("actor", flat=True),
        report.put_up_by,
        *report.cells.values_list("actor", flat=True),
        *report.narrative.values_list("actor", flat=True),
        *report.explanations.values_list("actor", flat=True),
    }


def _was_signed(report: Report) -> bool:
    return report.document is not None and Document.State(report.document.state) in _REACHED


def _move(report: Report, stage: Stage) -> None:
    report.stage = stage
    report.save(update_fields=["stage"])
