"""Sổ đăng ký: the registers of documents, as Decree 30/2020, annex IV prints them."""

import datetime as dt
from dataclasses import dataclass

from nhip.accounts.models import User
from nhip.core.clock import local
from nhip.core.web import require
from nhip.documents.models import Document, Recipient, TakenNumber
from nhip.documents.permissions import Permission
from nhip.documents.rules.numbering import padded
from nhip.organisations.models import Unit


@dataclass(frozen=True)
class OutgoingLine:
    """Dòng sổ văn bản đi: the ten columns."""

    number: str
    date: dt.date | None
    kind_and_subject: str
    signer: str
    recipients: str
    keeping_unit: str
    copies: int
    sent_on: dt.date | None
    received_by: str
    """Who acknowledged the document: receipts of systems stand where people signed."""
    note: str
    document_id: int | None = None


@dataclass(frozen=True)
class IncomingLine:
    """Dòng sổ văn bản đến: the ten columns."""

    arrived_on: dt.date
    arrival_number: int
    author: str
    number: str
    date: dt.date | None
    kind_and_subject: str
    receiving_unit: str
    transferred_on: dt.date | None
    received_by: str
    note: str
    document_id: int | None = None


def outgoing_register(
    *, viewer: User, agency_id: int, year: int, on: dt.date
) -> list[OutgoingLine]:
    """Sổ văn bản đi: one line per number taken that year, on paper or voided too."""
    require(viewer, Permission.VIEW, agency_id, on=on)
    documents = (
        Document.objects.outgoing()
        .filter(agency_id=agency_id, taken_number__series__year=year)
        .prefetch_related("recipients")
    )
    bearers = {document.taken_number_id: document for document in documents}
    taken = TakenNumber.objects.filter(series__agency_id=agency_id, series__year=year).order_by(
        "series__group", "number"
    )
    return [_sent(bearers[one.pk]) if one.pk in bearers else _spent(one) for one in taken]


def incoming_register(
    *, viewer: User, agency_id: int, year: int, on: dt.date
) -> list[IncomingLine]:
    """Sổ văn bản đến: one line per arrival of that year, returned ones too."""
    require(viewer, Permission.VIEW, agency_id, on=on)
    receiver = Unit.objects.get(pk=agency_id).official_name_on(on)
    documents = (
        Document.objects.incoming()
        .filter(agency_id=agency_id, arrival_year=year)
        .order_by("arrival_number")
    )
    return [_arrived(document, receiver) for document in documents]


def _sent(document: Document) -> OutgoingLine:
    recipients = document.recipients.all()
    return OutgoingLine(
        number=document.number,
        date=document.issued_on,
        kind_and_subject=f"{document.kind_name}: {document.subject}",
        signer=document.signer_name,
        recipients="; ".join(recipient.name for recipient in recipients),
        keeping_unit="Văn thư",
        copies=len(recipients),
        sent_on=local(document.sent_at).date() if document.sent_at else None,
        received_by="; ".join(_receipt(one) for one in recipients if one.has_arrived),
        note="; ".join(f"{one.name}: {one.status_reason}" for one in recipients if one.is_refused),
        document_id=document.pk,
    )


def _receipt(recipient: Recipient) -> str:
    number = recipient.arrival_number
    return recipient.name if number is None else f"{recipient.name} (số đến {number})"


def _spent(taken: TakenNumber) -> OutgoingLine:
    return OutgoingLine(
        number=padded(taken.number),
        date=local(taken.taken_at).date(),
        kind_and_subject="",
        signer="",
        recipients="",
        keeping_unit="",
        copies=0,
        sent_on=None,
        received_by="",
        note=f"{taken.get_use_display()}: {taken.reason}",
    )


def _arrived(document: Document, receiver: str) -> IncomingLine:
    assert document.arrived_at is not None
    assert document.arrival_number is not None
    return IncomingLine(
        arrived_on=local(document.arrived_at).date(),
        arrival_number=document.arrival_number,
        author=document.author_name,
        number=document.number,
        date=document.issued_on,
        kind_and_subject=f"{document.kind_name}: {document.subject}",
        receiving_unit=receiver,
        transferred_on=None,
        received_by="",
        note=document.return_reason,
        document_id=document.pk,
    )
