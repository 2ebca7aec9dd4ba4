"""Phản hồi của nơi nhận: what a receiving agency said of a report that was sent."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from nhip.core.clock import local
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.events.models import Event
from nhip.reporting.models import Report
from nhip.reporting.permissions import Permission

ANSWERED = "reporting.report.answered"


@dataclass(frozen=True)
class Answer:
    """Phản hồi: which agency said what, and the event by which the node learned of it."""

    event_id: int
    recipient: str
    status: str
    reason: str = ""


@transaction.atomic
def note_answer(*, actor: Actor, report_id: int, answer: Answer, now: dt.datetime) -> Report:
    """Ghi phản hồi: keep in the report's own history what a recipient said of it. Twice is once."""
    report = Report.objects.locked(report_id)
    require(actor, Permission.VIEW, report.obligation.unit_id, on=local(now).date())

    if _is_noted(report, answer):
        return report

    record(
        ANSWERED,
        report,
        actor=actor,
        now=now,
        source=answer.event_id,
        recipient=answer.recipient,
        status=answer.status,
        reason=answer.reason,
    )
    return report


def _is_noted(report: Report, answer: Answer) -> bool:
    history = Event.objects.about(report).filter(name=ANSWERED)
    return history.filter(data__source=answer.event_id).exists()
