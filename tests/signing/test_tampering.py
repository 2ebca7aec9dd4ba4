"""Whatever is changed after signing is found: a byte, the number on the page, the data."""

import io
import re

import pikepdf
import pytest
from asn1crypto import core
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from nhip.signing.rules.verdicts import Conclusion, LaterChanges, Reason
from tests.signing.papers import NUMBER, REPORT


def flipped(pdf: bytes, place: int) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def changed_later(pdf: bytes, change) -> bytes:
    """Return the file with one more revision, as an editor would append it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def field_named(writer, name: str):
    fields = writer.root["/AcroForm"]["/Fields"]
    return next(one.get_object() for one in fields if one.get_object()["/T"] == name)


@pytest.mark.requirement(32)
@pytest.mark.parametrize("tenth", range(10))
def test_one_changed_byte_in_any_tenth_of_the_file_is_found(signers, signed, tenth):
    place = len(signed) * tenth // 10 + len(signed) // 20

    assert signers.verdict(flipped(signed, place)).conclusion is not Conclusion.GOOD


@pytest.mark.parametrize("distance", [2, 40, 400, 2_000, 6_000])
def test_one_changed_byte_in_the_last_container_is_found(signers, signed, distance):
    covered = re.findall(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", signed)[-1]
    container_end = int(covered[2])

    verdict = signers.verdict(flipped(signed, container_end - distance))

    assert verdict.conclusion is Conclusion.NOT_GOOD


def last_container(pdf: bytes) -> tuple[int, bytes]:
    """Return where the last signature stands in the file, and its bytes."""
    start, length, end, _rest = map(
        int, re.findall(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", pdf)[-1]
    )
    return length + start + 1, bytes.fromhex(pdf[length + start + 1 : end - 1].decode())


@pytest.mark.parametrize(
    "name", ["1.2.840.113549.1.9.16.2.14", "2.16.840.1.101.3.4.2.1"], ids=["stamp", "digest"]
)
def test_a_renamed_part_around_the_signature_is_found(signers, signed, name):
    where, container = last_container(signed)
    written = core.ObjectIdentifier(name).dump()
    renamed = written[:-1] + bytes([written[-1] ^ 4])
    places = [found.start() for found in re.finditer(re.escape(written), container)]

    for place in places:
        changed = container[:place] + renamed + container[place + len(written) :]
        forged = signed[:where] + changed.hex().encode() + signed[where + 2 * len(changed) :]
        assert signers.verdict(forged).conclusion is not Conclusion.GOOD


@pytest.mark.requirement(32)
def test_a_changed_digit_in_the_data_is_found(signers, report):
    with pikepdf.open(io.BytesIO(signers.sign_all(report))) as pdf:
        pdf.attachments["report.json"] = pikepdf.AttachedFileSpec(
            pdf, REPORT.replace(b"97", b"98"), filename="report.json"
        )
        forged = io.BytesIO()
        pdf.save(forged)

    assert signers.verdict(forged.getvalue()).conclusion is not Conclusion.GOOD


def test_data_replaced_in_a_later_revision_are_not_the_signed_data(signers, signed):
    def replace(writer):
        names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
        spec = names[1].get_object()
        stream = generic.StreamObject(stream_data=REPORT.replace(b"97", b"98"))
        spec["/EF"]["/F"] = writer.add_object(stream)
        writer.update_container(spec["/EF"])

    verdict = signers.verdict(changed_later(signed, replace))

    assert verdict.conclusion is Conclusion.NOT_GOOD
    assert Reason.DATA_NOT_SIGNED in verdict.reasons
    assert verdict.data_are_signed is False


def test_another_number_drawn_into_the_number_box_is_found(signers, signed):
    def draw(writer):
        appearance = field_named(writer, "number")["/AP"]["/N"]
        appearance._data = appearance.data.replace(b"q", b"Q", 1)
        appearance._encoded_data = None
        writer.update_container(appearance)

    verdict = signers.verdict(changed_later(signed, draw))

    assert verdict.conclusion is Conclusion.NOT_GOOD
    assert verdict.role("number").later_changes is LaterChanges.OTHER
    assert verdict.role("seal").later_changes is LaterChanges.OTHER


def test_another_number_in_the_reason_is_found(signers, signed):
    assert rb"(number\07505\057BC" in signed
    forged = signed.replace(rb"(number\07505\057BC", rb"(number\07506\057BC")

    verdict = signers.verdict(forged)

    assert verdict.conclusion is Conclusion.NOT_GOOD
    assert not verdict.role("number").intact


def test_an_annotation_between_person_and_agency_breaks_the_personal_signature(signers, report):
    def annotate(writer):
        note = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/Text"),
                generic.pdf_name("/Rect"): generic.ArrayObject(
                    [generic.NumberObject(n) for n in (60, 700, 80, 720)]
                ),
                generic.pdf_name("/Contents"): generic.TextStringObject("Số: 06/BC-UBND"),
            }
        )
        writer.register_annotation(
            writer.root["/Pages"]["/Kids"].raw_get(0), writer.add_object(note)
        )

    scribbled = changed_later(signers.sign(report, "person"), annotate)
    verdict = signers.verdict(signers.sign(scribbled, "seal"))

    assert verdict.role("person").later_changes is LaterChanges.OTHER
    assert verdict.role("seal").intact
    assert verdict.conclusion is Conclusion.NOT_GOOD


def test_page_content_added_between_person_and_agency_breaks_the_personal_signature(
    signers, report
):
    def append(writer):
        content = generic.StreamObject(stream_data=b"BT (05) Tj ET")
        writer.add_stream_to_page(0, writer.add_object(content))

    scribbled = changed_later(signers.sign(report, "person"), append)
    verdict = signers.verdict(signers.sign(scribbled, "seal"))

    assert verdict.role("person").later_changes is LaterChanges.OTHER
    assert Reason.CHANGED_LATER in verdict.reasons


def test_nothing_between_person_and_agency_leaves_both_good(signers, report):
    verdict = signers.verdict(signers.sign(signers.sign(report, "person"), "seal"))

    assert verdict.conclusion is Conclusion.GOOD


def test_a_revision_after_the_last_signature_is_not_covered(signers, signed):
    def nothing_much(writer):
        writer.root["/PageMode"] = generic.pdf_name("/UseAttachments")
        writer.update_root()

    verdict = signers.verdict(changed_later(signed, nothing_much))

    assert Reason.PARTLY_COVERED in verdict.reasons
    assert verdict.conclusion is Conclusion.NOT_GOOD


def test_bytes_after_the_end_are_not_covered(signers, signed):
    assert signers.verdict(signed + b"\n% more").conclusion is not Conclusion.GOOD


def test_a_second_report_in_the_attachments_is_never_good(signers, report):
    with pikepdf.open(io.BytesIO(report)) as pdf:
        names = pdf.Root.Names.EmbeddedFiles
        names.Names = pikepdf.Array([*list(names.Names), *list(names.Names)])
        twice = io.BytesIO()
        pdf.save(twice)

    verdict = signers.verdict(signers.sign_all(twice.getvalue()))

    assert verdict.conclusion is Conclusion.COULD_NOT_CHECK


def test_a_number_signature_repeats_what_the_register_gave(signers, report):
    numbered = signers.sign(signers.sign(report, "person"), "number", reason=NUMBER)

    assert signers.verdict(numbered).role("number").statement == NUMBER
