"""A form designer's morning: a workbook comes in, its form is in force before noon."""

import io
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from nhip.reporting.models import FormDraft, FormVersion
from tests.reporting.country import make_person
from tests.reporting.drafting.test_own_workbooks import PASTED, handling_of_procedures, workbook

pytestmark = pytest.mark.usefixtures("august")


@pytest.fixture
def dung(ministry):
    return make_person("dung", "Đỗ Tiến Dũng", "designer", ministry)


@pytest.fixture
def designer(client, dung):
    client.force_login(dung)
    return client


@pytest.fixture
def draft(designer, ministry):
    file = SimpleUploadedFile("bieu.xlsx", workbook(handling_of_procedures))
    facts = {"unit": ministry.pk, "code": "II.06", "file": file}
    designer.post(reverse("reporting:start_draft"), facts)
    return FormDraft.objects.get()


def page_of(client, draft, **asked):
    return unescape(client.get(reverse("reporting:draft", args=[draft.pk]), asked).content.decode())


def change(client, draft, name, **facts):
    draft.refresh_from_db()
    address = reverse(f"reporting:{name}", args=[draft.pk])
    return client.post(address, {"revision": draft.revision, **facts}, follow=True)


def test_the_draft_shows_the_grid_its_source_and_what_is_left_to_do(designer, draft):
    page = page_of(designer, draft)

    assert "bieu.xlsx · II.06" in page
    assert "Số hồ sơ nhận giải quyết" in page
    assert "ô chưa gắn chỉ tiêu" in page


def test_a_table_pasted_from_a_document_is_a_draft_too(designer, ministry):
    facts = {"unit": ministry.pk, "code": "Mẫu 01", "pasted": PASTED}
    designer.post(reverse("reporting:start_draft"), facts)

    assert FormDraft.objects.get().specification["columns"][0]["formula"] == "c2"


def test_of_several_pages_one_is_chosen(designer, ministry):
    book = io.BytesIO(workbook(handling_of_procedures))
    several = load_workbook(book)
    several.copy_worksheet(several.active).title = "II.06a"
    target = io.BytesIO()
    several.save(target)
    facts = {"unit": ministry.pk, "code": "II.06a"}
    file = SimpleUploadedFile("hai-bieu.xlsx", target.getvalue())

    page = designer.post(reverse("reporting:start_draft"), facts | {"file": file})
    source = page.context["source"]
    facts |= {"name": source.name, "sha256": source.sha256, "page": "II.06a"}
    designer.post(reverse("reporting:start_draft"), facts)

    assert FormDraft.objects.get().source == "hai-bieu.xlsx · II.06a"


def test_a_row_is_renamed_and_given_a_formula(designer, draft):
    change(designer, draft, "draft_part", code="r_B", label="Cấp xã, phường", formula="max(0, r_A)")

    draft.refresh_from_db()
    row = next(row for row in draft.specification["rows"] if row["code"] == "r_B")
    assert (row["label"], row["formula"]) == ("Cấp xã, phường", "max(0, r_A)")


def test_a_formula_that_cannot_be_says_why_and_changes_nothing(designer, draft):
    page = change(designer, draft, "draft_part", code="r_B", label="Cấp xã", formula="sum(")

    assert "“sum(”" in unescape(page.content.decode())
    draft.refresh_from_db()
    assert draft.revision == 0


def test_a_block_is_bound_to_an_indicator_that_was_looked_for(designer, draft, daily):
    assert "BYT.DICH.CA" in page_of(designer, draft, q="BYT.DICH")

    change(
        designer, draft, "draft_block", then="bind", indicator="BYT.DICH.CA",
        first_row="r_B", last_row="r_B", first_column="c4", last_column="c4",
    )  # fmt: skip

    assert "BYT.DICH.CA" in page_of(designer, draft)


def test_previews_are_the_pdf_and_the_workbook_themselves(designer, draft):
    pdf = designer.get(reverse("reporting:draft_page", args=[draft.pk])).content
    xlsx = designer.get(reverse("reporting:draft_workbook", args=[draft.pk])).content

    assert pdf.startswith(b"%PDF-1.7")
    assert load_workbook(io.BytesIO(xlsx))["Biểu"]["B1"].value.startswith("TÌNH HÌNH")


def test_the_form_is_in_force_by_its_decision(designer, draft):
    for position in range(len(draft.doubts)):
        change(designer, draft, "settle_doubt", position=position)
    decision = {
        "number": "01/2020/TT-VPCP", "date": "21/10/2020", "issuer": "VPCP", "version": "2020",
        "valid_from": "06/12/2020", "unbound_reason": "Số liệu chỉ để theo dõi.",
    }  # fmt: skip

    page = change(designer, draft, "issue_draft", **decision)

    assert "II.06" in page.content.decode()
    assert FormVersion.objects.get(form__code="II.06").decision_number == "01/2020/TT-VPCP"


@pytest.mark.parametrize("name", ["draft", "draft_page", "draft_workbook"])
def test_another_agencys_draft_is_absent(name, client, hoa, draft):
    client.force_login(hoa)

    assert client.get(reverse(f"reporting:{name}", args=[draft.pk])).status_code == 404


def test_who_designs_nothing_has_no_page_of_forms(client, hoa):
    client.force_login(hoa)

    assert client.get(reverse("reporting:forms")).status_code == 404
