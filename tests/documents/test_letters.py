"""Văn bản và thư: what envelopes say enters the register, and so does what recipients say."""

import datetime as dt
from dataclasses import replace
from itertools import permutations

import pytest
from django.core.exceptions import PermissionDenied

from nhip.documents import actions, tasks
from nhip.documents.rules.deliveries import says_more
from nhip.documents.rules.kinds import KINDS, detail_on_the_axis
from nhip.documents.rules.letters import NothingInside, arrival_of
from nhip.events.actions import record
from nhip.events.models import Event
from nhip.exchange.actions.receiving import ACKNOWLEDGED
from nhip.exchange.rules.letters import Attachment, Business, Letter, Party
from tests.documents.conftest import NOW

PAPER = Attachment("1", "a.pdf", "application/pdf", "a" * 64, 5)
DATA = Attachment("2", "b.csv", "text/csv", "b" * 64, 6)
LETTER = Letter(
    sender=Party("G18", "Bộ Y tế"),
    recipient=Party("H53", "Ủy ban nhân dân tỉnh Tây Ninh"),
    document_id="G18,2021/08/14,12/BC-BYT",
    number="12",
    notation="BC-BYT",
    place="Hà Nội",
    promulgated_on=dt.date(2021, 8, 14),
    kind_name="Báo cáo",
    kind_detail=14,
    subject="Tình hình dịch",
    signer_competence="TM. Ủy ban nhân dân / KT. Chủ tịch",
    signer_position="Phó Chủ tịch",
    signer_name="Hà Anh Đức",
    due_on=None,
    to_places=(),
    priority=0,
    business=Business.NEW,
    replaces="",
    reason="",
    attachments=(DATA, PAPER),
)


def test_the_first_pdf_is_the_document():
    assert arrival_of(LETTER, agency_id=1).sha256 == PAPER.sha256
    assert arrival_of(replace(LETTER, attachments=(DATA,)), agency_id=1).sha256 == DATA.sha256


def test_a_letter_without_attachments_brings_nothing():
    with pytest.raises(NothingInside):
        arrival_of(replace(LETTER, attachments=()), agency_id=1)


def test_the_lines_above_the_signature_come_back_as_they_were_sent():
    assert arrival_of(LETTER, agency_id=1).signer_standing == (
        "TM. Ủy ban nhân dân",
        "KT. Chủ tịch",
        "Phó Chủ tịch",
    )


def test_a_number_without_a_symbol_is_registered_as_it_came():
    assert arrival_of(replace(LETTER, notation=""), agency_id=1).number == "12"


def test_kinds_have_their_place_on_the_axis_where_it_is_certain():
    places = [detail_on_the_axis(kind.code) for kind in KINDS]

    assert places[:21] == [*range(1, 21), 22]
    assert [detail_on_the_axis(code) for code in ("GUQ", "GGT", "PG")] == [24, 26, None]


@pytest.mark.parametrize("order", list(permutations(["01", "03", "05", "06"])))
def test_the_furthest_word_counts_in_whatever_order_words_come(order):
    known = ""
    for status in order:
        known = status if says_more(status, known=known) else known

    assert known == "06"


def test_a_refusal_ends_the_course_and_unknown_codes_say_nothing():
    assert says_more("02", known="03")
    assert not says_more("03", known="02")
    assert not says_more("13", known="01")
    assert not says_more("99", known="")


@pytest.fixture
def sent(sealed, axis):
    return actions.issue(actor=axis, document_id=sealed.pk, now=NOW)


@pytest.fixture
def office(sent):
    """The Government Office, as a recipient of the report."""
    return sent.recipients.get(code="G22")


@pytest.mark.django_db
@pytest.mark.usefixtures("august")
def test_what_a_recipient_says_is_noted_once(sent, office, axis):
    said = {"status": "01", "description": "", "arrival_number": 121, "digests_match": True}
    event = record(ACKNOWLEDGED, office.message, actor=axis, now=NOW, **said)

    tasks.note(event.pk)
    tasks.note(event.pk)

    office.refresh_from_db()
    assert (office.status, office.arrival_number) == ("01", 121)
    assert office.status_at >= NOW
    (noted,) = Event.objects.filter(name=actions.ACKNOWLEDGED)
    assert noted.data == {
        "recipient": "G22",
        "status": "01",
        "reason": "",
        "arrival_number": 121,
    }


@pytest.mark.django_db
def test_a_refusal_keeps_its_reason(sent, office, axis):
    for status, reason in (("01", ""), ("02", "Chữ ký không đạt"), ("03", "")):
        actions.note_status(
            actor=axis,
            message_id=office.message_id,
            answer=actions.Answer(status, reason),
            now=NOW,
        )

    office.refresh_from_db()
    assert office.is_refused
    assert office.status_reason == "Chữ ký không đạt"


@pytest.mark.django_db
def test_a_word_about_a_message_no_document_sent_is_nobodys(axis):
    answer = actions.Answer("01")

    assert actions.note_status(actor=axis, message_id=0, answer=answer, now=NOW) is None


@pytest.mark.django_db
def test_a_stranger_notes_nothing(sent, office, hoa):
    with pytest.raises(PermissionDenied):
        actions.note_status(
            actor=hoa, message_id=office.message_id, answer=actions.Answer("01"), now=NOW
        )
