"""Papers to sign: a one-page report with its data, stamps, and hands that sign them."""

import datetime as dt
import json
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import typst

from nhip.signing.providers import pades, timestamps, verify
from nhip.signing.providers.authorities import AGENCIES, PEOPLE, Authorities, Holder
from nhip.signing.providers.drivers import Driver, InMemory
from nhip.signing.providers.trust import Trust
from nhip.signing.rules.preparation import Appearance, Intent

NOW = dt.datetime(2021, 8, 15, 2, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
REPORT = json.dumps({"schema": "nhip/report/1", "cells": [{"row": "1", "value": "97"}]}).encode()
BOXES = {"person": (350, 80, 500, 140), "number": (60, 700, 210, 730), "seal": (300, 80, 440, 140)}
MINH = Holder("Nguyễn Văn Minh", "Ủy ban nhân dân tỉnh Tây Ninh", "H53-MINH", "Phó Chủ tịch")
COMMITTEE = Holder("Ủy ban nhân dân tỉnh Tây Ninh", "Ủy ban nhân dân tỉnh Tây Ninh", "H53")
NUMBER = "number=05/BC-UBND;date=2021-08-15"

PAGE = """
#set document(date: datetime(year: 2021, month: 8, day: 15))
#pdf.attach("report.json", read("report.json", encoding: none), relationship: "data",
  description: "Dữ liệu", mime-type: "application/json")
= Báo cáo tình hình dịch bệnh
#for day in range(60) [ Ngày #day: 97 ca mắc mới. ]
"""
STAMP = "#set page(width: 150pt, height: 40pt, margin: 2pt)\n{words}"


@cache
def report_page() -> bytes:
    """Return a PDF/A-3b report with its data attached."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "report.json").write_bytes(REPORT)
        page = Path(folder) / "page.typ"
        page.write_text(PAGE)
        return typst.compile(str(page), pdf_standards=["a-3b"])


@cache
def stamp(words: str) -> bytes:
    """Return a stamp with these words."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stamp.typ"
        file.write_text(STAMP.format(words=words))
        return typst.compile(str(file))


@dataclass
class Hands:
    """Those who sign, under the authorities of a demonstration."""

    authorities: Authorities
    lists_travel: bool = True
    keys: dict[str, Driver] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.keys["person"] = self.enrol(PEOPLE, MINH)
        self.keys["number"] = self.keys["seal"] = self.enrol(AGENCIES, COMMITTEE)

    @property
    def trust(self) -> Trust:
        return Trust.from_directory(self.authorities.trust)

    @property
    def root_alone(self) -> Trust:
        return Trust(self.trust.anchors, (), ())

    def enrol(self, authority: str, holder: Holder, **terms) -> InMemory:
        issued = self.authorities.issue(authority, holder, **terms)
        return InMemory(issued.key, issued.der, self.authorities.chain(authority))

    def prepare(self, pdf: bytes, role: str, *, key=None, reason: str = "", at=NOW):
        key = key or self.keys[role]
        box = BOXES.get(role)
        return pades.prepare(
            pdf,
            Intent(
                field=role,
                appearance=Appearance(0, box, stamp(f"{role}: Đặng Thị Ngọc Ánh")) if box else None,
                certificate=key.certificate,
                chain=key.chain,
                revocation_lists=self._lists(key),
                reason=reason,
                signed_at=at,
            ),
        )

    def sign(self, pdf: bytes, role: str, *, key=None, at=NOW, stamped=True, **words) -> bytes:
        key = key or self.keys[role]
        prepared = self.prepare(pdf, role, key=key, at=at, **words)
        authority = self.authorities.timestamper(at) if stamped else None
        return pades.complete(prepared, key.sign(prepared.to_sign), authority)

    def sign_all(self, pdf: bytes, **how) -> bytes:
        signed = self.sign(pdf, "person", **how)
        numbered = self.sign(signed, "number", reason=NUMBER, **how)
        return self.sign(numbered, "seal", **how)

    def stamp_whole(self, pdf: bytes, at=LATER) -> bytes:
        return timestamps.stamp_document(pdf, self.authorities.timestamper(at))

    def verdict(self, pdf: bytes, *, trust: Trust | None = None, now=LATER):
        return verify.verify(pdf, trust=trust or self.trust, now=now)

    def _lists(self, key: Driver) -> tuple[bytes, ...]:
        if not self.lists_travel:
            return ()
        return self.trust.lists_for((key.certificate, *key.chain))
