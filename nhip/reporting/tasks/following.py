"""Theo dõi văn bản: a report goes where its document goes, and hears what its recipients say."""

from procrastinate.contrib.django import app

from nhip.core import clock
from nhip.core.web import system
from nhip.documents import actions as documents
from nhip.events.models import Event
from nhip.events.tasks import follows
from nhip.indicators.actions import STORED
from nhip.reporting import actions
from nhip.reporting.models import Report
from nhip.reporting.queries.prefill import units_to_fill_on


@follows(documents.SIGNED)
@app.task(queue="reporting")
def follow_signed(event_id: int) -> None:
    """Theo văn bản đã ký."""
    _follow(event_id)


@follows(documents.NUMBERED)
@app.task(queue="reporting")
def follow_numbered(event_id: int) -> None:
    """Theo văn bản đã có số."""
    _follow(event_id)


@follows(documents.SEALED)
@app.task(queue="reporting")
def follow_sealed(event_id: int) -> None:
    """Theo văn bản đã đóng dấu."""
    _follow(event_id)


@follows(documents.ISSUED)
@app.task(queue="reporting")
def follow_issued(event_id: int) -> None:
    """Theo văn bản đã phát hành; the unit's open worksheets take up the figures that were sent."""
    report = _follow(event_id)
    if report is not None:
        unit_id = report.obligation.unit_id
        actions.fill_on(actor=system("reporting"), unit_id=unit_id, now=clock.now())


@follows(STORED)
@app.task(queue="reporting")
def follow_stored(event_id: int) -> None:
    """Theo số liệu mới: open worksheets take up what another report or publication brought."""
    event = Event.objects.get(pk=event_id)
    for unit_id in units_to_fill_on(event.subject_id):
        actions.fill_on(actor=system("reporting"), unit_id=unit_id, now=clock.now())


@follows(documents.SIGNING_ENDED)
@app.task(queue="reporting")
def release(event_id: int) -> None:
    """Hết chờ ký: a cancel or a time-out brings the report back before its signer."""
    event = Event.objects.get(pk=event_id)
    if (report := _report_on(event)) is not None:
        actions.release(
            actor=system("reporting"),
            report_id=report.pk,
            ended_at=event.at,
            reason=event.data["reason"],
            now=clock.now(),
        )


@follows(documents.ACKNOWLEDGED)
@app.task(queue="reporting")
def note_answer(event_id: int) -> None:
    """Ghi phản hồi của nơi nhận: accepted, or returned with reasons that ask for a correction."""
    event = Event.objects.get(pk=event_id)
    if (report := _report_on(event)) is not None:
        answer = actions.Answer(
            event_id=event.pk,
            recipient=event.data["recipient"],
            status=event.data["status"],
            reason=event.data["reason"],
        )
        actions.note_answer(
            actor=system("reporting"), report_id=report.pk, answer=answer, now=clock.now()
        )


def _follow(event_id: int) -> Report | None:
    report = _report_on(Event.objects.get(pk=event_id))
    if report is not None:
        actions.follow_document(actor=system("reporting"), report_id=report.pk, now=clock.now())
    return report


def _report_on(event: Event) -> Report | None:
    """Return the report whose document the event is about; most documents are no reports."""
    return Report.objects.filter(document=event.subject_id).first()
