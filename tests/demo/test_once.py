"""The whole story, across three real nodes: what the headless run leaves, and what it does not.

The run takes a while, so all tests of this file, in whichever process, look at one run.
"""

import fcntl
import io
import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography import x509
from lxml import etree
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from nhip.core.canonical import sha256_hex
from nhip.signing.providers.authorities import MARK
from tests.demo.programs import nhip, processes_naming

OBJECT = {
    *("agency", "unit", "regime", "period", "document_number", "version_sha256"),
    *("figures", "coverage", "national_total", "signatures", "seconds"),
}
NAMES = {"e": "http://www.mic.gov.vn/TBT/QCVN_102_2016", "n": "urn:nhip:delivery:1"}


@dataclass(frozen=True)
class Run:
    """One headless run: what it printed, and the folder it left."""

    printed: dict[str, Any]
    out: Path
    temporary: Path

    def read(self, name: str) -> bytes:
        return (self.out / name).read_bytes()


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "once"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "printed.json").exists():
            (folder / "tmp").mkdir()
            (folder / "tmp").chmod(0o755)
            out = str(folder / "out")
            ended = nhip("demo", "--once", "--json", "--out", out, temporary=folder / "tmp")
            assert ended.returncode == 0, ended.stderr
            (folder / "printed.json").write_text(ended.stdout)
    return Run(json.loads((folder / "printed.json").read_text()), folder / "out", folder / "tmp")


def verdict_on(pdf: bytes, run: Run, tmp_path: Path) -> int:
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf)
    trust = str(run.out / "trust")
    return nhip("verify", str(file), "--trust", trust, temporary=tmp_path).returncode


def test_it_prints_one_object_about_the_last_provinces_report(run):
    assert set(run.printed) == OBJECT
    assert run.printed["agency"] == run.printed["unit"] == "H53"
    assert run.printed["regime"] == "YT.DICH.NGAY"
    assert run.printed["period"] == "D:2021-08-14"
    assert re.fullmatch(r"\d{4}/BC-UBND", run.printed["document_number"])


def test_the_figures_are_those_announced_that_day(run):
    figures = {one["indicator"]: one["value"] for one in run.printed["figures"]}

    assert figures == {"BYT.DICH.CA": 97, "BYT.DICH.CA.DAUKY": 3_376}


def test_the_national_figure_says_that_62_provinces_are_missing(run):
    coverage = run.printed["coverage"]

    assert (coverage["expected"], coverage["accepted"]) == (63, 1)
    assert len(coverage["missing"]) == 62
    assert "H53" not in coverage["missing"]
    assert run.printed["national_total"][0]["value"] == 97


def test_three_signatures_stand_in_order_each_with_its_own_answers(run):
    signatures = run.printed["signatures"]

    assert [one["role"] for one in signatures] == ["person", "number", "seal"]
    assert [one["coverage"] for one in signatures] == ["revision", "revision", "whole_file"]
    assert [one["later_changes"] for one in signatures] == ["permitted", "permitted", "none"]
    assert all(one["intact"] and one["trusted"] for one in signatures)
    assert {one["revocation"] for one in signatures} == {"good"}


def test_no_process_and_no_file_of_it_is_left(run):
    assert not processes_naming(run.temporary)
    assert not list(run.temporary.iterdir())


def test_the_report_is_the_data_that_were_signed(run):
    data = run.read("report.json")

    assert sha256_hex(data) == run.printed["version_sha256"]
    with pikepdf.open(io.BytesIO(run.read("report.pdf"))) as pdf:
        assert pdf.attachments["report.json"].get_file().read_bytes() == data
        assert pdf.Root.AF[0].AFRelationship == "/Data"
        with pdf.open_metadata() as said:
            assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("3", "B")


def test_an_independent_tool_confirms_every_signature(run):
    said = subprocess.run(
        ["pdfsig", "-nocert", str(run.out / "report.pdf")],
        capture_output=True,
        text=True,
        check=False,
    ).stdout

    assert said.count("Signature Validation: Signature is Valid.") == 3
    assert said.count("Total document signed") == 1


def test_every_authority_says_that_it_has_no_legal_value(run):
    files = [*(run.out / "trust").glob("*.pem")]

    subjects = [x509.load_pem_x509_certificate(file.read_bytes()).subject for file in files]

    assert len(subjects) == 4
    assert all(MARK in subject.rfc4514_string() for subject in subjects)


def test_the_envelope_carries_the_report_and_the_receipt_its_digest(run):
    message, receipt = (
        etree.fromstring(run.read("message.edxml")),
        etree.fromstring(run.read("receipt.edxml")),
    )

    digests = receipt.xpath("//n:Part/@Sha256", namespaces=NAMES)
    assert receipt.findtext(".//e:StatusCode", namespaces=NAMES) == "03"
    assert sha256_hex(run.read("report.pdf")) in digests
    assert receipt.findtext(".//n:ArrivalNumber", namespaces=NAMES)
    assert receipt.find(".//n:Seal", namespaces=NAMES) is not None
    said = message.find(".//e:Code", namespaces=NAMES)
    assert "/".join(part.text for part in said) == run.printed["document_number"]


def test_the_trace_walks_from_every_figure_to_the_signatures(run):
    trace = json.loads(run.read("trace.json"))

    cells = {(one["cell"]["column"], one["value"]) for one in trace["figures"]}
    assert cells == {("brought_forward", 3_376), ("new", 97), ("cumulative", 3_473)}
    for figure in trace["figures"]:
        assert figure["unit"] == "H53"
        assert figure["version_sha256"] == run.printed["version_sha256"]
        assert figure["document_number"] == run.printed["document_number"]
        assert [one["role"] for one in figure["signatures"]] == ["person", "number", "seal"]
    assert trace["document"]["file_sha256"] == sha256_hex(run.read("report.pdf"))


def test_the_report_verifies_without_us(run, tmp_path):
    assert verdict_on(run.read("report.pdf"), run, tmp_path) == 0


def test_one_flipped_byte_is_refused(run, tmp_path):
    pdf = bytearray(run.read("report.pdf"))
    pdf[len(pdf) // 3] ^= 1

    assert verdict_on(bytes(pdf), run, tmp_path) == 1


def test_one_changed_digit_in_the_data_is_refused(run, tmp_path):
    data = run.read("report.json").replace(b'"97"', b'"98"')
    writer = IncrementalPdfFileWriter(io.BytesIO(run.read("report.pdf")))
    spec = writer.root["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object()
    spec["/EF"]["/F"] = writer.add_object(generic.StreamObject(stream_data=data))
    writer.update_container(spec["/EF"])
    forged = io.BytesIO()
    writer.write(forged)

    assert data != run.read("report.json")
    assert verdict_on(forged.getvalue(), run, tmp_path) == 1


def test_another_number_in_the_agencys_signature_is_refused(run, tmp_path):
    pdf = run.read("report.pdf")
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    fields = [one.get_object() for one in writer.root["/AcroForm"]["/Fields"]]
    signature = next(one for one in fields if one["/T"] == "number")["/V"]
    signature["/Reason"] = generic.pdf_string("number=9999/BC-UBND;date=2021-08-15")
    writer.update_container(signature)
    forged = io.BytesIO()
    writer.write(forged)

    assert verdict_on(forged.getvalue(), run, tmp_path) == 1
