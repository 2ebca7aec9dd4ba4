"""Trang văn bản: what waits for the clerk, what came in, and one document with what is known."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.core.clock import local
from nhip.core.refs import ref
from nhip.documents.models import Document, DocumentQuerySet, Recipient
from nhip.documents.permissions import Permission
from nhip.documents.queries.duties import prepared_by, signed_by
from nhip.documents.queries.history import HistoryLine, history
from nhip.documents.queries.wording import delivery_mark, state_mark, when_said
from nhip.signing.queries.pages import KeyShown, key_of_agency
from nhip.ui.rules import Mark

MOST_LINES = 100


@dataclass(frozen=True)
class DocumentLine:
    """Dòng văn bản trong danh sách việc."""

    document_id: int
    number: str
    kind_and_subject: str
    counterpart: str
    at: dt.datetime | None
    arrival_number: int | None
    state: Mark


@dataclass(frozen=True)
class RecipientShown:
    """Nơi nhận trên trang: who, where it is, since when, and why."""

    name: str
    state: Mark
    at: dt.datetime | None
    arrival_number: int | None
    reason: str


@dataclass(frozen=True)
class Other:
    """Văn bản liên quan: one the page links to."""

    document_id: int
    number: str


@dataclass(frozen=True)
class DocumentPage:
    """Một văn bản trên trang."""

    document_id: int
    is_incoming: bool
    title: str
    number: str
    issued_on: dt.date | None
    place: str
    author: str
    signer: str
    standing: Sequence[str]
    state: Mark
    sha256: str
    signed_at: dt.datetime | None
    sealed_at: dt.datetime | None
    sent_at: dt.datetime | None
    arrived_at: dt.datetime | None
    arrival_number: int | None
    return_reason: str
    replaces: Other | None
    replaced_by: Other | None
    repeats: Sequence[Other]
    recipients: Sequence[RecipientShown]
    history: Sequence[HistoryLine]
    waits_for_seal: bool
    stamp_awaited_until: dt.datetime | None
    key: KeyShown | None


def waiting_for_seal(*, viewer: User, now: dt.datetime) -> list[DocumentLine]:
    """Chờ đóng dấu: return the signed documents the clerk is to seal, the first signed first."""
    mine = _held(viewer, Permission.SEAL, now).for_the_clerk()
    return [_line(one, one.signed_at) for one in _listed(mine)]


def about_to_leave(*, viewer: User, now: dt.datetime) -> list[DocumentLine]:
    """Chờ phát hành: return the sealed documents that have not left yet."""
    mine = _held(viewer, Permission.SEAL, now).to_be_sent()
    return [_line(one, one.sealed_at) for one in _listed(mine)]


def arrivals(*, viewer: User, now: dt.datetime) -> list[DocumentLine]:
    """Văn bản đến: return the newest arrivals the registry looks after."""
    mine = _held(viewer, Permission.REGISTER, now).incoming().order_by("-arrived_at", "-id")
    return [_line(one, one.arrived_at) for one in _listed(mine)]


def document_page(document: Document, *, viewer: User, now: dt.datetime) -> DocumentPage:
    """Return one document as its page shows it to this person."""
    seals = _seals(document, viewer, now)
    return DocumentPage(
        document_id=document.pk,
        is_incoming=document.direction == Document.Direction.IN,
        title=f"{document.kind_name}: {document.subject}",
        number=document.number,
        issued_on=document.issued_on,
        place=document.place,
        author=document.author_name,
        signer=document.signer_name,
        standing=document.signer_standing,
        state=state_mark(document),
        sha256=document.file_id,
        signed_at=document.signed_at,
        sealed_at=document.sealed_at,
        sent_at=document.sent_at,
        arrived_at=document.arrived_at,
        arrival_number=document.arrival_number,
        return_reason=document.return_reason,
        replaces=_other(document.replaces),
        replaced_by=_other(document.replaced_by.exclude(number="").first()),
        repeats=_repeats(document),
        recipients=recipients_of(document),
        history=history([ref(document)]),
        waits_for_seal=seals,
        stamp_awaited_until=document.stamp_awaited_until,
        key=key_of_agency(document.agency_id, now=now) if seals else None,
    )


def recipients_of(document: Document) -> list[RecipientShown]:
    """Nơi nhận: return each recipient with where the document is on its way there."""
    prefetch_related_objects([document], "recipients__message")
    rows = sorted(document.recipients.all(), key=lambda one: one.pk)
    return [_recipient(one) for one in rows]


def _held(viewer: User, right: str, now: dt.datetime) -> DocumentQuerySet:
    units = scope(viewer, right, on=local(now).date())
    return Document.objects.filter(agency__in=units)


def _listed(documents: DocumentQuerySet) -> DocumentQuerySet:
    return documents.prefetch_related("recipients")[:MOST_LINES]


def _line(document: Document, at: dt.datetime | None) -> DocumentLine:
    outgoing = document.direction == Document.Direction.OUT
    names = [one.name for one in document.recipients.all()] if outgoing else [document.author_name]
    return DocumentLine(
        document_id=document.pk,
        number=document.number,
        kind_and_subject=f"{document.kind_name}: {document.subject}",
        counterpart="; ".join(names),
        at=at,
        arrival_number=document.arrival_number,
        state=state_mark(document),
    )


def _recipient(one: Recipient) -> RecipientShown:
    return RecipientShown(
        name=one.name,
        state=delivery_mark(one),
        at=when_said(one),
        arrival_number=one.arrival_number,
        reason=one.status_reason,
    )


def _seals(document: Document, viewer: User, now: dt.datetime) -> bool:
    """Tell whether this person may seal the document now."""
    on = local(now).date()
    if document.state != Document.State.NUMBERED or signed_by(document, viewer.ref):
        return False
    if prepared_by(document, viewer.ref, on=on):
        return False
    return viewer.may(Permission.SEAL, document.agency_id, on=on)


def _other(document: Document | None) -> Other | None:
    return Other(document.pk, document.number or document.subject) if document else None


def _repeats(document: Document) -> list[Other]:
    if document.direction != Document.Direction.IN or not document.sameness:
        return []
    earlier = Document.objects.same_as(document).filter(pk__lt=document.pk)
    return [Other(one.pk, one.number) for one in earlier]
