"""Thư gửi đi: the letter by which an issued document goes to one recipient."""

from nhip.documents.models import Document, Recipient
from nhip.documents.rules.kinds import detail_on_the_axis
from nhip.documents.rules.letters import BETWEEN_LINES, PDF
from nhip.documents.rules.numbering import split_number
from nhip.exchange.rules.letters import Attachment, Business, Letter, Party


def letter_to(recipient: Recipient) -> Letter:
    """Return the letter to one recipient of a sealed document.

    Who had the former document is told that this one replaces it; to others it is new.
    """
    document = recipient.document
    assert document.issued_on is not None
    number, notation = split_number(document.number)
    former = _former_of(recipient)
    *competence, position = document.signer_standing
    return Letter(
        sender=Party(document.author_code, document.author_name),
        recipient=Party(recipient.code, recipient.name),
        document_id=document.edxml_id,
        number=number,
        notation=notation,
        place=document.place,
        promulgated_on=document.issued_on,
        kind_name=document.kind_name,
        kind_detail=detail_on_the_axis(document.kind),
        subject=document.subject,
        signer_competence=BETWEEN_LINES.join(competence),
        signer_position=position,
        signer_name=document.signer_name,
        due_on=None,
        to_places=tuple(document.recipients.order_by("id").values_list("name", flat=True)),
        priority=document.urgency,
        business=Business.NEW if former is None else Business.REPLACE,
        replaces="" if former is None else former.edxml_id,
        reason="" if former is None else document.replace_reason,
        attachments=(_part(document),),
    )


def _former_of(recipient: Recipient) -> Document | None:
    """Return the document this one replaces, if that recipient was sent it."""
    former = recipient.document.replaces
    if former is None or not former.recipients.filter(code=recipient.code).exists():
        return None
    return former


def _part(document: Document) -> Attachment:
    return Attachment(
        content_id=document.file_id,
        name=f"{document.number.replace('/', '_')}.pdf",
        media_type=PDF,
        sha256=document.file_id,
        size=document.file.size,
        description=document.subject,
    )
