"""Dự thảo và soát: bring a finished page before its signer."""

import datetime as dt
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.core.errors import Invalid, Refused
from nhip.core.text import nfc
from nhip.core.web import Actor, require
from nhip.documents.models import Approval, Document, Recipient, SigningCompetence
from nhip.documents.permissions import Permission
from nhip.documents.rules.drafts import Draft, symbol_fits
from nhip.documents.rules.kinds import Kind, kind_of
from nhip.documents.rules.numbering import day_of
from nhip.events.actions import record
from nhip.files.actions import name
from nhip.organisations.models import Unit

PDF = "application/pdf"
DRAFTED = "documents.document.drafted"
DISCARDED = "documents.document.discarded"
APPROVED = "documents.document.approved"


class UnknownKind(Invalid):
    """Tên loại không có: Decree 30/2020 knows 29 kinds and 3 copies."""

    message = _("“%(kind)s” is no kind of document.")


class SymbolDoesNotFit(Invalid):
    """Ký hiệu không khớp tên loại."""

    message = _("The symbol “%(symbol)s” is not that of a document of kind “%(kind)s”.")


class MayNotSign(Refused):
    """Không có thẩm quyền ký: the competence does not hold on the day, or not for this document."""

    message = _("%(name)s has no competence to sign this document on %(on)s.")


class NotADraft(Refused):
    """Không còn là dự thảo."""

    message = _("This document is no longer a draft.")


class SamePersonApproves(Refused):
    """Hai người soát khác nhau: content and form are approved by different people."""

    message = _("Content and form must be approved by two different people.")


class NothingToReplace(Refused):
    """Không có gì để thay thế: only what this agency has issued can be replaced."""

    message = _("Only a document that this agency has issued can be replaced.")


class AlreadyReplaced(Refused):
    """Đã được thay thế: a document gives its place to one other only."""

    message = _("Another document has already replaced document %(number)s.")


@transaction.atomic
def draft(*, actor: Actor, draft: Draft, now: dt.datetime) -> Document:
    """Dự thảo văn bản: a finished page for one signer.

    Raises UnknownKind, SymbolDoesNotFit, MayNotSign, NothingToReplace, AlreadyReplaced.
    """
    require(actor, Permission.VIEW, draft.agency_id, on=day_of(now))

    kind = _kind(draft)
    competence = competent(draft.competence_id, draft.agency_id, draft.kind, on=day_of(now))
    former = _replaceable(draft)

    document = _document(draft, kind, competence, now)
    document.replaces = former
    document.save()
    Recipient.objects.bulk_create(
        Recipient(document=document, code=to.code, name=to.name) for to in draft.recipients
    )

    record(DRAFTED, document, actor=actor, now=now, file=draft.sha256)
    return document


@transaction.atomic
def discard(*, actor: Actor, document_id: int, now: dt.datetime) -> Document:
    """Bỏ dự thảo: let nobody sign this page any more. Twice is once. Raises NotADraft."""
    document = Document.objects.locked(document_id)
    require(actor, Permission.NUMBER, document.agency_id, on=day_of(now))

    if document.state == Document.State.DISCARDED:
        return document
    if document.state != Document.State.DRAFT:
        raise NotADraft

    document.state = Document.State.DISCARDED
    document.save(update_fields=["state"])

    record(DISCARDED, document, actor=actor, now=now)
    return document


@transaction.atomic
def approve(
    *, actor: User, document_id: int, aspect: Approval.Aspect, now: dt.datetime
) -> Approval:
    """Soát nội dung, soát thể thức: approve one aspect. Raises NotADraft, SamePersonApproves."""
    document = Document.objects.locked(document_id)
    require(actor, Permission.VIEW, document.agency_id, on=day_of(now))

    if document.state != Document.State.DRAFT:
        raise NotADraft
    given = document.approvals.filter(file=document.file)
    if given.exclude(aspect=aspect).filter(by=actor).exists():
        raise SamePersonApproves

    approval, _created = given.get_or_create(
        document=document,
        file=document.file,
        aspect=aspect,
        defaults={"by": actor, "approved_at": now},
    )

    record(APPROVED, document, actor=actor, now=now, aspect=aspect)
    return approval


def competent(competence_id: int, agency_id: int, kind: str, *, on: dt.date) -> SigningCompetence:
    """Return the competence if it holds for the agency and kind on that day. Raises MayNotSign."""
    competence = SigningCompetence.objects.select_related("user").get(pk=competence_id)
    if competence.agency_id != agency_id or not competence.rule.covers(kind, on=on):
        raise MayNotSign(name=competence.user.full_name, on=f"{on:%d/%m/%Y}")
    return competence


def require_unreplaced(former: Document) -> None:
    """Make sure no other document with a number took its place. Raises AlreadyReplaced."""
    if former.is_replaced:
        raise AlreadyReplaced(number=former.number)


def _replaceable(draft: Draft) -> Document | None:
    """Return the document whose place the draft is to take, if it is to take one's."""
    if draft.replaces_id is None:
        return None
    issued = Document.objects.outgoing().filter(state=Document.State.ISSUED)
    former = issued.filter(pk=draft.replaces_id, agency_id=draft.agency_id).first()
    if former is None:
        raise NothingToReplace
    require_unreplaced(former)
    return former


def _document(
    draft: Draft, kind: Kind, competence: SigningCompetence, now: dt.datetime
) -> Document:
    agency, on = Unit.objects.get(pk=draft.agency_id), day_of(now)
    return Document(
        direction=Document.Direction.OUT,
        state=Document.State.DRAFT,
        agency=agency,
        kind=kind.code,
        kind_name=kind.name,
        notation=nfc(draft.notation),
        place=nfc(draft.place),
        subject=nfc(draft.subject),
        urgency=draft.urgency,
        author_code=agency.code_on("qd20", on),
        author_name=agency.official_name_on(on),
        prepared_by=list(draft.prepared_by),
        signer_name=competence.user.full_name,
        signer_standing=list(competence.rule.standing()),
        file=name(draft.sha256, size=draft.size, media_type=PDF, now=now),
        boxes={role: asdict(box) for role, box in draft.boxes.items()},
        competence=competence,
        replace_reason=nfc(draft.replace_reason),
        stamp_patience=draft.stamp_patience,
        created_at=now,
    )


def _kind(draft: Draft) -> Kind:
    try:
        kind = kind_of(draft.kind)
    except KeyError as error:
        raise UnknownKind(kind=draft.kind) from error
    if not symbol_fits(kind, draft.notation):
        raise SymbolDoesNotFit(symbol=draft.notation, kind=kind.name)
    return kind
