"""Giới hạn của edXML: presence, length in characters, range and form of every value."""

import datetime as dt
import re
from collections.abc import Iterator

from nhip.exchange.rules.faults import Fault, Problem
from nhip.exchange.rules.letters import Attachment, Business, Letter, Party, Status

LARGEST_ENVELOPE = 48 * 2**20
LARGEST_PART = 32 * 2**20
MOST_PARTS = 100
MOST_MARKS = 100_000
"""The most ``<`` and ``=`` an envelope may hold: bounds what a parser builds before it starts."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_IDENTITY = re.compile(r"[A-Za-z0-9._@-]{1,200}")
_HIGHEST_PRIORITY = 4
_LONGEST_RECEIPT = 1_000


def faults_in_letter(letter: Letter, *, today: dt.date) -> list[Fault]:
    """Return everything that is wrong with the values of a letter, not only the first thing."""
    header = "MessageHeader"
    return [
        *_party(letter.sender, f"{header}.From"),
        *_party(letter.recipient, f"{header}.To"),
        *_text(letter.number, f"{header}.Code.CodeNumber", most=11, required=True),
        *_text(letter.notation, f"{header}.Code.CodeNotation", most=30, required=True),
        *_text(letter.place, f"{header}.PromulgationInfo.Place", most=50),
        *_past(letter.promulgated_on, f"{header}.PromulgationInfo.PromulgationDate", today),
        *_text(letter.kind_name, f"{header}.DocumentType.TypeName", most=100, required=True),
        *_text(letter.subject, f"{header}.Subject", most=500, required=True),
        *_text(letter.signer_competence, f"{header}.SignerInfo.Competence", most=100),
        *_text(letter.signer_position, f"{header}.SignerInfo.Position", most=100),
        *_text(letter.signer_name, f"{header}.SignerInfo.FullName", most=50),
        *_places(letter.to_places, f"{header}.ToPlaces.Place"),
        *_range(letter.priority, f"{header}.OtherInfo.Priority", most=_HIGHEST_PRIORITY),
        *_text(letter.document_id, f"{header}.DocumentId", most=255, required=True),
        *_business(letter, "TraceHeaderList.Bussiness"),
        *_attachments(letter.attachments, "edXMLManifest.Reference"),
    ]


def faults_in_status(status: Status) -> list[Fault]:
    """Return everything that is wrong with the values of a status."""
    header = "MessageHeader"
    return [
        *_party(status.sender, f"{header}.From"),
        *_text(status.recipient.code, f"{header}.ResponseFor.OrganId", most=35, required=True),
        *_text(status.document_id, f"{header}.ResponseFor.DocumentId", most=255),
        *_identified(status, f"{header}.ResponseFor.DocumentId"),
        *_text(status.department, f"{header}.StaffInfo.Department", most=500),
        *_text(status.staff, f"{header}.StaffInfo.Staff", most=100),
        *_text(status.code, f"{header}.StatusCode", most=2, required=True),
        *_text(status.description, f"{header}.Description", most=_LONGEST_RECEIPT),
    ]


def _party(party: Party, path: str) -> Iterator[Fault]:
    yield from _text(party.code, f"{path}.OrganId", most=35, required=True)
    yield from _text(party.name, f"{path}.OrganName", most=200, required=True)


def _text(value: str, path: str, *, most: int, required: bool = False) -> Iterator[Fault]:
    if required and not value:
        yield Fault(Problem.MISSING, path)
    if len(value) > most:
        yield Fault(Problem.TOO_LONG, path, str(most))
    if _UNPRINTABLE.search(value):
        yield Fault(Problem.NOT_PLAIN_TEXT, path)


def _places(places: tuple[str, ...], path: str) -> Iterator[Fault]:
    for place in places:
        yield from _text(place, path, most=500, required=True)


def _past(day: dt.date, path: str, today: dt.date) -> Iterator[Fault]:
    if day > today:
        yield Fault(Problem.IN_THE_FUTURE, path, f"{day:%Y/%m/%d}")


def _range(value: int, path: str, *, most: int) -> Iterator[Fault]:
    if not 0 <= value <= most:
        yield Fault(Problem.OUT_OF_RANGE, path, f"0–{most}")


def _business(letter: Letter, path: str) -> Iterator[Fault]:
    yield from _text(letter.reason, f"{path}.BussinessDocReason", most=500)
    named = "ReplacementInfoList.ReplacementInfo.DocumentId"
    where = named if letter.business == Business.REPLACE else "DocumentId"
    changes = letter.business != Business.NEW
    yield from _text(letter.replaces, f"{path}.{where}", most=255, required=changes)


def _attachments(attachments: tuple[Attachment, ...], path: str) -> Iterator[Fault]:
    if len(attachments) > MOST_PARTS:
        yield Fault(Problem.TOO_MANY, path, str(MOST_PARTS))
    if len({one.content_id for one in attachments}) < len(attachments):
        yield Fault(Problem.REPEATED, f"{path}.ContentId")
    for one in attachments:
        if not _IDENTITY.fullmatch(one.content_id):
            yield Fault(Problem.NOT_AN_IDENTITY, f"{path}.ContentId", one.content_id[:50])
        yield from _text(one.name, f"{path}.AttachmentName", most=255, required=True)
        yield from _text(one.media_type, f"{path}.ContentType", most=255, required=True)
        yield from _text(one.description, f"{path}.Description", most=1_000)


def _identified(status: Status, path: str) -> Iterator[Fault]:
    by_number = status.number and status.notation and status.promulgated_on
    if not status.document_id and not by_number:
        yield Fault(Problem.MISSING, path)
