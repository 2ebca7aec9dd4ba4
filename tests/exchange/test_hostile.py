"""Gói tin thù địch: bombs, wrong archives and broken files are refused, in bounds and by name."""

import io
import resource
import time
import zipfile

import pytest

from nhip.core.xml import UnsafeXml
from nhip.exchange.providers import envelopes
from nhip.exchange.providers.envelopes import BadEncoding, NotAnEnvelope
from nhip.exchange.rules.faults import Problem
from nhip.exchange.rules.parts import BadPart, octets, unpack
from tests.exchange.letters import PDF, envelope

MEGABYTE = 2**20


def archive(*entries, compression=zipfile.ZIP_DEFLATED):
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", compression) as packed:
        for name, data in entries:
            packed.writestr(name, data)
    return box.getvalue()


def content(data, name="05.pdf", media_type="application/pdf"):
    return unpack(octets(data), name=name, media_type=media_type).data


def problem(data, name="05.pdf", media_type="application/pdf"):
    with pytest.raises(BadPart) as refused:
        content(data, name, media_type)
    return refused.value.problem


# --- XML ------------------------------------------------------------------------------------

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE edXML [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<edXML>&c;</edXML>"""
HIDDEN = b"""<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a []>+ADw-edXML/>"""
OUTSIDE = b"""<!DOCTYPE edXML SYSTEM "http://127.0.0.1/x.dtd"><edXML/>"""


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS,
        HIDDEN,
        OUTSIDE,
        b"<edXML>" + b"<a>" * 60_000,
        b"<edXML>" + b"<a>" * 40_000 + b"</a>" * 40_000 + b"</edXML>",
        b"<edXML " + b" ".join(b'a%d="x"' % number for number in range(200_000)) + b"/>",
        b"<edXML>" + b"<a/>" * 3_000_000 + b"</edXML>",
        "<edXML/>".encode("utf-16"),
        b"\x00\x01\x02",
        b"",
    ],
)
def test_hostile_xml_is_refused_in_a_second_and_little_memory(data):
    started, memory = time.monotonic(), peak()

    with pytest.raises((UnsafeXml, NotAnEnvelope)):
        envelopes.open_envelope(data)

    assert time.monotonic() - started < 1
    assert peak() - memory < 200 * MEGABYTE


def test_an_envelope_larger_than_the_limit_is_refused():
    with pytest.raises(UnsafeXml):
        envelopes.open_envelope(b"<edXML>" + b"x" * (49 * MEGABYTE) + b"</edXML>")


def test_an_attachment_that_is_not_base64_is_named(drivers):
    data = envelope(drivers["H53"])
    broken = data.replace(b"ContentTransferEncoded>JVBE", b"ContentTransferEncoded>****")

    with pytest.raises(BadEncoding, match="part0"):
        envelopes.open_envelope(broken)


def test_base64_broken_into_lines_is_read(drivers):
    data = envelope(drivers["H53"])
    broken = data.replace(b"ContentTransferEncoded>JVBE", b"ContentTransferEncoded>\r\nJV\n BE")

    assert envelopes.open_envelope(broken).octets["part0"].data == PDF


def test_twenty_five_megabytes_are_opened_in_four_times_their_size(drivers):
    big = b"%PDF-1.7\n" + b"\x00" * (25 * MEGABYTE) + b"%%EOF"
    data = envelope(drivers["H53"], parts=(big,), content=None)
    memory = peak()

    opened = envelopes.open_envelope(data)

    assert len(opened.octets["part0"].data) == len(big)
    assert peak() - memory < 4 * 25 * MEGABYTE + 20 * MEGABYTE


# --- ZIP around a file -----------------------------------------------------------------------


def test_a_zip_of_one_file_is_unpacked_whatever_its_entry_is_called():
    assert content(archive(("a1b2.bin", PDF))) == PDF
    assert content(archive(("a1b2", PDF)), "x.txt", "text/plain") == PDF


def test_a_document_that_is_a_zip_by_nature_stays_as_it_is():
    workbook = archive(("[Content_Types].xml", "<x/>"), ("xl/workbook.xml", "<x/>"))

    assert content(workbook, "phuluc.xlsx", "application/octet-stream") == workbook


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (archive(), Problem.ZIP_ENTRIES),
        (archive(("a", PDF), ("b", PDF)), Problem.ZIP_ENTRIES),
        (archive(("../a", PDF)), Problem.ZIP_NAME),
        (archive(("/etc/a", PDF)), Problem.ZIP_NAME),
        (archive(("C:a", PDF)), Problem.ZIP_NAME),
        (archive(("a", b"%PDF" + b"0" * 30 * MEGABYTE)), Problem.ZIP_RATIO),
        (archive(("a", b"%PDF" + b"0" * 33 * MEGABYTE)), Problem.TOO_LARGE),
        (archive(("a", PDF))[:-40], Problem.ZIP_BROKEN),
        (archive(("a", PDF.replace(b"%PDF", b"%PDX"))), Problem.PDF_NO_HEADER),
    ],
)
def test_other_archives_are_refused_by_name(data, expected):
    assert problem(data) == expected


def test_a_zip_that_lies_about_its_size_is_refused():
    honest = archive(("a", b"%PDF" + bytes(5 * MEGABYTE)))
    size = (5 * MEGABYTE + 4).to_bytes(4, "little")

    assert problem(honest.replace(size, (100).to_bytes(4, "little"))) in {
        Problem.ZIP_BROKEN,
        Problem.PDF_CUT_OFF,
    }


# --- Broken PDF ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (PDF.decode("utf-8", "replace").encode(), Problem.PDF_TEXT_DECODED),
        (b"<html>Error 500</html>", Problem.PDF_NO_HEADER),
        (b"", Problem.PDF_NO_HEADER),
        (PDF[:-30], Problem.PDF_CUT_OFF),
    ],
)
def test_a_damaged_pdf_is_refused_with_the_precise_reason(data, expected):
    assert problem(data) == expected


def test_what_is_declared_differently_from_what_it_is_is_named():
    assert problem(PDF, "ban-do.png", "image/png") == Problem.TYPE_DIFFERS


def test_the_shortest_pdf_of_the_descriptions_is_taken():
    assert content(b"%PDF-1.4\n%%EOF\n") == b"%PDF-1.4\n%%EOF\n"


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
