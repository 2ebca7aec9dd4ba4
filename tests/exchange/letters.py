"""Thư mẫu: letters, statuses and envelopes that the tests send, and hands that sign them."""

import dataclasses
import datetime as dt
import uuid

from nhip.core.canonical import sha256_hex
from nhip.exchange.providers import signatures
from nhip.exchange.rules import writing
from nhip.exchange.rules.edxml import Delivery
from nhip.exchange.rules.letters import Attachment, Business, Letter, Party, Status
from nhip.exchange.rules.parts import octets

NOW = dt.datetime(2021, 8, 15, 1, 0, tzinfo=dt.UTC)
DAY = dt.date(2021, 8, 15)
TAY_NINH = Party("H53", "Ủy ban nhân dân tỉnh Tây Ninh")
OFFICE = Party("G22", "Văn phòng Chính phủ")
HEALTH = Party("G18", "Bộ Y tế")
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 40 + b"\nstartxref\n9\n%%EOF\n"


def attachment(data=PDF, content_id="report", name="05_BC-UBND.pdf", media_type="application/pdf"):
    return Attachment(content_id, name, media_type, sha256_hex(data), len(data))


def letter(*, parts=(PDF,), **changes):
    """Return a report of Tây Ninh to the Government Office, with these parts."""
    attachments = tuple(
        attachment(data, content_id=f"part{index}") for index, data in enumerate(parts)
    )
    usual = Letter(
        sender=TAY_NINH,
        recipient=OFFICE,
        document_id="H53,2021/08/15,05/BC-UBND",
        number="05",
        notation="BC-UBND",
        place="Tây Ninh",
        promulgated_on=DAY,
        kind_name="Báo cáo",
        kind_detail=14,
        subject="Báo cáo tình hình dịch bệnh ngày 14/08/2021",
        signer_competence="TM. ỦY BAN NHÂN DÂN",
        signer_position="CHỦ TỊCH",
        signer_name="Nguyễn Văn Minh",
        due_on=None,
        to_places=("Như trên", "Lưu: VT"),
        priority=0,
        business=Business.NEW,
        replaces="",
        reason="",
        attachments=attachments,
    )
    return dataclasses.replace(usual, **changes)


def status(**changes):
    """Return what the Government Office says of the report: arrived."""
    usual = Status(
        sender=OFFICE,
        recipient=TAY_NINH,
        document_id="H53,2021/08/15,05/BC-UBND",
        number="05",
        notation="BC-UBND",
        promulgated_on=DAY,
        code="01",
        description="Đã đến",
        reported_at=NOW,
    )
    return dataclasses.replace(usual, **changes)


def delivery(message_id=None, created_at=NOW):
    return Delivery(message_id or str(uuid.uuid4()), created_at)


def envelope(driver, content=None, *, parts=(PDF,), at=None):
    """Return the signed envelope of a letter with its parts, or of a status."""
    at = at or delivery()
    if isinstance(content, Status):
        return signatures.sign(writing.draft_status(content, at), [], driver).envelope
    content = content or letter(parts=parts)
    pairs = [(one, octets(data)) for one, data in zip(content.attachments, parts, strict=True)]
    return signatures.sign(writing.draft_letter(content, at), pairs, driver).envelope
