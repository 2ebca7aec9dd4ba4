"""Thư và trạng thái: what one agency says to another over the axis, whatever the wire form."""

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Business(IntEnum):
    """Loại nghiệp vụ: what a letter does with a document (edXML BussinessDocType)."""

    NEW = 0
    RECALL = 1
    UPDATE = 2
    REPLACE = 3


class StatusCode(StrEnum):
    """Mã trạng thái xử lý: the codes whose meaning is known; others are kept as they came."""

    ARRIVED = "01"
    REFUSED = "02"
    ACCEPTED = "03"
    ASSIGNED = "04"
    PROCESSING = "05"
    DONE = "06"
    TAKEN_BACK = "13"
    AGREED = "15"
    DECLINED = "16"


@dataclass(frozen=True)
class Party:
    """Cơ quan: an agency by its code of Decision 20/2020/QĐ-TTg, and its name."""

    code: str
    name: str


@dataclass(frozen=True)
class Attachment:
    """Tệp đính kèm: one part of a letter, known by the SHA-256 of its content."""

    content_id: str
    name: str
    media_type: str
    sha256: str
    size: int
    description: str = ""


@dataclass(frozen=True)
class Letter:
    """Thư: one document on its way from one agency to one other."""

    sender: Party
    recipient: Party
    document_id: str
    number: str
    notation: str
    place: str
    promulgated_on: dt.date
    kind_name: str
    kind_detail: int | None
    subject: str
    signer_competence: str
    signer_position: str
    signer_name: str
    due_on: dt.date | None
    to_places: tuple[str, ...]
    priority: int
    business: Business
    replaces: str
    reason: str
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True)
class PartDigest:
    """Giá trị băm: what one part hashed to where it arrived."""

    content_id: str
    sha256: str


@dataclass(frozen=True)
class Receipt:
    """Biên nhận: what arrived, its arrival number, and how far the receiver's log had come."""

    message_id: str
    digest: str
    parts: tuple[PartDigest, ...]
    arrival_number: int | None
    seal_position: int | None
    seal_hash: str


@dataclass(frozen=True)
class Status:
    """Trạng thái xử lý: what an agency reports of another's document; ``code`` may be unknown."""

    sender: Party
    recipient: Party
    document_id: str
    number: str
    notation: str
    promulgated_on: dt.date | None
    code: str
    description: str
    reported_at: dt.datetime
    department: str = ""
    staff: str = ""
    receipt: Receipt | None = None
