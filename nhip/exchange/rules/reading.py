"""Đọc edXML: any order, any prefix; what is unknown is kept, everything wrong is listed at once."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from nhip.core.numbers import read_whole
from nhip.exchange.rules.edxml import CID, Delivery, Hop, child, children, text_of
from nhip.exchange.rules.faults import OF_CONTENT, Fault, Problem
from nhip.exchange.rules.letters import (
    Attachment,
    Business,
    Letter,
    PartDigest,
    Party,
    Receipt,
    Status,
)
from nhip.exchange.rules.limits import faults_in_letter, faults_in_status
from nhip.exchange.rules.parts import BadPart, Octets, unpack
from nhip.exchange.rules.reader import NO_DAY, NO_MOMENT, Reader, parsed_instant

LARGEST_NUMBER = 2**31 - 1
_MOST_UNREAD = 256 * 2**10


@dataclass(frozen=True)
class Pieces:
    """Các phần của gói tin: the elements that say something, wherever they were found."""

    header: etree._Element
    delivery: etree._Element | None
    business: etree._Element | None
    body: etree._Element | None


@dataclass(frozen=True)
class Reading:
    """Kết quả đọc: the content with the codes of the wire, and everything wrong with it.

    There is a content unless the envelope itself is faulty; a part that is
    damaged is kept as it came.
    """

    content: Letter | Status | None
    delivery: Delivery
    parts: tuple[Octets, ...]
    unread: tuple[str, ...]
    faults: tuple[Fault, ...]


def pieces_of(root: etree._Element) -> Pieces | None:
    """Return the pieces of an envelope where the standard puts them; None without a header."""
    envelope = child(root, "edXMLEnvelope")
    header = child(envelope, "edXMLHeader")
    message = child(header, "MessageHeader")
    if message is None:
        return None
    return Pieces(
        header=message,
        delivery=child(header, "Delivery"),
        business=child(header, "TraceHeaderList", "Bussiness"),
        body=child(envelope, "edXMLBody"),
    )


def claimed_sender(root: etree._Element) -> str:
    """Return the code an envelope claims to come from, before anything was verified."""
    pieces = pieces_of(root)
    return text_of(child(pieces.header, "From", "OrganId")) if pieces else ""


def hops_of(root: etree._Element) -> tuple[Hop, ...]:
    """Return the systems an envelope passed, as they wrote it; odd entries are tolerated."""
    trace = child(root, "edXMLEnvelope", "edXMLHeader", "TraceHeaderList")
    return tuple(
        Hop(text_of(child(one, "OrganId")), text_of(child(one, "Timestamp")))
        for one in children(trace, "TraceHeader")
    )


def read(pieces: Pieces, octets: Mapping[str, Octets], *, today: dt.date) -> Reading:
    """Đọc gói tin: return the letter or the status in it, or everything that is wrong."""
    reader = Reader()
    reader.all(pieces.header, "StatusCode")
    content: Letter | Status
    parts: tuple[Octets, ...] = ()
    if child(pieces.header, "StatusCode") is not None:
        content = _status(reader, pieces)
        reader.faults += faults_in_status(content)
    else:
        content, parts = _letter(reader, pieces, octets)
        reader.faults += faults_in_letter(content, today=today)
    return _reading(reader, pieces, content, parts)


def _reading(
    reader: Reader, pieces: Pieces, content: Letter | Status, parts: tuple[Octets, ...]
) -> Reading:
    delivery = _delivery(reader, pieces.delivery)
    elements = (pieces.header, pieces.business, pieces.body)
    unread = tuple(raw for element in elements for raw in reader.unread(element))
    if sum(map(len, unread)) > _MOST_UNREAD:
        reader.note(Problem.TOO_LARGE, "edXMLHeader", str(_MOST_UNREAD))
    faults = tuple(dict.fromkeys(reader.faults))
    whole = all(fault.problem in OF_CONTENT for fault in faults)
    return Reading(content if whole else None, delivery, parts, unread, faults)


def _letter(
    reader: Reader, pieces: Pieces, octets: Mapping[str, Octets]
) -> tuple[Letter, tuple[Octets, ...]]:
    header, path = pieces.header, "MessageHeader"
    code = reader.one(header, "Code", path)
    issue = reader.one(header, "PromulgationInfo", path)
    kind = reader.one(header, "DocumentType", path)
    other = reader.one(header, "OtherInfo", path)
    signer = next(iter(reader.all(header, "SignerInfo")), None)
    reader.needed(issue, "PromulgationDate", f"{path}.PromulgationInfo")
    promulgated_on = reader.day(issue, "PromulgationDate", f"{path}.PromulgationInfo")
    reader.number(kind, "Type", f"{path}.DocumentType")
    detail = reader.number(kind, "TypeDetail", f"{path}.DocumentType")
    business, replaces, reason = _business(reader, pieces.business)
    attachments, parts = _attachments(reader, pieces.body, octets)
    letter = Letter(
        sender=_party(reader, header, "From", path),
        recipient=_party(reader, header, "To", path),
        document_id=reader.text(header, "DocumentId", path),
        number=reader.text(code, "CodeNumber", f"{path}.Code"),
        notation=reader.text(code, "CodeNotation", f"{path}.Code"),
        place=reader.text(issue, "Place", f"{path}.PromulgationInfo"),
        promulgated_on=promulgated_on or NO_DAY,
        kind_name=reader.text(kind, "TypeName", f"{path}.DocumentType"),
        kind_detail=None if detail == -1 else detail,
        subject=reader.text(header, "Subject", path),
        signer_competence=reader.text(signer, "Competence", f"{path}.SignerInfo"),
        signer_position=reader.text(signer, "Position", f"{path}.SignerInfo"),
        signer_name=reader.text(signer, "FullName", f"{path}.SignerInfo"),
        due_on=reader.day(header, "DueDate", path),
        to_places=_places(reader, reader.one(header, "ToPlaces", path)),
        priority=reader.number(other, "Priority", f"{path}.OtherInfo") or 0,
        business=business,
        replaces=replaces,
        reason=reason,
        attachments=attachments,
    )
    return letter, parts


def _status(reader: Reader, pieces: Pieces) -> Status:
    header, path = pieces.header, "MessageHeader"
    about = reader.one(header, "ResponseFor", path)
    staff = reader.one(header, "StaffInfo", path)
    number, _, notation = reader.text(about, "Code", f"{path}.ResponseFor").partition("/")
    reader.needed(header, "Timestamp", path)
    reported_at = reader.moment(header, "Timestamp", path)
    return Status(
        sender=_party(reader, header, "From", path),
        recipient=_addressee(pieces, reader.text(about, "OrganId", f"{path}.ResponseFor")),
        document_id=reader.text(about, "DocumentId", f"{path}.ResponseFor"),
        number=number,
        notation=notation,
        promulgated_on=reader.day(about, "PromulgationDate", f"{path}.ResponseFor"),
        code=reader.text(header, "StatusCode", path),
        description=reader.text(header, "Description", path),
        reported_at=reported_at or NO_MOMENT,
        department=reader.text(staff, "Department", f"{path}.StaffInfo"),
        staff=reader.text(staff, "Staff", f"{path}.StaffInfo"),
        receipt=_receipt(child(pieces.delivery, "Receipt")),
    )


def _party(reader: Reader, header: etree._Element, name: str, path: str) -> Party:
    element = reader.one(header, name, path)
    where = f"{path}.{name}"
    return Party(reader.text(element, "OrganId", where), reader.text(element, "OrganName", where))


def _addressee(pieces: Pieces, author: str) -> Party:
    """Return whom a status goes to: the author of the document, unless the delivery names another.

    A withdrawal (13) is about the sender's own document, so it does.
    """
    named = child(pieces.delivery, "To")
    code = text_of(child(named, "OrganId")) or author
    return Party(code, text_of(child(named, "OrganName")))


def _places(reader: Reader, element: etree._Element | None) -> tuple[str, ...]:
    return tuple(text_of(place) for place in reader.all(element, "Place"))


def _business(reader: Reader, element: etree._Element | None) -> tuple[Business, str, str]:
    path = "TraceHeaderList.Bussiness"
    written = reader.number(element, "BussinessDocType", path) or 0
    if written not in list(Business):
        reader.note(Problem.OUT_OF_RANGE, f"{path}.BussinessDocType", "0–3")
        written = 0
    former = reader.text(element, "DocumentId", path)
    listed = reader.one(element, "ReplacementInfoList", path)
    info = reader.one(listed, "ReplacementInfo", f"{path}.ReplacementInfoList")
    replaced = reader.text(info, "DocumentId", f"{path}.ReplacementInfoList.ReplacementInfo")
    reader.all(info, "OrganIdList")
    reader.text(element, "Paper", path)
    business = Business(written)
    reason = reader.text(element, "BussinessDocReason", path)
    return business, replaced if business == Business.REPLACE else former, reason


def _attachments(
    reader: Reader, body: etree._Element | None, octets: Mapping[str, Octets]
) -> tuple[tuple[Attachment, ...], tuple[Octets, ...]]:
    manifest = reader.one(body, "edXMLManifest", "edXMLBody")
    pairs = [
        _attachment(reader, reference, octets) for reference in reader.all(manifest, "Reference")
    ]
    named = {attachment.content_id for attachment, _ in pairs}
    for content_id in octets.keys() - named:
        reader.note(Problem.NOT_IN_MANIFEST, "AttachmentEncoded.Attachment", content_id[:50])
    return tuple(one for one, _ in pairs), tuple(part for _, part in pairs)


def _attachment(
    reader: Reader, reference: etree._Element, octets: Mapping[str, Octets]
) -> tuple[Attachment, Octets]:
    path = "edXMLManifest.Reference"
    content_id = reader.text(reference, "ContentId", path).removeprefix(CID)
    name = reader.text(reference, "AttachmentName", path)
    media_type = reader.text(reference, "ContentType", path)
    part = octets.get(content_id)
    if part is None:
        part = Octets(b"", "")
        reader.note(Problem.MISSING, "AttachmentEncoded.Attachment", content_id[:50])
    else:
        try:
            part = unpack(part, name=name, media_type=media_type)
        except BadPart as bad:
            reader.note(bad.problem, "AttachmentEncoded.Attachment", f"{name[:50]} {bad.detail}")
    return (
        Attachment(
            content_id=content_id,
            name=name,
            media_type=media_type,
            sha256=part.sha256,
            size=len(part.data),
            description=reader.text(reference, "Description", path),
        ),
        part,
    )


def _delivery(reader: Reader, element: etree._Element | None) -> Delivery:
    message_id = text_of(child(element, "MessageId"))
    created_at = parsed_instant(element, "CreatedAt")
    if not _is_uuid(message_id):
        reader.note(Problem.NOT_AN_IDENTITY, "Delivery.MessageId", message_id[:50])
    if created_at is None:
        reader.note(Problem.NOT_A_DATE, "Delivery.CreatedAt")
    return Delivery(message_id, created_at or NO_MOMENT)


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _receipt(element: etree._Element | None) -> Receipt | None:
    if element is None:
        return None
    seal = child(element, "Seal")
    number = text_of(child(element, "ArrivalNumber"))
    position = seal.get("Position", "") if seal is not None else ""
    return Receipt(
        message_id=text_of(child(element, "MessageId")),
        digest=text_of(child(element, "Digest")),
        parts=tuple(
            PartDigest(part.get("ContentId", ""), part.get("Sha256", ""))
            for part in children(element, "Part")
        ),
        arrival_number=read_whole(number, most=LARGEST_NUMBER),
        seal_position=read_whole(position),
        seal_hash=seal.get("Hash", "") if seal is not None else "",
    )
