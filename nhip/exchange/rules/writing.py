"""Ghi edXML: one fixed order, prefixed, UTF-8; attachments are spliced in as they are.

What is written here is text, not a tree: a part of 25 MB is encoded once and
copied once, and no parser ever sees it on its way out.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from nhip.exchange.rules.edxml import (
    BODY_ID,
    BUSINESS_ID,
    CID,
    DAY,
    DELIVERY,
    DELIVERY_ID,
    EDXML,
    HANOI,
    HEADER_ID,
    MOMENT,
    Delivery,
)
from nhip.exchange.rules.letters import Attachment, Business, Letter, Party, Receipt, Status

_ADMINISTRATIVE = 2
_NO_KIND = -1


@dataclass(frozen=True)
class Draft:
    """Gói tin chưa ký: the text before and after the place of the signature, and what it signs."""

    head: str
    tail: str
    signed_ids: tuple[str, ...]

    def signed(self, signature: str, encoded_parts: Iterable[bytes] = ()) -> bytes:
        """Return the whole envelope with its signature and its attachments."""
        parts = b"".join(encoded_parts)
        if parts:
            parts = b"<AttachmentEncoded>" + parts + b"</AttachmentEncoded>"
        return b"".join(
            [self.head.encode(), signature.encode(), self.tail.encode(), parts, b"</edXML>\n"]
        )


def draft_letter(letter: Letter, delivery: Delivery) -> Draft:
    """Return the envelope of a letter, not yet signed."""
    header = [
        _party("From", letter.sender),
        _party("To", letter.recipient),
        _tag(
            "Code",
            _tag_text("CodeNumber", letter.number),
            _tag_text("CodeNotation", letter.notation),
        ),
        _tag(
            "PromulgationInfo",
            _some("Place", letter.place),
            _tag_text("PromulgationDate", f"{letter.promulgated_on:{DAY}}"),
        ),
        _kind(letter),
        _tag_text("Subject", letter.subject),
        _signer(letter),
        _some("DueDate", f"{letter.due_on:{DAY}}" if letter.due_on else ""),
        _places(letter.to_places),
        _tag("OtherInfo", _tag_text("Priority", str(letter.priority))),
        _tag_text("DocumentId", letter.document_id),
    ]
    trace = _tag("TraceHeaderList", hop(letter.sender.code, delivery.created_at), _business(letter))
    head = _opening() + _identified("MessageHeader", HEADER_ID, *header) + trace
    body = _identified("edXMLBody", BODY_ID, _manifest(letter.attachments))
    return Draft(
        head=head + _delivery(delivery, letter.recipient, None),
        tail=f"</edXML:edXMLHeader>{body}</edXML:edXMLEnvelope>",
        signed_ids=(HEADER_ID, BUSINESS_ID, DELIVERY_ID, BODY_ID),
    )


def draft_status(status: Status, delivery: Delivery) -> Draft:
    """Return the envelope of a status, not yet signed."""
    day = f"{status.promulgated_on:{DAY}}" if status.promulgated_on else ""
    header = [
        _party("From", status.sender),
        _tag(
            "ResponseFor",
            _tag_text("OrganId", status.recipient.code),
            _some("Code", "/".join(part for part in (status.number, status.notation) if part)),
            _some("PromulgationDate", day),
            _some("DocumentId", status.document_id),
        ),
        _staff(status),
        _tag_text("StatusCode", status.code),
        _some("Description", status.description),
        _tag_text("Timestamp", f"{status.reported_at.astimezone(HANOI):{MOMENT}}"),
    ]
    head = _opening() + _identified("MessageHeader", HEADER_ID, *header)
    return Draft(
        head=head + _delivery(delivery, status.recipient, status.receipt),
        tail="</edXML:edXMLHeader></edXML:edXMLEnvelope>",
        signed_ids=(HEADER_ID, DELIVERY_ID),
    )


def encode_part(attachment: Attachment, encoded: bytes) -> Sequence[bytes]:
    """Return the pieces of one attachment around its base64 text."""
    before = (
        f"<Attachment><ContentId>{CID}{_safe(attachment.content_id)}</ContentId>"
        f"<AttachmentName>{_safe(attachment.name)}</AttachmentName>"
        f"<ContentType>{_safe(attachment.media_type)}</ContentType><edXML:ContentTransferEncoded>"
    )
    return (before.encode(), encoded, b"</edXML:ContentTransferEncoded></Attachment>")


def hop(code: str, at: dt.datetime) -> str:
    """Return the entry that a system leaves when it sends a message on."""
    moment = f"{at.astimezone(HANOI):{MOMENT}}"
    return _tag("TraceHeader", _tag_text("OrganId", code), _tag_text("Timestamp", moment))


def _opening() -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<edXML xmlns="{EDXML}" xmlns:edXML="{EDXML}">'
        "<edXML:edXMLEnvelope><edXML:edXMLHeader>"
    )


def _party(name: str, party: Party) -> str:
    return _tag(name, _tag_text("OrganId", party.code), _tag_text("OrganName", party.name))


def _kind(letter: Letter) -> str:
    detail = _NO_KIND if letter.kind_detail is None else letter.kind_detail
    return _tag(
        "DocumentType",
        _tag_text("Type", str(_ADMINISTRATIVE)),
        _tag_text("TypeDetail", str(detail)),
        _tag_text("TypeName", letter.kind_name),
    )


def _signer(letter: Letter) -> str:
    return _tag_if(
        "SignerInfo",
        _some("Competence", letter.signer_competence),
        _some("Position", letter.signer_position),
        _some("FullName", letter.signer_name),
    )


def _places(places: Iterable[str]) -> str:
    return _tag_if("ToPlaces", *(_tag_text("Place", place) for place in places))


def _business(letter: Letter) -> str:
    replaces = letter.business == Business.REPLACE
    return _identified(
        "Bussiness",
        BUSINESS_ID,
        _tag_text("BussinessDocType", str(int(letter.business))),
        _some("BussinessDocReason", letter.reason),
        "" if replaces else _some("DocumentId", letter.replaces),
        _tag_text("Paper", "0"),
        _replacement(letter) if replaces else "",
    )


def _replacement(letter: Letter) -> str:
    receivers = _tag("OrganIdList", _tag_text("OrganId", letter.recipient.code))
    info = _tag("ReplacementInfo", _tag_text("DocumentId", letter.replaces), receivers)
    return _tag("ReplacementInfoList", info)


def _manifest(attachments: Iterable[Attachment]) -> str:
    references = "".join(
        _tag(
            "Reference",
            _tag_text("ContentId", CID + one.content_id),
            _tag_text("ContentType", one.media_type),
            _some("Description", one.description),
            _tag_text("AttachmentName", one.name),
        )
        for one in attachments
    )
    return f'<edXML:edXMLManifest version="1.0">{references}</edXML:edXMLManifest>'


def _staff(status: Status) -> str:
    return _tag_if(
        "StaffInfo", _some("Department", status.department), _some("Staff", status.staff)
    )


def _delivery(delivery: Delivery, recipient: Party, receipt: Receipt | None) -> str:
    return (
        f'<nhip:Delivery xmlns:nhip="{DELIVERY}" Id="{DELIVERY_ID}">'
        f"<nhip:MessageId>{_safe(delivery.message_id)}</nhip:MessageId>"
        f"<nhip:CreatedAt>{delivery.created_at.isoformat()}</nhip:CreatedAt>"
        f"<nhip:To><nhip:OrganId>{_safe(recipient.code)}</nhip:OrganId>"
        f"<nhip:OrganName>{_safe(recipient.name)}</nhip:OrganName></nhip:To>"
        f"{_receipt(receipt) if receipt else ''}</nhip:Delivery>"
    )


def _receipt(receipt: Receipt) -> str:
    parts = "".join(
        f"<nhip:Part ContentId={quoteattr(part.content_id)} Sha256={quoteattr(part.sha256)}/>"
        for part in receipt.parts
    )
    number, position = receipt.arrival_number, receipt.seal_position
    arrival = "" if number is None else f"<nhip:ArrivalNumber>{number}</nhip:ArrivalNumber>"
    seal = (
        "" if position is None else f'<nhip:Seal Position="{position}" Hash="{receipt.seal_hash}"/>'
    )
    return (
        f"<nhip:Receipt><nhip:MessageId>{_safe(receipt.message_id)}</nhip:MessageId>"
        f"<nhip:Digest>{_safe(receipt.digest)}</nhip:Digest>{parts}{arrival}{seal}</nhip:Receipt>"
    )


def _tag(name: str, *inner: str) -> str:
    return f"<edXML:{name}>{''.join(inner)}</edXML:{name}>"


def _tag_if(name: str, *inner: str) -> str:
    return _tag(name, *inner) if any(inner) else ""


def _tag_text(name: str, text: str) -> str:
    return _tag(name, _safe(text))


def _some(name: str, text: str) -> str:
    return _tag_text(name, text) if text else ""


def _identified(name: str, identity: str, *inner: str) -> str:
    return f'<edXML:{name} Id="{identity}">{"".join(inner)}</edXML:{name}>'


def _safe(text: str) -> str:
    return escape(text, {"\r": "&#13;"})
