"""Người của bãi diễn tập: the agencies of the field, their keys, letters and figures."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from psycopg.types.range import DateRange

from nhip.config.faults.field import AGENCIES, FIGURES
from nhip.core.canonical import sha256_hex
from nhip.core.clock import local
from nhip.core.web import Actor
from nhip.exchange.actions import Entry, queue_document, register_partner
from nhip.exchange.models import Message
from nhip.exchange.rules.letters import Attachment, Business, Letter, Party
from nhip.files import providers as files
from nhip.files.actions import name
from nhip.indicators.actions import load_dictionary, store
from nhip.indicators.rules.facts import Fact, Imported
from nhip.organisations.models import Code, Name, Unit
from nhip.signing.actions import Holder as KeyHolder
from nhip.signing.actions import Registration, register_key
from nhip.signing.models import Key
from nhip.signing.providers import authorities
from nhip.signing.providers.authorities import Authorities

EVER = DateRange(dt.date(1900, 1, 1), None)
FIRST_DAY = dt.date(2000, 1, 1)
INDICATORS = [f"DT.{number}" for number in range(1, FIGURES + 1)]
ENTRY = {
    "unit_of_measure": "lượt",
    "unit_of_measure_en": "times",
    "data_type": "decimal",
    "kind": "output",
    "frequency": "day",
    "data_source": "Diễn tập lỗi",
    **dict.fromkeys(("over_place", "over_time", "over_groups"), "sum"),
    "additivity_reason": "Diễn tập lỗi",
    "owner": ["G22", f"{FIRST_DAY}"],
    "valid_from": f"{FIRST_DAY}",
}
DICTIONARY = {
    "dimensions": [],
    "indicators": [
        {"code": code, "name": f"Chỉ tiêu {code}", "name_en": f"Indicator {code}", **ENTRY}
        for code in INDICATORS
    ],
}
NAMES = {code: full for agencies in AGENCIES.values() for code, full in agencies.items()}


@transaction.atomic
def settle(*, pki: Path, doors: Mapping[str, str], actor: Actor, now: dt.datetime) -> None:
    """Enter every agency of the field: its unit, its transport key, and its node's door."""
    established = Authorities(pki / "authorities")
    established.found(now)
    for code, door in doors.items():
        unit = Unit.objects.create()
        Name.objects.create(
            unit=unit, name=NAMES[code], official_name=NAMES[code], sort_key=code, valid=EVER
        )
        Code.objects.create(unit=unit, scheme="qd20", value=code, valid=EVER)
        holder = authorities.Holder(NAMES[code], NAMES[code], code)
        key = established.issue_file(authorities.AGENCIES, holder, pki / f"{code}.pem")
        register_key(
            actor=actor,
            holder=KeyHolder(unit_id=unit.pk),
            registration=Registration(
                Key.Purpose.TRANSPORT, Key.Driver.NODE, f"{code}.pem", key, ()
            ),
            now=now,
        )
        register_partner(actor=actor, entry=Entry(code, key, door), now=now)
    load_dictionary(actor=actor, files=[DICTIONARY], now=now)


def deliver(*, number: int, agency: str, actor: Actor, now: dt.datetime) -> str:
    """Nhận số liệu: store one delivery of figures, and return its title; twice is once."""
    day = local(now).date()
    title = f"Diễn tập lỗi, số liệu lần {number}"
    unit = Unit.objects.by_code("qd20", agency, on=day).pk
    facts = [
        Fact(code, unit, f"D:{FIRST_DAY + dt.timedelta(days=number):%Y-%m-%d}", value=Decimal(one))
        for one, code in enumerate(INDICATORS, start=number)
    ]
    store(actor=actor, rows=facts, source=Imported(title, day), now=now)
    return title


def write(*, number: int, sender: str, recipient: str, actor: Actor, now: dt.datetime) -> Message:
    """Gửi một công văn: queue an official letter that is like no other."""
    data = paper(f"{sender} {recipient} {number} {now.isoformat()}")
    sha256 = files.store(data)
    with transaction.atomic():
        name(sha256, size=len(data), media_type="application/pdf", now=now)
        letter = letter_of(
            number,
            sender,
            recipient,
            Attachment("part0", f"{number}.pdf", "application/pdf", sha256_hex(data), len(data)),
            local(now).date(),
        )
        return queue_document(actor=actor, letter=letter, now=now)


def paper(text: str) -> bytes:
    """Return the bytes of a file that passes for a PDF and holds a text."""
    return f"%PDF-1.7\n% {text}\nstartxref\n9\n%%EOF\n".encode()


def letter_of(number: int, sender: str, recipient: str, part: Attachment, day: dt.date) -> Letter:
    """Return an official letter with one part."""
    return Letter(
        sender=Party(sender, NAMES[sender]),
        recipient=Party(recipient, NAMES[recipient]),
        document_id=f"{sender},{day:%Y/%m/%d},{number}/UBND-VP",
        number=str(number),
        notation="UBND-VP",
        place="Tây Ninh",
        promulgated_on=day,
        kind_name="Công văn",
        kind_detail=None,
        subject=f"Diễn tập lỗi, văn bản số {number}",
        signer_competence="TM. ỦY BAN NHÂN DÂN",
        signer_position="CHỦ TỊCH",
        signer_name="Nguyễn Văn Minh",
        due_on=None,
        to_places=("Như trên", "Lưu: VT"),
        priority=0,
        business=Business.NEW,
        replaces="",
        reason="",
        attachments=(part,),
    )
