"""Person, number and seal stand on one report, and other people's tools agree."""

import io
import re
import subprocess
import time

import pikepdf
import pytest

from nhip.signing.providers.verify import embedded_report
from nhip.signing.rules.verdicts import Conclusion, Coverage, LaterChanges, TimeSource
from tests.signing.papers import NUMBER, REPORT


@pytest.mark.requirement(32)
def test_every_question_about_every_signature_has_a_good_answer(signers, signed):
    verdict = signers.verdict(signed)

    assert verdict.conclusion is Conclusion.GOOD
    assert verdict.reasons == ()
    assert [one.role for one in verdict.signatures] == ["person", "number", "seal"]
    for one in verdict.signatures:
        assert one.intact
        assert one.trusted
        assert one.certificate_valid_at
        assert one.algorithm_ok
        assert one.revocation == "good"
        assert one.time_source is TimeSource.TSA
        assert one.policy == "vn-2018"


def test_only_the_last_signature_covers_the_whole_file(signers, signed):
    person, number, seal = signers.verdict(signed).signatures

    assert (person.coverage, number.coverage, seal.coverage) == (
        "revision",
        "revision",
        "whole_file",
    )
    assert person.later_changes is number.later_changes is LaterChanges.PERMITTED
    assert seal.later_changes is LaterChanges.NONE


def test_the_number_signature_says_number_and_date(signers, signed):
    assert signers.verdict(signed).role("number").statement == NUMBER


def test_names_keep_their_vietnamese_marks(signers, signed):
    person = signers.verdict(signed).role("person")

    assert person.signer == "Nguyễn Văn Minh"
    assert person.organisation == "Ủy ban nhân dân tỉnh Tây Ninh"


@pytest.mark.requirement(32)
def test_the_verdict_needs_nothing_but_the_file_and_the_root(signers, signed):
    verdict = signers.verdict(signed, trust=signers.root_alone)

    assert verdict.conclusion is Conclusion.GOOD
    assert "CA cá nhân trình diễn" in verdict.signatures[0].revocation_source


def test_a_document_time_stamp_comes_last_and_breaks_nothing(signers, signed):
    verdict = signers.verdict(signers.stamp_whole(signed))

    assert verdict.conclusion is Conclusion.GOOD
    assert verdict.signatures[-1].role == "timestamp"
    assert verdict.signatures[-1].coverage is Coverage.WHOLE_FILE
    assert {one.later_changes for one in verdict.signatures[:-1]} == {LaterChanges.PERMITTED}


@pytest.mark.parametrize("stamped", [False, True])
def test_pdfsig_confirms_every_signature(signers, signed, tmp_path, stamped):
    file = tmp_path / "report.pdf"
    file.write_bytes(signers.stamp_whole(signed) if stamped else signed)

    said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False)

    assert re.findall(r"Field Name: (\w+)", said.stdout)[:3] == ["person", "number", "seal"]
    # The document time stamp itself is of a type that this tool does not check yet.
    assert said.stdout.count("Signature Validation: Signature is Valid.") == 3
    assert "Total document signed" in said.stdout


def test_pikepdf_reads_the_attached_data_and_the_archive_mark(signed):
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        assert pdf.attachments["report.json"].get_file().read_bytes() == REPORT
        assert pdf.open_metadata().pdfa_status == "3B"


def test_the_embedded_report_is_the_one_that_was_signed(signers, signed):
    assert embedded_report(signed) == REPORT
    assert signers.verdict(signed).data_are_signed is True


def test_the_same_file_gives_the_same_verdict(signers, signed):
    assert signers.verdict(signed).as_json() == signers.verdict(signed).as_json()


def test_three_signatures_cost_less_than_a_quarter_of_a_second(signers, report):
    signers.sign_all(report)
    begun = time.process_time()

    signers.sign_all(report)

    assert time.process_time() - begun < 0.25
