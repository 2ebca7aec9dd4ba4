"""A workbook in the official layout becomes a draft: heads, numbering, tree and cell formulas."""

import io
import zipfile

import pytest
import xlsxwriter

from nhip.reporting.providers.workbooks import NotAWorkbook, read_workbook
from nhip.reporting.rules.drafting import NoTable, draft_form
from nhip.reporting.rules.drafting.excel import NotSupported, expression
from nhip.reporting.rules.drafting.pasted import read_pasted
from nhip.reporting.rules.specification import parse_form


def workbook(write):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        write(book.add_worksheet("II.06"))
    return target.getvalue()


def handling_of_procedures(page):
    """Biểu II.06: three levels of departments, received, solved, pending."""
    page.merge_range("A1:I1", "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH")
    page.write("I2", "Đơn vị tính: Số hồ sơ TTHC.")
    page.merge_range("A3:A4", "STT")
    page.merge_range("B3:B4", "Lĩnh vực giải quyết")
    page.merge_range("C3:E3", "Số hồ sơ nhận giải quyết")
    page.merge_range("F3:H3", "Số hồ sơ đã giải quyết")
    page.merge_range("I3:I4", "Tỷ lệ đúng hạn (%)")
    heads = ["Tổng số", "Trong kỳ", "Từ kỳ trước", "Tổng số", "Đúng hạn", "Quá hạn"]
    page.write_row("C4", heads)
    numbers = ["(1)", "(2)", "(3)=(4)+(5)", "(4)", "(5)", "(6)=(7)+(8)", "(7)", "(8)"]
    page.write_row("A5", [*numbers, "(9)=(7)/(6)*100"])
    rows = [("A", "Cấp tỉnh"), ("I", "Đất đai"), ("1", "Cấp giấy"), ("2", "Đăng ký")]
    rows += [("II", "Tư pháp"), ("", "Trong đó:"), ("1", "Hộ tịch"), ("B", "Cấp xã")]
    for at, row in enumerate(rows, 5):
        page.write_row(at, 0, row)
    page.write("B14", "Tổng cộng (A+B)")
    for column in "DEGH":
        page.write_formula(f"{column}6", f"={column}7+{column}10")
        page.write_formula(f"{column}7", f"=SUM({column}8:{column}9)")
    page.write("A16", "Ghi chú: số liệu tính đến 14 giờ")


@pytest.fixture(scope="module")
def draft():
    (page,) = read_workbook(workbook(handling_of_procedures))
    return draft_form(page)


def parts(draft, kind):
    return {part["code"]: part for part in draft.specification[kind]}


def test_heads_numbering_and_unit_are_read(draft):
    columns = parts(draft, "columns")

    assert draft.specification["title"] == "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"
    assert draft.specification["unit"] == "Số hồ sơ TTHC"
    assert list(columns) == ["c3", "c4", "c5", "c6", "c7", "c8", "c9"]
    assert columns["c5"]["group"] == ["Số hồ sơ nhận giải quyết"]


def test_formulas_of_the_numbering_row_belong_to_columns(draft):
    columns = parts(draft, "columns")

    assert columns["c3"]["formula"] == "c4 + c5"
    assert columns["c9"]["formula"] == "c7 / c6 * 100"
    assert columns["c9"]["type"] == "rate"


def test_formulas_of_cells_belong_to_the_row_when_every_column_has_them(draft):
    rows = parts(draft, "rows")

    assert rows["r_A"]["formula"] == "r_A_I + r_A_II"
    assert rows["r_A_I"]["formula"] == "sum(r_A_I_1, r_A_I_2)"


def test_the_total_is_what_its_label_says(draft):
    total = next(row for row in draft.specification["rows"] if "Tổng cộng" in row["label"])

    assert total["formula"] == "r_A + r_B"
    assert "parent" not in total


def test_what_stands_after_of_which_does_not_exhaust_its_parent(draft):
    rows = parts(draft, "rows")

    assert rows["r_A_II_1"]["of_which"]
    assert "formula" not in rows["r_A_II"]


def test_notes_under_the_table_are_no_rows(draft):
    assert len(draft.specification["rows"]) == 8


def test_the_draft_is_a_form(draft):
    form = parse_form("II.06", "draft", draft.specification)

    assert len(form.addresses) == 8 * 7


def test_a_page_without_a_table_says_so():
    (page,) = read_workbook(
        workbook(lambda page: page.write("A1", "Kính gửi: Văn phòng Chính phủ"))
    )

    with pytest.raises(NoTable):
        draft_form(page)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 torn", b"\xd0\xcf\x11\xe0 torn", b"%PDF-1.7"]
)
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(NotAWorkbook):
        read_workbook(content)


def test_a_workbook_that_unpacks_without_bounds_is_refused():
    bomb = io.BytesIO()
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/workbook.xml", "w") as entry,
    ):
        for _ in range(210):
            entry.write(bytes(1024 * 1024))

    with pytest.raises(NotAWorkbook, match="unpacked"):
        read_workbook(bomb.getvalue())


PASTED = """<html><body><p>Mẫu</p><table>
<tr><td rowspan=2>TT</td><td rowspan=2>Nội dung</td><td colspan=2>Số vụ</td></tr>
<tr><td>Tổng số</td><td>Trong kỳ</td></tr>
<tr><td>A</td><td>B</td><td>1=2</td><td>2</td></tr>
<tr><td>I</td><td>Cháy</td><td>1.234</td><td>1.234</td></tr>
<tr><td>1</td><td>Nhà ở</td><td>1.000,5</td><td></td></tr></table></body></html>"""


def test_a_table_pasted_from_a_word_processor_is_read_the_same_way():
    draft = draft_form(read_pasted(PASTED, "Mẫu 01"))

    assert [column["label"] for column in draft.specification["columns"]] == ["Tổng số", "Trong kỳ"]
    assert parts(draft, "columns")["c1"]["formula"] == "c2"
    assert [row["code"] for row in draft.specification["rows"]] == ["r_I", "r_I_1"]


@pytest.mark.parametrize("markup", ["", "<p>không có bảng</p>", "<table><tr>" + "<td>x" * 20_001])
def test_what_holds_no_table_is_refused(markup):
    with pytest.raises(NoTable):
        read_pasted(markup)


def named(cell):
    return f"r{cell[0]}c{cell[1]}"


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("=C5+C6", "r4c2 + r5c2"),
        ("=SUM(C5:C7)", "sum(r4c2, r5c2, r6c2)"),
        ("=(D5-C5)/C5*100", "(r4c3 - r4c2) / r4c2 * 100"),
        ("=ROUND($C$5/D5,2)", "round(r4c2 / r4c3, 2)"),
        ("=MAX(0,C5-D5)", "max(0, r4c2 - r4c3)"),
    ],
)
def test_arithmetic_of_spreadsheets_is_said_in_the_expression_language(formula, said):
    assert expression(formula, named) == said


@pytest.mark.parametrize(
    "formula", ["=VLOOKUP(A1,B:C,2)", "=Sheet2!A1", '="x"&A1', "=SUM(A1:ZZ9999)", "=A1^2"]
)
def test_what_the_language_does_not_have_is_left_to_the_designer(formula):
    with pytest.raises(NotSupported):
        expression(formula, named)
