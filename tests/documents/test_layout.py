"""Thể thức: what the typeset page is, says and leaves room for."""

import io
import subprocess
from dataclasses import replace

import pikepdf
import pytest

from nhip.documents.providers import number_stamp, person_stamp, seal_stamp, typeset_report
from nhip.documents.rules.numbering import Numbered
from nhip.documents.rules.page import Annex, Box, agency_lines
from tests.documents.pages import AT, TABLE, report_page

DATA = '{"cells":[],"unit":"Tây Ninh"}'.encode()
MM = 72 / 25.4


@pytest.fixture(scope="module")
def typeset():
    return typeset_report(report_page(), DATA)


def words_of(pdf: bytes, *options: str) -> str:
    shown = subprocess.run(
        ["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True
    )
    return shown.stdout.decode()


def test_the_page_is_marked_as_pdf_a_3b(typeset):
    with pikepdf.open(io.BytesIO(typeset.pdf)) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3B"


def test_the_data_are_attached_as_the_data_of_the_document(typeset):
    with pikepdf.open(io.BytesIO(typeset.pdf)) as pdf:
        attachment = pdf.attachments["report.json"]

        assert attachment.get_file().read_bytes() == DATA
        assert attachment.relationship == pikepdf.Name.Data
        assert attachment.get_file().mime_type == "application/json"


def test_the_same_page_is_the_same_bytes(typeset):
    assert typeset_report(report_page(), DATA) == typeset


def test_other_data_are_other_bytes(typeset):
    assert typeset_report(report_page(), DATA + b" ").pdf != typeset.pdf


def test_the_page_says_who_reports_and_who_signs(typeset):
    words = words_of(typeset.pdf, "-layout")

    for expected in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN",
        "TỈNH TÂY NINH",
        "BÁO CÁO",
        "Kính gửi: Văn phòng Chính phủ",
        "Nghẽn, ưỡng, ỵ, Ẵ, ặ, ỗ./.",
        "Đơn vị tính: ca",
        "3=1+2",
        "KT. CHỦ TỊCH",
        "Nguyễn Văn Minh",
        "- Lưu: VT.",
    ):
        assert expected in words
    assert "Số:" not in words


def test_figures_are_vietnamese_and_the_three_states_differ(typeset):
    lines = [line.split() for line in words_of(typeset.pdf, "-layout").splitlines()]

    assert ["1", "Thị", "xã", "Trảng", "Bàng", "1.097,5", "–", "·"] in lines
    assert ["Tổng", "cộng", "1.097", "0", "2.194,5"] in lines


def test_the_boxes_lie_where_the_decree_puts_them(typeset):
    line, person, seal = (typeset.boxes[name] for name in ("number", "person", "seal"))

    assert (line.page, person.page, seal.page) == (0, 0, 0)
    assert line.left == pytest.approx(30 * MM, abs=1)
    assert line.right == pytest.approx(195 * MM, abs=1)
    assert seal.right - person.left == pytest.approx(person.width / 3, abs=1)
    assert seal.bottom + seal.top == pytest.approx(person.bottom + person.top, abs=1)
    assert seal.width == seal.height == pytest.approx(36 * MM, abs=1)


def test_the_boxes_are_empty(typeset):
    for box in (typeset.boxes["number"], typeset.boxes["person"]):
        assert words_of(typeset.pdf, *window(box)).strip() == ""


def test_the_signers_name_stands_under_the_box_and_in_its_middle(typeset):
    box = typeset.boxes["person"]
    below = replace(box, bottom=box.bottom - 45, top=box.bottom)

    assert words_of(typeset.pdf, *window(below)).strip() == "Nguyễn Văn Minh"


def test_every_page_of_a_demonstration_says_so():
    annex = Annex("Phụ lục I", "Số liệu theo huyện", (TABLE,), landscape=True)
    pages = words_of(typeset_report(report_page(annexes=(annex,)), DATA).pdf).split("\f")[:-1]

    assert len(pages) == 2
    assert all("TRÌNH DIỄN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in page for page in pages)


def test_a_real_report_does_not_say_it_is_a_demonstration():
    assert "TRÌNH DIỄN" not in words_of(typeset_report(report_page(demo=False), DATA).pdf)


def test_an_annex_may_lie_across_and_pages_are_counted_from_the_second():
    annex = Annex("Phụ lục I", "Số liệu theo huyện", (TABLE,), landscape=True)
    pdf = typeset_report(report_page(demo=False, annexes=(annex,)), DATA).pdf

    with pikepdf.open(io.BytesIO(pdf)) as pages:
        left, bottom, right, top = pages.pages[1].mediabox
        assert right - left > top - bottom
    assert words_of(pdf, "-f", "2", "-layout").strip().startswith("2")


def test_words_that_look_like_typst_stay_words():
    page = replace(report_page(), subject='#panic("x") $x$ *đậm* <slot> @nhãn')

    assert '#panic("x") $x$ *đậm* <slot> @nhãn' in words_of(typeset_report(page, DATA).pdf)


def test_the_number_stamp_says_number_and_date(typeset):
    box = typeset.boxes["number"]
    stamp = number_stamp(box, numbered=Numbered("05/BC-UBND", AT.date()), place="Tây Ninh", at=AT)

    assert words_of(stamp).split("\n")[0] == "Số: 05/BC-UBND"
    assert "Tây Ninh, ngày 15 tháng 8 năm 2021" in words_of(stamp)
    assert size_of(stamp) == pytest.approx((box.width, box.height), abs=0.01)


def test_the_persons_stamp_says_who_and_when_in_ha_noi_time(typeset):
    stamp = person_stamp(typeset.boxes["person"], name="Nguyễn Văn Minh", at=AT, demo=True)

    assert "Ký bởi: Nguyễn Văn Minh" in words_of(stamp)
    assert "2021-08-15T09:00:00+07:00" in words_of(stamp)
    assert "TRÌNH DIỄN" in words_of(stamp)


def test_the_seal_stamp_is_red_and_says_it_is_a_demonstration(typeset):
    stamp = seal_stamp(
        typeset.boxes["seal"], agency="Ủy ban nhân dân tỉnh Tây Ninh", at=AT, demo=True
    )

    assert "TRÌNH DIỄN" in words_of(stamp)
    assert "TÂY NINH" in words_of(stamp)
    assert dominant_colour(stamp) == "red"


def test_a_committee_parts_into_body_and_territory():
    assert agency_lines("Ủy ban nhân dân tỉnh Tây Ninh") == ("Ủy ban nhân dân", "tỉnh Tây Ninh")
    assert agency_lines("Bộ Y tế") == ("Bộ Y tế",)


def window(box: Box) -> tuple[str, ...]:
    """Return the options that let pdftotext read one box of an A4 page alone."""
    height = 297 * MM
    place = {"-x": box.left, "-y": round(height - box.top), "-W": box.width, "-H": box.height}
    return ("-r", "72", *(word for pair in place.items() for word in map(str, pair)))


def size_of(pdf: bytes) -> tuple[float, float]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        left, bottom, right, top = (float(side) for side in opened.pages[0].mediabox)
        return right - left, top - bottom


def dominant_colour(pdf: bytes) -> str:
    shown = subprocess.run(
        ["pdftoppm", "-r", "72", "-"], input=pdf, capture_output=True, check=True
    ).stdout
    pixels = shown.split(b"\n", 3)[3]
    sums = [sum(255 - pixel for pixel in pixels[channel::3]) for channel in range(3)]
    return ("red", "green", "blue")[sums.index(min(sums))]
