"""Điều đã tìm thấy: what chance and fuzzing broke once, each by its smallest example."""

import io
import subprocess
import sys
import zipfile

import pytest
import xlsxwriter
from cryptography import x509

from nhip.exchange.providers import envelopes
from nhip.exchange.providers.envelopes import NotAnEnvelope
from nhip.exchange.rules.faults import Problem
from nhip.exchange.rules.parts import BadPart, octets, unpack
from nhip.reporting.forms import NotABatch, read_batch
from nhip.reporting.providers import bounded_workbooks
from nhip.reporting.providers.workbooks import NotAWorkbook, read_values, read_workbook
from nhip.reporting.rules.drafting import NoTable, draft_form
from nhip.reporting.rules.drafting.paper import figure
from nhip.reporting.rules.drafting.pasted import read_pasted
from nhip.reporting.rules.forms import FormIsWrong
from nhip.reporting.rules.specification import parse_form
from nhip.signing.providers.evidence import read_lists
from nhip.signing.rules import certificates
from tests.exchange.letters import NOW
from tests.hostile import seeds
from tests.reporting.forms import shipped


@pytest.fixture
def no_sandbox_remains():
    yield
    bounded_workbooks.end_sandbox()


def two_far_corners():
    """Return a workbook of two cells, for whose rectangle no machine has the memory."""
    box = io.BytesIO()
    book = xlsxwriter.Workbook(box)
    page = book.add_worksheet("B")
    page.write(0, 0, 1)
    page.write(1_048_575, 16_383, 1)
    book.close()
    return box.getvalue()


def test_a_workbook_with_two_far_corners_ends_no_process_that_serves_people(no_sandbox_remains):
    with pytest.raises(NotAWorkbook, match="memory"):
        bounded_workbooks.read_values(two_far_corners())

    (page,) = bounded_workbooks.read_workbook(seeds.workbooks()[1])
    assert page.name == "Biểu 1"


def test_a_workbook_that_takes_too_long_is_refused(no_sandbox_remains):
    with pytest.raises(NotAWorkbook, match="time"):
        bounded_workbooks.read_values(seeds.workbooks()[0], patience=0.001)


def test_a_refusal_of_the_sandbox_is_the_refusal_of_the_reader(no_sandbox_remains):
    with pytest.raises(NotAWorkbook, match="format"):
        bounded_workbooks.read_values(b"no workbook")


@pytest.mark.parametrize("read", [read_workbook, read_values])
def test_an_old_workbook_over_which_the_reader_panics_is_refused(read):
    torn = seeds.OLD_WORKBOOK.read_bytes()[:1_600]

    with pytest.raises(NotAWorkbook):
        read(torn)


def changed(workbook, name, data):
    """Return the workbook with one of its members replaced."""
    box = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(box, "w") as new:
        for one in old.namelist():
            new.writestr(one, data if one == name else old.read(one))
    return box.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("[Content_Types].xml", b"<Types"),
        ("[Content_Types].xml", b'<?xml version="1.0" encoding="no-such"?><Types/>'),
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row r='x'/></sheetData></worksheet>"),
    ],
)
def test_a_workbook_with_a_broken_member_is_refused(name, data):
    with pytest.raises(NotAWorkbook):
        read_workbook(changed(seeds.workbooks()[1], name, data))


def test_a_member_of_a_workbook_holds_no_more_than_it_says():
    whole = changed(seeds.workbooks()[1], "xl/workbook.xml", b"<x>" + bytes(999_998) + b"</x>")
    size = (1_000_005).to_bytes(4, "little")
    assert whole.count(size) == 4

    with pytest.raises(NotAWorkbook):
        read_workbook(whole.replace(size, (300).to_bytes(4, "little")))


@pytest.mark.parametrize("text", ["51e999", "1e22", "9" * 300, "NaN"])
def test_what_has_more_digits_than_a_figure_is_none(text):
    assert figure(text) is None


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td rowspan=²>a</table>",
        f"<table><tr><td colspan={'9' * 5000}>a</table>",
        "<!-- nothing -->",
        '<?xml version="1.0" encoding="utf-16"?><table><tr><td>a</table>',
        "<table><tr><td>\ud800</table>",
        "<table><tr><td rowspan=2>TT<td colspan=2>S</tr><tr><td>1=2</table>",
        "TT\tNội dung\tTổng\n(1)\t(2)\t(3)\n1\tCháy\t51e999\n",
        "<table>" + "<tr>" * 200_000 + "<td>x" + "<td colspan=200>y" * 50 + "</table>",
        "<table><tr>" + "<td rowspan=200 colspan=200>x" * 19_000 + "</table>",
    ],
)
def test_a_pasted_table_is_read_or_holds_no_table(markup):
    try:
        draft_form(read_pasted(markup))
    except NoTable:
        return


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"cells": 1}', b"[" * 100_000, b"\xff"])
def test_what_is_no_batch_says_so(body):
    with pytest.raises(NotABatch):
        read_batch(body, shipped("dich-ngay"))


def test_a_certificate_in_letters_beyond_ascii_is_no_envelope():
    written = seeds.envelopes()[0].replace(b"X509Certificate>MII", "X509Certificate>ĐII".encode())

    with pytest.raises(NotAnEnvelope, match="X509Certificate"):
        envelopes.open_envelope(written)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_is_packed_in_the_usual_way_or_not_taken(method):
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", method) as packed:
        packed.writestr("a.pdf", b"%PDF-1.7 %%EOF")

    assert problem_of(box.getvalue()) == Problem.ZIP_BROKEN


def test_a_part_whose_directory_lies_outside_of_it_is_broken():
    (good, _pdf) = seeds.parts()
    at = good.rindex(b"PK\x05\x06") + 16

    assert problem_of(good[:at] + b"\xff\xff\xff\x7f" + good[at + 4 :]) == Problem.ZIP_BROKEN


def test_a_part_whose_entry_has_no_name_is_broken():
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as packed:
        packed.writestr("a", b"")
    nameless = box.getvalue().replace(b"a", b"", 1)

    assert problem_of(nameless) in {Problem.ZIP_BROKEN, Problem.ZIP_ENTRIES}


def problem_of(data):
    with pytest.raises(BadPart) as refused:
        unpack(octets(data), name="a.pdf", media_type="application/pdf")
    return refused.value.problem


def odd_version(der):
    """Return a certificate or list that claims a version nobody made."""
    return der.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x6f", 1)


def test_a_certificate_of_an_unknown_version_is_none():
    with pytest.raises(certificates.NotACertificate):
        certificates.load(odd_version(seeds.certificate()))


def test_a_certificate_whose_holder_cannot_be_read_is_none():
    text = "UBND tỉnh Tây Ninh".encode()
    name = bytes([12, len(text)]) + text
    damaged = seeds.certificate().replace(name, bytes([3, len(text), 0]) + text[1:])  # now bits
    assert damaged != seeds.certificate()

    with pytest.raises(certificates.NotACertificate):
        certificates.load(damaged)


def test_a_certificate_of_an_unknown_curve_has_a_key_of_another_kind():
    p256, other = b"\x2a\x86\x48\xce\x3d\x03\x01\x07", b"\x2a\x86\x48\xce\x3d\x03\x01\x7e"
    found = certificates.load(seeds.certificate().replace(p256, other))

    assert certificates.key_strength(found) == ("other", 0)


def test_a_revocation_list_that_nobody_can_read_proves_nothing():
    (good,) = seeds.revocation_lists()
    version = b"\x02\x01\x01\x30"
    name = good.replace(b"\x06\x03\x55\x04\x03\x0c", b"\x06\x03\x55\x04\x03\x02", 1)
    issuer = certificates.load(seeds.certificate())
    assert version in good[:12]

    assert read_lists([good.replace(version, b"\x02\x01\x3c\x30", 1), b"", b"0\x80"]) == ()
    answer = certificates.revocation_at(issuer, issuer, read_lists([name]), NOW, known_by=NOW)
    assert answer == certificates.NOT_KNOWN


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        None,
        {"rows": [1], "columns": []},
        {"rows": [], "columns": [{"code": "a", "label": "a", "formula": {"b": 1}}], "title": ""},
        {"rows": [], "columns": [], "title": "", "checks": [{"severity": "deadly"}]},
        {"rows": [{"code": [], "label": ""}], "columns": [], "title": ""},
    ],
)
def test_a_specification_that_is_none_is_a_wrong_form(wrong):
    with pytest.raises(FormIsWrong):
        parse_form("X", "1", wrong)


def test_the_sandbox_ends_with_its_questions():
    ended = subprocess.run(
        [sys.executable, "-m", "nhip.reporting.providers.bounded_workbooks"],
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 0


def test_lists_and_certificates_of_the_examples_are_good():
    assert isinstance(read_lists(seeds.revocation_lists())[0], x509.CertificateRevocationList)
