"""A report built and signed three times, beside bare signing of a page that is ready.

``python -m benchmarks.report_signed`` measures seconds of one core. First the making alone:
the page with its data set as PDF/A-3b, then person, number and seal, each with its visible
stamp and the revocation lists that travel in the file. Then the whole way through the house:
the same with the register, the files and every verdict in between (the verdicts are reached
in a helper process, whose time is counted). ``--profile`` shows where the time goes.
"""

import datetime as dt
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from benchmarks import _measuring as measuring

PROVINCE, REGIME = "H53", "YT.DICH.NGAY"
AIM = 0.25


def main() -> None:
    """Measure, and print each time beside its yardstick."""
    with measuring.node(), tempfile.TemporaryDirectory(prefix="nhip-bench-") as folder:
        from django.test.utils import override_settings

        from tests.one_node import one_node

        country = one_node(Path(folder), ministries=("G18",), provinces=(PROVINCE,))
        with country, override_settings(NHIP_TSA_URL=""):
            reports = iter(put_up())
            paper = Paper(next(reports))
            if "--profile" in sys.argv:
                measuring.profiled(lambda: paper.make(1))
                return
            measure_making(paper)
            measure_house(reports)


class Paper:
    """Tờ báo cáo: one report's page with its data, and the keys of its two signers."""

    def __init__(self, report: Any) -> None:
        from nhip.accounts.rules import RoleName
        from nhip.core import clock
        from nhip.reporting.queries.page import page_of
        from nhip.reporting.tasks.typesetting import signer_of
        from nhip.signing.providers.keys import open_key
        from nhip.signing.providers.trust_store import trust_of_node
        from nhip.signing.queries import agency_key, personal_key
        from tests.one_node import NO_PIN, who

        self.now, self.pages = clock.now(), 0
        competence = signer_of(report, on=clock.today())
        self.page, self.data = page_of(report, competence), report.version.payload.encode()
        leader = personal_key(who(RoleName.LEADER, PROVINCE).pk, now=self.now)
        clerk = agency_key(report.obligation.unit_id, now=self.now)
        self.leader, self.clerk = open_key(leader, NO_PIN), open_key(clerk, NO_PIN)
        self.trust = trust_of_node(now=self.now)

    def set(self, run: int) -> Any:
        """Set a page that was never set before, its data inside."""
        from nhip.documents.providers import typeset_report

        self.pages += 1
        page = replace(self.page, subject=f"{self.page.subject}, {run} ({self.pages})")
        return typeset_report(page, self.data)

    def make(self, run: int) -> bytes:
        """Set the page and sign it three times."""
        typeset = self.set(run)
        signed: bytes = typeset.pdf
        for role, stamp in self.stamps(typeset.boxes, run).items():
            key = self.leader if role == "person" else self.clerk
            signed = self.sign(signed, role, stamp, typeset.boxes[role], key)
        return signed

    def stamps(self, boxes: Any, run: int) -> dict[str, bytes]:
        """Set what each signature shows."""
        from nhip.documents.providers import number_stamp, person_stamp, seal_stamp
        from nhip.documents.rules.numbering import Numbered

        self.pages += 1
        numbered = Numbered(f"{self.pages}/BC-UBND", self.now.date())
        name, agency = f"Nguyễn Văn Minh {self.pages}", f"{self.page.agency} {run}"
        return {
            "person": person_stamp(boxes["person"], name=name, at=self.now, demo=True),
            "number": number_stamp(
                boxes["number"], numbered=numbered, place="Tây Ninh", at=self.now
            ),
            "seal": seal_stamp(boxes["seal"], agency=agency, at=self.now, demo=True),
        }

    def sign(self, pdf: bytes, role: str, stamp: bytes, box: Any, key: Any) -> bytes:
        """Make one signature in two steps, as the product does."""
        from nhip.signing.providers import pades
        from nhip.signing.rules.preparation import Appearance, Intent

        intent = Intent(
            field=role,
            appearance=Appearance(box.page, box.corners, stamp),
            certificate=key.certificate,
            chain=key.chain,
            revocation_lists=self.trust.lists_for((key.certificate, *key.chain)),
            reason="",
            signed_at=self.now,
        )
        prepared = pades.prepare(pdf, intent)
        return pades.complete(prepared, key.sign(prepared.to_sign), None)


def measure_making(paper: Paper) -> None:
    """Make the signed report, in turns with bare signatures on a ready page."""
    ready = paper.set(0)
    stamps = paper.stamps(ready.boxes, 0)
    bare = bare_signer(paper)
    making, setting, stamping, signing, yardstick = measuring.in_turns(
        measuring.core,
        [
            paper.make,
            paper.set,
            lambda run: paper.stamps(ready.boxes, run),
            lambda run: sign_thrice(paper, ready, stamps),
            lambda run: bare(ready.pdf),
        ],
        runs=9,
    )
    measuring.say_heads("Seconds of one core, making alone", measuring.TIMES)
    measuring.say_time("page set and signed three times", making)
    measuring.say_time("  of it: page and data as PDF/A-3b", setting)
    measuring.say_time("  of it: three stamps", stamping)
    measuring.say_time("  of it: three signatures with lists", signing)
    measuring.say_time("bare pyHanko, three on a ready page", yardstick)
    measuring.say_ratio("made / bare", making.median / yardstick.median)
    measuring.say_ratio(f"made / the aim of {AIM} s", making.median / AIM)


def sign_thrice(paper: Paper, ready: Any, stamps: dict[str, bytes]) -> None:
    """Sign a ready page with ready stamps."""
    signed = ready.pdf
    for role, stamp in stamps.items():
        key = paper.leader if role == "person" else paper.clerk
        signed = paper.sign(signed, role, stamp, ready.boxes[role], key)


def bare_signer(paper: Paper) -> Callable[[bytes], bytes]:
    """Return what signs three times with pyHanko as it comes: no stamps, no lists, no checks."""
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    def signer_with(key: Any) -> signers.SimpleSigner:
        private = key.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        store = SimpleCertificateStore()
        store.register_multiple([x509.Certificate.load(one) for one in key.chain])
        return signers.SimpleSigner(
            signing_cert=x509.Certificate.load(key.certificate),
            signing_key=keys.PrivateKeyInfo.load(private),
            cert_registry=store,
        )

    leader, clerk = signer_with(paper.leader), signer_with(paper.clerk)

    def sign(pdf: bytes) -> bytes:
        for role, signer in (("person", leader), ("number", clerk), ("seal", clerk)):
            meta = signers.PdfSignatureMetadata(field_name=role, md_algorithm="sha256")
            writer = IncrementalPdfFileWriter(BytesIO(pdf))
            pdf = signers.sign_pdf(writer, meta, signer, bytes_reserved=16_384).getvalue()
        return pdf

    return sign


def measure_house(reports: Iterator[Any]) -> None:
    """Take reports from *put up* to *sealed* by the tasks that jobs and people's pages call."""
    from nhip.accounts.rules import RoleName
    from nhip.core import clock
    from nhip.documents import tasks as documents
    from nhip.reporting import tasks as reporting
    from tests.one_node import NO_PIN, who

    waiting, now = list(reports), clock.now()
    leader, clerk = who(RoleName.LEADER, PROVINCE), who(RoleName.CLERK, PROVINCE)

    def take(run: int) -> None:
        report = waiting[run]
        reporting.set_page(report_id=report.pk, version_sha256=report.version.sha256, now=now)
        signed = reporting.sign(actor=leader, report_id=report.pk, pin=NO_PIN, now=now)
        documents.seal(actor=clerk, document_id=signed.document_id, pin=NO_PIN, now=now)

    (times,) = measuring.in_turns(with_helper, [take], runs=9)
    measuring.say_heads("Seconds of one core, the whole way in the house", measuring.TIMES)
    measuring.say_time("typeset, signed, numbered, sealed, judged twice", times)


def with_helper(act: Callable[[], object]) -> float:
    """Return the seconds of one core of this process and of the helper that judges files."""
    began = time.process_time() + helper_seconds()
    act()
    return time.process_time() + helper_seconds() - began


def helper_seconds() -> float:
    """Return what the helper has used so far, as Linux counts it."""
    from nhip.signing.providers import bounded

    helper = bounded._helper.process
    if helper is None:
        return 0.0
    fields = Path(f"/proc/{helper.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def put_up() -> Iterator[Any]:
    """Yield reports of one province for days of August, each put up and not yet set."""
    from nhip.accounts.rules import RoleName
    from nhip.core import clock
    from nhip.reporting import actions
    from nhip.reporting.models import Obligation, Regime
    from nhip.reporting.rules.figures import NIL, number
    from nhip.reporting.rules.forms import Address
    from tests.one_node import FOUNDER, who

    regime, now = Regime.objects.get(code=REGIME), clock.now()
    first, last = dt.date(2021, 8, 1), dt.date(2021, 8, 14)
    actions.generate_obligations(
        actor=FOUNDER, regime_id=regime.pk, first=first, last=last, now=now
    )
    reporter = who(RoleName.REPORTER, PROVINCE)
    for owed in Obligation.objects.filter(
        regime=regime, unit__codes__scheme="qd20", unit__codes__value=PROVINCE
    ).order_by("period__window"):
        report = actions.open_report(actor=reporter, obligation_id=owed.pk, now=now)
        entries = {
            Address("covid19", "brought_forward"): number(6_150),
            Address("covid19", "new"): NIL,
        }
        batch = actions.Batch(entries, report.revision)
        actions.enter_cells(actor=reporter, report_id=report.pk, batch=batch, now=now)
        yield actions.put_up(actor=reporter, report_id=report.pk, now=now)


if __name__ == "__main__":
    main()
