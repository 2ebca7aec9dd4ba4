"""Báo cáo chuẩn bị sẵn: of each commune one report, typeset, signed three times, in its envelope.

``python -m benchmarks.storm.papers FOLDER COUNT PART PARTS`` makes every PARTS-th of the first
COUNT that are not there yet. Nothing is simulated: person, number and seal sign with keys that the
storm's authorities certified, each signature bears a time stamp, and the envelope is signed with
the commune's own transport key. A commune's own node would do the same and keep books besides.
"""

import json
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.storm.ground import (
    DAILY,
    FORM,
    PERIOD,
    RECEIVER,
    RECEIVER_NAME,
    SIGNED_AT,
    WRITTEN_AT,
    Ground,
)

if TYPE_CHECKING:
    from nhip.documents.providers.typesetting import Typeset
    from nhip.documents.rules.page import ReportPage
    from nhip.signing.providers.drivers import InMemory

REGIME_NAME = "Báo cáo tình hình dịch bệnh hằng ngày"
CASES, BEFORE = 40, 9_000  # no commune reports more; small figures that differ
NOTATION = "BC-UBND"
STANDING = ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")


def main() -> None:
    """Make what is missing of one part."""
    import django

    django.setup()
    folder, count, part, parts = sys.argv[1], *map(int, sys.argv[2:])
    ground = Ground(Path(folder))
    office = Office(ground)
    for number, unit in enumerate(json.loads(ground.units.read_text())[:count]):
        file = ground.envelope_of(unit["code"])
        if number % parts == part and not file.exists():
            _keep(file, Report(office, number, unit).envelope())


class Office:
    """Cơ quan chứng thực và biểu mẫu: what all the reports are made with."""

    def __init__(self, ground: Ground) -> None:
        from django.conf import settings

        from nhip.indicators.rules.periods import span
        from nhip.reporting.rules.specification import parse_form
        from nhip.signing.providers.authorities import Authorities
        from nhip.signing.providers.trust import Trust

        described = json.loads((settings.NHIP_REFERENCE / "forms" / f"{FORM}.json").read_text())
        self.ground, self.span = ground, span(PERIOD)
        self.form = parse_form(described["code"], described["version"], described["specification"])
        self.authorities = Authorities(ground.pki)
        self.stamps = self.authorities.timestamper(SIGNED_AT)
        self.trust = Trust.from_directory(self.authorities.trust)


@dataclass(frozen=True)
class Report:
    """Một báo cáo: of one commune, from its figures to its envelope."""

    office: Office
    number: int
    unit: dict[str, Any]

    @property
    def serial(self) -> str:
        """Return the number the document bears, which its agency would have given it."""
        return f"{self.number % 900 + 100}/{NOTATION}"

    @property
    def signer(self) -> str:
        """Return who signs: an invented name."""
        from nhip.config.demo.people import invented_name

        return invented_name(self.unit["code"])

    def envelope(self) -> bytes:
        """Return the signed envelope."""
        from nhip.core.canonical import sha256_hex
        from nhip.exchange.providers import signatures
        from nhip.exchange.rules import writing
        from nhip.exchange.rules.edxml import Delivery
        from nhip.exchange.rules.parts import Octets

        pdf = self.signed()
        letter = self._letter(pdf)
        identity = uuid.uuid5(uuid.NAMESPACE_URL, letter.document_id + self.unit["code"])
        draft = writing.draft_letter(letter, Delivery(str(identity), WRITTEN_AT))
        parts = [(one, Octets(pdf, sha256_hex(pdf))) for one in letter.attachments]
        return signatures.sign(draft, parts, self._transport_key()).envelope

    def signed(self) -> bytes:
        """Return the report as PDF/A-3b with its data, signed by person, number and seal."""
        from nhip.documents.providers import number_stamp, person_stamp, seal_stamp
        from nhip.documents.providers.typesetting import typeset_report
        from nhip.documents.rules.numbering import Numbered

        typeset, numbered = (
            typeset_report(self._page(), self._data()),
            Numbered(self.serial, SIGNED_AT.date()),
        )
        boxes, agency = typeset.boxes, self.unit["official"]
        person, seal = self._personal_key(), self._agency_key()
        stamps = {
            "person": person_stamp(boxes["person"], name=self.signer, at=SIGNED_AT, demo=True),
            "number": number_stamp(
                boxes["number"], numbered=numbered, place=self.unit["name"], at=SIGNED_AT
            ),
            "seal": seal_stamp(boxes["seal"], agency=agency, at=SIGNED_AT, demo=True),
        }
        pdf = typeset.pdf
        for role, stamp in stamps.items():
            key, reason = (person, "") if role == "person" else (seal, "")
            reason = numbered.reason if role == "number" else reason
            pdf = self._sign(pdf, role, key, reason, (typeset, stamp))
        return pdf

    def _sign(
        self, pdf: bytes, role: str, key: "InMemory", reason: str, shown: "tuple[Typeset, bytes]"
    ) -> bytes:
        from nhip.signing.providers import pades
        from nhip.signing.rules.preparation import Appearance, Intent

        typeset, stamp = shown
        box = typeset.boxes[role]
        intent = Intent(
            field=role,
            appearance=Appearance(box.page, box.corners, stamp),
            certificate=key.certificate,
            chain=key.chain,
            revocation_lists=self.office.trust.lists_for((key.certificate, *key.chain)),
            reason=reason,
            signed_at=SIGNED_AT,
        )
        prepared = pades.prepare(pdf, intent)
        return pades.complete(prepared, key.sign(prepared.to_sign), self.office.stamps)

    def _figures(self) -> dict[Any, Any]:
        from nhip.reporting.rules.figures import number
        from nhip.reporting.rules.forms import Address

        new, before = self.number % CASES + 1, self.number % BEFORE
        values = {"brought_forward": before, "new": new, "cumulative": before + new}
        return {Address("covid19", column): number(value) for column, value in values.items()}

    def _data(self) -> bytes:
        from nhip.core.clock import local
        from nhip.reporting.rules.report_json import PeriodStated, Report, Titled, write_report

        span, form, code = self.office.span, self.office.form, self.unit["code"]
        stated = PeriodStated(span.key, local(span.starts_at), local(span.ends_at), span.label_vi)
        report = Report(
            regime=Titled(DAILY, REGIME_NAME),
            form_code=form.code,
            form_version=form.version,
            agency=code,
            unit=Titled(code, self.unit["name"]),
            period=stated,
            version=1,
            figures=self._figures(),
            narrative=self._narrative(),
        )
        return write_report(report, form)

    def _narrative(self) -> dict[str, str]:
        from nhip.reporting.rules.narrative import render

        form, figures = self.office.form, self._figures()
        return {one.code: render(one.text, figures, form) for one in form.outline}

    def _page(self) -> "ReportPage":
        from nhip.documents.rules.page import Paragraph, ReportPage, Signer
        from nhip.reporting.queries.page import tables_of

        return ReportPage(
            agency=self.unit["official"],
            title="BÁO CÁO",
            subject=f"Tình hình dịch bệnh ngày {self.office.span.first_date:%d/%m/%Y}",
            body=[
                *(Paragraph(text) for text in self._narrative().values()),
                *tables_of(self.office.form, self._figures()),
            ],
            signer=Signer(STANDING, self.signer),
            recipients=[RECEIVER_NAME, "Lưu: VT"],
            created_at=SIGNED_AT,
            demo=True,
            addressee=RECEIVER_NAME,
        )

    def _letter(self, pdf: bytes) -> Any:
        from nhip.core.canonical import sha256_hex
        from nhip.documents.rules.numbering import exchange_id, split_number
        from nhip.exchange.rules.letters import Attachment, Business, Letter, Party

        serial, notation = split_number(self.serial)
        digest, on = sha256_hex(pdf), SIGNED_AT.date()
        name, kind = f"{self.serial.replace('/', '_')}.pdf", "application/pdf"
        return Letter(
            sender=Party(self.unit["code"], self.unit["official"]),
            recipient=Party(RECEIVER, RECEIVER_NAME),
            document_id=exchange_id(self.unit["code"], on, self.serial),
            number=serial,
            notation=notation,
            place=self.unit["name"],
            promulgated_on=on,
            kind_name="Báo cáo",
            kind_detail=14,
            subject=f"Tình hình dịch bệnh ngày {self.office.span.first_date:%d/%m/%Y}",
            signer_competence=STANDING[0],
            signer_position=STANDING[1],
            signer_name=self.signer,
            due_on=None,
            to_places=(RECEIVER_NAME,),
            priority=0,
            business=Business.NEW,
            replaces="",
            reason="",
            attachments=(Attachment(digest, name, kind, digest, len(pdf)),),
        )

    def _personal_key(self) -> "InMemory":
        from nhip.signing.providers.authorities import PEOPLE, Holder

        holder = Holder(self.signer, self.unit["official"], f"leader.{self.unit['code']}")
        return self._issued(PEOPLE, holder)

    def _agency_key(self) -> "InMemory":
        from nhip.signing.providers.authorities import AGENCIES, Holder

        name = self.unit["official"]
        return self._issued(AGENCIES, Holder(name, name, self.unit["code"]))

    def _issued(self, authority: str, holder: Any) -> "InMemory":
        from nhip.signing.providers.drivers import InMemory

        issued = self.office.authorities.issue(authority, holder)
        return InMemory(issued.key, issued.der, self.office.authorities.chain(authority))

    def _transport_key(self) -> "InMemory":
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        from nhip.signing.providers.authorities import AGENCIES
        from nhip.signing.providers.drivers import InMemory

        file = self.office.ground.key_of(self.unit["code"])
        key = load_pem_private_key(file.read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        chain = self.office.authorities.chain(AGENCIES)
        return InMemory(key, file.with_suffix(".der").read_bytes(), chain)


def _keep(file: Path, envelope: bytes) -> None:
    """Write an envelope whole or not at all: the next run goes on where this one was ended."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.write_bytes(envelope)
    draft.replace(file)


if __name__ == "__main__":
    main()
