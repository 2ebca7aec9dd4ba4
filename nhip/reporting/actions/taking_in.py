"""Tiếp nhận tự động: judge a received report and settle it, in one transaction."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from nhip.core.clock import local
from nhip.core.web import Actor, require
from nhip.documents.models import Document
from nhip.indicators.actions.resolution import ensure_periods
from nhip.reporting.actions.intakes import Arrival, accept, receive, refuse, return_between_levels
from nhip.reporting.models import Intake
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.judging import (
    Identified,
    day_of,
    evidence_of,
    identify,
    is_addressed,
    judge,
    owed,
)
from nhip.reporting.rules.acceptance import Evidence
from nhip.signing.rules.verdicts import Verdict


@dataclass(frozen=True)
class Found:
    """Kết quả mở tệp: the verdict on the signatures, and the report under all of them."""

    verdict: Verdict
    payload: bytes | None


@transaction.atomic
def take_in(*, actor: Actor, document_id: int, found: Found, now: dt.datetime) -> Intake | None:
    """Tiếp nhận: count a received report, or return it with every reason. Twice is once.

    A paper that is not what it says it is goes back and leaves no report behind; a report
    whose regime names other recipients is left for people to read.
    """
    document = Document.objects.locked(document_id)
    require(actor, Permission.ACCEPT, document.agency_id, on=local(now).date())

    if document.state != Document.State.REGISTERED:
        return Intake.objects.filter(document=document).first()
    on, evidence = day_of(document), evidence_of(document, found.verdict)
    report = [] if found.payload is None else identify(found.payload, on=on)
    if not isinstance(report, Identified):
        reasons = [*evidence.faults, *report]
        refuse(actor=actor, document_id=document.pk, reasons=reasons, now=now)
        return None
    if not is_addressed(report.regime, document, on=on):
        return None
    return _settle(actor, document, report, evidence, now)


def _settle(
    actor: Actor, document: Document, report: Identified, evidence: Evidence, now: dt.datetime
) -> Intake | None:
    """Judge while the obligation is held, so that two versions of one report never cross."""
    list(owed(report).select_for_update())
    judgement = judge(report, evidence, document)
    if judgement.identity:
        reasons = [*judgement.identity, *judgement.content]
        refuse(actor=actor, document_id=document.pk, reasons=reasons, now=now)
        return None
    intake = receive(actor=actor, arrival=_arrival(document, report), now=now)
    if judgement.content:
        return return_between_levels(
            actor=actor, intake_id=intake.pk, reasons=judgement.content, now=now
        )
    return accept(actor=actor, intake_id=intake.pk, now=now)


def _arrival(document: Document, report: Identified) -> Arrival:
    period_id = ensure_periods({report.span.key})[report.span.key]
    assert period_id is not None
    return Arrival(
        document_id=document.pk,
        agency_id=document.agency_id,
        payload=report.payload,
        report=report.report,
        regime=report.regime,
        form_version=report.form_version,
        unit_id=report.unit.pk,
        period_id=period_id,
    )
