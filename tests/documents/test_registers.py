"""Sổ đăng ký: every number has its line, with the ten columns of Decree 30/2020, annex IV."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from nhip.documents import actions, queries
from tests.documents.conftest import DAY, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(sealed, thu, axis, tay_ninh):
    """The register after one report, one paper document and one voided number."""
    sent = actions.issue(actor=axis, document_id=sealed.pk, now=NOW)
    office, health = sent.recipients.order_by("pk")
    for recipient, answer in (
        (office, actions.Answer("01", arrival_number=121)),
        (health, actions.Answer("02", "Gửi nhầm nơi nhận")),
    ):
        actions.note_status(actor=axis, message_id=recipient.message_id, answer=answer, now=NOW)
    actions.take_for_paper(actor=thu, agency_id=tay_ninh.pk, reason="Giấy mời", now=NOW)
    actions.void(actor=thu, agency_id=tay_ninh.pk, reason="Ghi nhầm", now=NOW)
    return queries.outgoing_register(viewer=thu, agency_id=tay_ninh.pk, year=2021, on=DAY)


def test_every_number_has_its_line(lines):
    assert [line.number for line in lines] == ["01/BC-UBND", "02", "03"]


def test_a_document_says_to_whom_it_went_and_who_has_it(lines):
    sent = lines[0]

    assert sent.kind_and_subject.startswith("Báo cáo: Tình hình dịch COVID-19")
    assert (sent.signer, sent.date, sent.sent_on) == ("Nguyễn Văn Minh", DAY, DAY)
    assert (sent.recipients, sent.copies) == ("Văn phòng Chính phủ; Bộ Y tế", 2)
    assert sent.received_by == "Văn phòng Chính phủ (số đến 121)"
    assert sent.note == "Bộ Y tế: Gửi nhầm nơi nhận"


def test_a_number_without_an_electronic_document_says_why(lines):
    assert "Giấy mời" in lines[1].note
    assert "Ghi nhầm" in lines[2].note


def test_another_year_is_another_register(lines, thu, tay_ninh):
    asked = {"viewer": thu, "agency_id": tay_ninh.pk, "on": DAY}

    assert queries.outgoing_register(year=2022, **asked) == []
    assert queries.incoming_register(year=2021, **asked) == []


def test_a_stranger_reads_no_register(hoa, tay_ninh):
    asked = {"viewer": hoa, "agency_id": tay_ninh.pk, "year": 2021, "on": DAY}

    with pytest.raises(PermissionDenied):
        queries.outgoing_register(**asked)
    with pytest.raises(PermissionDenied):
        queries.incoming_register(**asked)


def test_who_may_sign_is_asked_for_a_day_and_a_kind(competence, minh, tay_ninh):
    asked = {"agency_id": tay_ninh.pk, "kind": "BC"}

    assert queries.competence_of(user_id=minh.pk, on=DAY, **asked) == competence
    assert queries.signers(on=DAY, **asked) == [competence]
    assert queries.signers(on=dt.date(2021, 9, 1), **asked) == []
