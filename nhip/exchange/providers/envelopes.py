"""Mở gói tin: from hostile bytes to elements and octets, in bounds."""

import base64
import binascii
import copy
import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from lxml import etree

from nhip.core import xml
from nhip.core.errors import Invalid
from nhip.exchange.rules import parts, writing
from nhip.exchange.rules.edxml import CID, DSIG, EDXML, child, children, local_name, text_of
from nhip.exchange.rules.limits import LARGEST_ENVELOPE, LARGEST_PART, MOST_MARKS, MOST_PARTS
from nhip.exchange.rules.reading import Pieces, claimed_sender, pieces_of

ONCE = ("edXMLEnvelope", "edXMLHeader", "MessageHeader", "Delivery", "Signature")
AT_MOST_ONCE = (*ONCE, "TraceHeaderList", "Bussiness", "edXMLBody", "AttachmentEncoded")


class NotAnEnvelope(Invalid):
    """Không phải gói edXML: the structure of an envelope is missing, or there twice."""

    message = _("This is not one well-formed edXML envelope: %(reason)s.")


class BadEncoding(Invalid):
    """Tệp mã hóa sai: an attachment is not base64, or larger than is taken."""

    message = _("The attachment %(part)s cannot be decoded.")


@dataclass(frozen=True)
class Opened:
    """Gói tin đã mở: the light tree without its attachments, and what they decode to."""

    root: etree._Element
    pieces: Pieces
    octets: dict[str, parts.Octets]
    sender: str
    certificate: bytes
    attachments: etree._Element | None


def open_envelope(data: bytes) -> Opened:
    """Mở gói tin: return what is inside; nothing of it is verified yet.

    Raises UnsafeXml, NotAnEnvelope, BadEncoding.
    """
    if data.count(b"<") > MOST_MARKS or data.count(b"=") > MOST_MARKS:
        raise xml.UnsafeXml(reason=f"> {MOST_MARKS} elements or attributes")
    root = xml.parse(data, max_bytes=LARGEST_ENVELOPE)
    _require_structure(root)
    attachments = child(root, "AttachmentEncoded")
    octets = _decode(attachments)
    if attachments is not None:
        root.remove(attachments)
    pieces = pieces_of(root)
    if pieces is None:
        raise NotAnEnvelope(reason="MessageHeader")
    return Opened(root, pieces, octets, claimed_sender(root), _certificate(root), attachments)


@dataclass(frozen=True)
class Claims:
    """Lời khai của gói tin: who it says it is from and for, and its identity; nothing is proven."""

    sender: str = ""
    recipient: str = ""
    message_id: str = ""


def claims_of(data: bytes) -> Claims:
    """Return what refused bytes claim, as far as they can be read at all."""
    try:
        opened = open_envelope(data)
    except Invalid:
        return Claims()
    delivery = opened.pieces.delivery
    return Claims(
        opened.sender,
        text_of(child(delivery, "To", "OrganId")),
        text_of(child(delivery, "MessageId")),
    )


def with_hop(opened: Opened, code: str, at: dt.datetime) -> bytes:
    """Ghi chặng: return the envelope with one more trace entry; what is signed stays as it is."""
    root = copy.deepcopy(opened.root)
    trace = child(root, "edXMLEnvelope", "edXMLHeader", "TraceHeaderList")
    if trace is not None:
        trace.insert(len(list(children(trace, "TraceHeader"))), _hop(code, at))
    if opened.attachments is not None:
        root.append(opened.attachments)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _require_structure(root: etree._Element) -> None:
    """Refuse elements that are missing or there twice: nobody may read another one than we do."""
    counts = Counter(local_name(element) for element in root.iter())
    missing = [name for name in ONCE if not counts[name]]
    twice = [name for name in AT_MOST_ONCE if counts[name] > 1]
    if local_name(root) != "edXML" or missing or twice:
        raise NotAnEnvelope(reason=", ".join([*missing, *twice]) or local_name(root))
    if child(root, "edXMLEnvelope", "edXMLHeader", "Signature") is None:
        raise NotAnEnvelope(reason="Signature")


def _decode(attachments: etree._Element | None) -> dict[str, parts.Octets]:
    octets: dict[str, parts.Octets] = {}
    for attachment in children(attachments, "Attachment"):
        content_id = text_of(child(attachment, "ContentId")).removeprefix(CID)
        if content_id in octets or len(octets) == MOST_PARTS:
            raise NotAnEnvelope(reason="AttachmentEncoded.Attachment")
        octets[content_id] = parts.octets(_octets(attachment, content_id))
    return octets


def _octets(attachment: etree._Element, content_id: str) -> bytes:
    encoded = child(attachment, "ContentTransferEncoded")
    text = (encoded.text or "").encode() if encoded is not None else b""
    if encoded is None or len(encoded) or len(text) > LARGEST_PART * 3 // 2:
        raise BadEncoding(part=content_id[:50])
    try:
        return base64.b64decode(text.translate(None, b" \t\r\n"), validate=True)
    except binascii.Error:
        raise BadEncoding(part=content_id[:50]) from None


def _certificate(root: etree._Element) -> bytes:
    found = root.find(f".//{{{DSIG}}}X509Certificate")
    try:
        return base64.b64decode("".join(text_of(found).split()), validate=True)
    except ValueError:  # not base64, or not even ASCII
        raise NotAnEnvelope(reason="X509Certificate") from None


def _hop(code: str, at: dt.datetime) -> etree._Element:
    written = writing.hop(code, at)
    scaffold = etree.fromstring(f'<x xmlns:edXML="{EDXML}">{written}</x>')
    return scaffold[0]
