"""Văn bản bị sửa: ten ways to change a PDF after it was signed."""

import io
import re

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.signing.papers import REPORT

name = generic.pdf_name


def later(pdf: bytes, change) -> bytes:
    """Return the file with one more revision, as an editor would append it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def page_added(pdf: bytes) -> bytes:
    def add(writer):
        pages = writer.root["/Pages"]
        page = generic.DictionaryObject(
            {
                name("/Type"): name("/Page"),
                name("/Parent"): writer.root.raw_get("/Pages"),
                name("/MediaBox"): generic.ArrayObject(
                    [generic.NumberObject(n) for n in (0, 0, 595, 842)]
                ),
            }
        )
        pages["/Kids"].append(writer.add_object(page))
        pages[name("/Count")] = generic.NumberObject(int(pages["/Count"]) + 1)
        writer.update_container(pages)

    return later(pdf, add)


def page_content_replaced(pdf: bytes) -> bytes:
    def replace(writer):
        page = writer.root["/Pages"]["/Kids"][0].get_object()
        other = generic.StreamObject(stream_data=b"BT /F0 12 Tf (98 ca) Tj ET")
        page[name("/Contents")] = writer.add_object(other)
        writer.update_container(page)

    return later(pdf, replace)


def annotation_added(pdf: bytes) -> bytes:
    def annotate(writer):
        note = generic.DictionaryObject(
            {
                name("/Type"): name("/Annot"),
                name("/Subtype"): name("/FreeText"),
                name("/Rect"): generic.ArrayObject(
                    [generic.NumberObject(n) for n in (60, 700, 260, 720)]
                ),
                name("/Contents"): generic.TextStringObject("98 ca"),
            }
        )
        page = writer.root["/Pages"]["/Kids"].raw_get(0)
        writer.register_annotation(page, writer.add_object(note))

    return later(pdf, annotate)


def form_field_added(pdf: bytes) -> bytes:
    def add(writer):
        form = writer.root["/AcroForm"]
        field = generic.DictionaryObject(
            {
                name("/FT"): name("/Tx"),
                name("/T"): generic.TextStringObject("so-ca"),
                name("/V"): generic.TextStringObject("98"),
            }
        )
        form["/Fields"].append(writer.add_object(field))
        writer.update_container(form["/Fields"])

    return later(pdf, add)


def attachment_replaced(pdf: bytes) -> bytes:
    def replace(writer):
        spec = writer.root["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object()
        stream = generic.StreamObject(stream_data=REPORT.replace(b"97", b"98"))
        spec["/EF"]["/F"] = writer.add_object(stream)
        writer.update_container(spec["/EF"])

    return later(pdf, replace)


def byte_flipped(pdf: bytes) -> bytes:
    place = len(pdf) // 20
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def signature_renamed(pdf: bytes) -> bytes:
    """Name the seal's field as if it were the person's signature."""
    assert pdf.count(b"(seal)") >= 1
    return pdf.replace(b"(seal)", b"(sea1)")


def byte_range_gapped(pdf: bytes) -> bytes:
    """Widen the gap that the last signature leaves out by sixteen bytes."""
    found = list(re.finditer(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", pdf))[-1]
    start, length, end, rest = (int(part) for part in found.groups())
    other = f"/ByteRange [{start} {length} {end + 16} {rest - 16}".encode()
    written = other.ljust(len(found[0]))[: len(found[0])]
    return pdf[: found.start()] + written + pdf[found.end() :]


def time_stamp_removed(stamped: bytes) -> bytes:
    """Cut in the middle of the document time stamp, the last of all revisions."""
    return stamped[: stamped.rindex(b"/ETSI.RFC3161") - 1] + b">>\nendobj\n%%EOF\n"


def signature_of_another(pdf: bytes, other: bytes) -> bytes:
    """Paste the signature value of another paper by the same hand over ours."""
    ours, theirs = (
        list(re.finditer(rb"/Contents\s*<([0-9A-Fa-f]{500,})>", one))[-1] for one in (pdf, other)
    )
    value = theirs[1][: len(ours[1])].ljust(len(ours[1]), b"0")
    return pdf[: ours.start(1)] + value + pdf[ours.end(1) :]


def saved_anew(pdf: bytes) -> bytes:
    """Save the whole file again as another program would, with one digit changed."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.docinfo["/Title"] = "Báo cáo đã sửa"
        again = io.BytesIO()
        opened.save(again)
    return again.getvalue()


WAYS = {
    "a page added by an incremental update": page_added,
    "the content of a page replaced": page_content_replaced,
    "an annotation added": annotation_added,
    "a form field added": form_field_added,
    "the attached data replaced": attachment_replaced,
    "a byte flipped in the signed range": byte_flipped,
    "a signature dictionary renamed": signature_renamed,
    "a byte range gapped": byte_range_gapped,
    "the whole file saved anew": saved_anew,
}
