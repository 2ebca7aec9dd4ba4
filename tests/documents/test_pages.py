"""Pages of documents: registers, one document, its signatures, its seal; and checking any PDF."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nhip.accounts.models import Grant
from nhip.documents.models import Document, Recipient
from nhip.files import providers as files
from tests.keys import SEAL_PIN
from tests.people import EVER


@pytest.fixture(autouse=True)
def in_august(august):
    """Every page of these tests is opened on Sunday 15 August 2021."""


def page_of(client, person, address):
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return text(answer)


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_clerk_is_asked_for_the_pin_of_the_agencys_key(client, thu, signed, committees_key):
    page = page_of(client, thu, f"/documents/{signed.pk}/")

    assert f'action="/documents/{signed.pk}/seal/"' in page
    assert 'name="pin" type="password"' in page


def test_the_clerk_seals_with_a_pin(client, thu, signed, committees_key, neighbours):
    client.force_login(thu)

    answer = client.post(f"/documents/{signed.pk}/seal/", {"pin": SEAL_PIN}, follow=True)

    assert "Đã đóng dấu" in text(answer)
    assert Document.objects.get(pk=signed.pk).sealed_at is not None


def test_a_wrong_pin_becomes_a_message_and_changes_nothing(client, thu, signed, committees_key):
    client.force_login(thu)
    address = f"/documents/{signed.pk}/"

    answer = client.post(
        f"{address}seal/",
        {"pin": "0000"},
        headers={"referer": f"http://testserver{address}"},
        follow=True,
    )

    assert "Sai mã PIN" in text(answer)
    assert Document.objects.get(pk=signed.pk).state == Document.State.NUMBERED


def test_who_may_not_seal_sees_no_seal(client, lan, signed):
    assert "/seal/" not in page_of(client, lan, f"/documents/{signed.pk}/")


def test_a_document_shows_number_date_signer_and_fingerprint(client, lan, signed):
    page = page_of(client, lan, f"/documents/{signed.pk}/")

    assert signed.number in page
    assert "15/08/2021" in page
    assert "Nguyễn Văn Minh" in page
    assert signed.file_id in page


def test_each_signature_is_answered_by_itself_in_words(client, lan, sealed):
    page = page_of(client, lan, f"/documents/{sealed.pk}/signatures/")

    assert "Kết luận" in page
    assert "1. Chữ ký số cá nhân" in page
    assert "2. Số và ngày, do cơ quan ký" in page
    assert "3. Con dấu của cơ quan" in page
    assert page.count("Toàn vẹn") == 3


def test_the_pdf_is_the_very_file_that_was_signed(client, lan, signed):
    client.force_login(lan)

    answer = client.get(f"/documents/{signed.pk}/file.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content) == files.fetch(signed.file_id)


def test_recipients_are_shown_with_where_the_document_is(client, lan, signed):
    Recipient.objects.filter(document=signed, code="G18").update(
        status="02", status_reason="Sai mẫu."
    )

    page = page_of(client, lan, f"/documents/{signed.pk}/")

    assert "từ chối tiếp nhận" in page
    assert "Sai mẫu." in page
    assert "chưa gửi" in page


@pytest.mark.parametrize("page", ["", "signatures/", "file.pdf"])
def test_a_stranger_finds_nothing(client, hoa, signed, page):
    client.force_login(hoa)

    assert client.get(f"/documents/{signed.pk}/{page}").status_code == 404
    assert client.post(f"/documents/{signed.pk}/seal/").status_code == 404


def test_the_register_of_outgoing_documents_has_its_ten_columns(client, thu, signed):
    page = page_of(client, thu, "/documents/")

    assert page.count('<th scope="col"') == 10
    assert f">{signed.number}<" in page
    assert "Báo cáo: Tình hình dịch COVID-19 ngày 14 tháng 8 năm 2021" in page


def test_the_register_of_incoming_documents_has_its_ten_columns(client, thu, tay_ninh, signed):
    Document.objects.create(
        direction=Document.Direction.IN,
        state=Document.State.REGISTERED,
        agency=tay_ninh,
        kind="CV",
        kind_name="Công văn",
        notation="BYT",
        number="9/CV-BYT",
        subject="Nhắc gửi báo cáo",
        author_code="G18",
        author_name="Bộ Y tế",
        file=signed.file,
        created_at=signed.created_at,
        arrival_number=7,
        arrival_year=2021,
        arrived_at=signed.created_at,
    )

    page = page_of(client, thu, "/documents/?book=in&year=2021")

    assert page.count('<th scope="col"') == 10
    assert '<td class="num">7</td>' in page
    assert "Nhắc gửi báo cáo" in page


def test_an_empty_register_says_what_would_fill_it(client, thu, db):
    assert "Trong năm chưa có văn bản đến" in page_of(client, thu, "/documents/?book=in")


def test_the_register_of_another_agency_is_absent(client, thu, neighbours):
    client.force_login(thu)

    assert client.get(f"/documents/?agency={neighbours[0].pk}").status_code == 404


def test_who_keeps_two_agencies_chooses_between_them(client, thu, neighbours):
    Grant.objects.create(user=thu, role="clerk", unit=neighbours[0], valid=EVER)

    page = page_of(client, thu, f"/documents/?agency={neighbours[0].pk}")

    assert f'<option value="{neighbours[0].pk}" selected>' in page


def test_anybody_may_check_a_pdf_and_it_is_not_kept(client, sealed, tmp_path):
    pdf = SimpleUploadedFile("bao-cao.pdf", files.fetch(sealed.file_id), "application/pdf")
    before = sorted(tmp_path.rglob("*"))

    page = text(client.post("/signing/check/", {"file": pdf}))

    assert "state-done" in page
    assert "bao-cao.pdf" in page
    assert "1. Chữ ký số cá nhân" in page
    assert sorted(tmp_path.rglob("*")) == before


def test_a_changed_pdf_is_refused_in_words(client, sealed):
    data = files.fetch(sealed.file_id)
    changed = SimpleUploadedFile("x.pdf", data.replace(b"/Type", b"/Tyqe", 1))

    page = text(client.post("/signing/check/", {"file": changed}))

    assert "state-done" not in page


def test_what_is_no_pdf_is_said_to_be_none(client, node, db):
    file = SimpleUploadedFile("x.pdf", b"hello")

    page = text(client.post("/signing/check/", {"file": file}))

    assert "không kiểm tra được" in page


def test_checking_nothing_says_what_is_missing(client, db):
    answer = client.post("/signing/check/")

    assert answer.status_code == 422
    assert "Hãy chọn một tệp PDF." in text(answer)
