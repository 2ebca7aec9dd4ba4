"""Báo cáo đang ở đâu: where a report stands, and the signed receipts of those who got it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from nhip.documents.models import Document, Recipient
from nhip.exchange.models import Message
from nhip.reporting.models import Report
from nhip.reporting.queries.remarks import newest_remarks


@dataclass(frozen=True)
class Receipt:
    """Biên nhận: one signed status as it was received; the hash is that of its envelope."""

    code: str
    description: str
    at: dt.datetime
    sha256: str
    digests_match: bool | None


@dataclass(frozen=True)
class Delivery:
    """Nơi nhận: an agency, what it said last, and every receipt it signed, oldest first."""

    code: str
    name: str
    status: str
    reason: str
    at: dt.datetime | None
    arrival_number: int | None
    receipts: Sequence[Receipt]


@dataclass(frozen=True)
class RemarkSaid:
    """Ý kiến trả lại: of one cell, or of the whole report where no address is given."""

    row: str
    column: str
    text: str


@dataclass(frozen=True)
class Track:
    """Báo cáo đang ở đâu: in the house, and at those it was sent to."""

    id: int
    obligation: int
    regime: str
    period: str
    round: int
    stage: str
    revision: int
    version: str
    number: str
    issued_on: dt.date | None
    remarks: Sequence[RemarkSaid]
    recipients: Sequence[Delivery]


def track(report: Report) -> Track:
    """Return where a report stands."""
    document = report.document
    return Track(
        id=report.pk,
        obligation=report.obligation_id,
        regime=report.obligation.regime.code,
        period=report.obligation.period.key,
        round=report.round,
        stage=report.stage,
        revision=report.revision,
        version=report.version.sha256 if report.version else "",
        number=document.number if document else "",
        issued_on=document.issued_on if document else None,
        remarks=[RemarkSaid(one.row, one.column, one.text) for one in newest_remarks(report)],
        recipients=_deliveries(document) if document else [],
    )


def newest_receipt(report: Report, *, recipient: str) -> str | None:
    """Return the hash of the newest receipt an agency signed, or of any agency if none is named."""
    statuses = _statuses().filter(answers__addressee__document=report.document_id)
    if recipient:
        statuses = statuses.filter(answers__addressee__code=recipient)
    newest = statuses.last()
    return newest.envelope_id if newest else None


def _deliveries(document: Document) -> list[Delivery]:
    return [_delivery(one) for one in document.recipients.order_by("pk")]


def _delivery(recipient: Recipient) -> Delivery:
    said = _statuses().filter(answers=recipient.message_id)
    return Delivery(
        code=recipient.code,
        name=recipient.name,
        status=recipient.status,
        reason=recipient.status_reason,
        at=recipient.status_at,
        arrival_number=recipient.arrival_number,
        receipts=[_receipt(one) for one in said],
    )


def _receipt(message: Message) -> Receipt:
    assert message.received_at is not None
    assert message.envelope_id is not None
    return Receipt(
        code=message.code,
        description=message.status.description,
        at=message.received_at,
        sha256=message.envelope_id,
        digests_match=message.digests_match,
    )


def _statuses() -> QuerySet[Message]:
    return Message.objects.incoming().filter(kind=Message.Kind.STATUS).order_by("pk")
