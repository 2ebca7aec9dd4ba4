"""Papers that arrive: signed reports of Tây Ninh in the registers of those who receive them."""

import datetime as dt
import io
import itertools
from dataclasses import dataclass, field, replace

import pikepdf

from nhip.core.web import system
from nhip.documents import actions as documents
from nhip.documents.models import Document
from nhip.documents.providers import typeset_report
from nhip.documents.rules.letters import arrival_of
from nhip.exchange.actions import receive_document
from nhip.exchange.actions.receiving import Arrived
from nhip.exchange.actions.sending import Envelope
from nhip.exchange.rules.edxml import Delivery
from nhip.exchange.rules.letters import Attachment, Business, Letter, Party
from nhip.files import providers as files
from nhip.organisations.models import Unit
from nhip.reporting.rules.report_json import PeriodStated, Report, Titled, write_report
from nhip.signing.providers.authorities import Authorities
from tests.documents.pages import report_page
from tests.reporting.country import DAY, NOW, at
from tests.reporting.forms import row, shipped
from tests.signing.papers import Hands

AXIS = system("exchange")
PDF = "application/pdf"
FORM = shipped("dich-ngay")
COMMITTEE = Party("H53", "Ủy ban nhân dân tỉnh Tây Ninh")
SAID = "Trong ngày ghi nhận {new} ca mắc COVID-19; cộng dồn từ ngày 27/4/2021 là {cumulative} ca."
_turns = itertools.count(1)


def report(new: int = 97, brought: int = 6150, **changes) -> Report:
    """Return what Tây Ninh says of Saturday 14 August 2021."""
    total = brought + new
    said = SAID.format(new=f"{new:,}".replace(",", "."), cumulative=f"{total:,}".replace(",", "."))
    usual = Report(
        regime=Titled("YT.DICH.NGAY", "Báo cáo tình hình dịch bệnh hằng ngày"),
        form_code=FORM.code,
        form_version=FORM.version,
        agency="H53",
        unit=Titled("H53", "Tây Ninh"),
        period=PeriodStated(DAY, at(0, day=14), at(0), "Ngày 14/08/2021"),
        version=1,
        figures=row("covid19", brought_forward=brought, new=new, cumulative=total),
        narrative={"tinh-hinh": said},
    )
    return replace(usual, **changes)


def written(said: Report) -> bytes:
    return write_report(said, FORM)


@dataclass
class Desk:
    """Where papers are set, signed and remembered, so that a paper is signed once per run."""

    hands: Hands
    papers: dict[tuple, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, pki: Authorities) -> "Desk":
        return cls(Hands(pki))

    def paper(self, payload: bytes, *, number: str = "05/BC-UBND", **keys) -> bytes:
        """Return the paper with three signatures; ``keys`` name other hands by role."""
        held = (payload, number, *keys.items())
        if held not in self.papers:
            pdf = typeset_report(report_page(), payload).pdf
            self.papers[held] = self.sign(pdf, number, keys)
        return self.papers[held]

    def sign(self, pdf: bytes, number: str, keys: dict) -> bytes:
        reason = f"number={number};date=2021-08-15"
        for role, words in (("person", ""), ("number", reason), ("seal", "")):
            pdf = self.hands.sign(pdf, role, key=keys.get(role), reason=words, at=NOW)
        return pdf


def arrive(pdf: bytes, agency: Unit, *, code: str, now: dt.datetime = NOW, **changes) -> Document:
    """Register a paper that the axis brought to an agency."""
    sha256 = files.store(pdf)
    turn = next(_turns)
    letter = Letter(
        sender=COMMITTEE,
        recipient=Party(code, code),
        document_id=f"H53,2021/08/15,{turn}",
        number="05",
        notation="BC-UBND",
        place="Tây Ninh",
        promulgated_on=NOW.date(),
        kind_name="Báo cáo",
        kind_detail=None,
        subject="Tình hình dịch bệnh",
        signer_competence="KT. Chủ tịch",
        signer_position="Phó Chủ tịch",
        signer_name="Nguyễn Văn Minh",
        due_on=None,
        to_places=(code,),
        priority=0,
        business=Business.NEW,
        replaces="",
        reason="",
        attachments=(Attachment(sha256, "05.pdf", PDF, sha256, len(pdf)),),
    )
    letter = replace(letter, **changes)
    identity = f"00000000-0000-4000-8000-{turn:012d}"
    arrived = Arrived(
        content=letter,
        delivery=Delivery(identity, now),
        envelope=Envelope(files.store(identity.encode()), 36, "0" * 64),
        unread=(),
        hops=(),
    )
    message = receive_document(actor=AXIS, arrived=arrived, now=now)
    arrival = arrival_of(letter, agency_id=agency.pk)
    return documents.register_incoming(actor=AXIS, message_id=message.pk, arrival=arrival, now=now)


def with_other_data(pdf: bytes, payload: bytes) -> bytes:
    """Return the paper as somebody saves it who put other figures into it."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        spec = pikepdf.AttachedFileSpec(opened, payload, filename="report.json")
        opened.attachments["report.json"] = spec
        forged = io.BytesIO()
        opened.save(forged)
    return forged.getvalue()


def flipped(pdf: bytes) -> bytes:
    """Return the paper with one bit of its page changed."""
    place = len(pdf) // 20
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
