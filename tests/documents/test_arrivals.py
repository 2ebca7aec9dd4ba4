"""Văn bản đến: registered once under the next number, then taken in, or returned with a reason."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from nhip.documents import actions, tasks
from nhip.documents.models import ArrivalSeries, Document
from nhip.documents.rules.letters import arrival_of
from nhip.events.actions import record
from nhip.events.models import Event
from nhip.exchange.actions.receiving import RECEIVED
from nhip.exchange.models import Message
from nhip.exchange.rules import headers
from nhip.exchange.rules.letters import Attachment, Business, Letter, Party
from nhip.files import providers as files
from nhip.files.actions import name
from tests.documents.conftest import NOW
from tests.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("august")]

PAPER = b"%PDF-1.7 from the ministry"
State = Document.State


@pytest.fixture
def son(tay_ninh):
    """Who keeps the register of arrivals."""
    return make_person("son", "Đỗ Văn Sơn", "registry", tay_ninh)


@pytest.fixture
def letter(tay_ninh):
    sha256 = files.store(PAPER)
    data = Attachment("data", "so-lieu.csv", "text/csv", sha256, 1)
    paper = Attachment("paper", "12_CV.pdf", "application/pdf", sha256, len(PAPER))
    return Letter(
        sender=Party("G18", "Bộ Y tế"),
        recipient=Party("H53", "Ủy ban nhân dân tỉnh Tây Ninh"),
        document_id="G18,2021/08/14,12/BC-BYT",
        number="12",
        notation="BC-BYT",
        place="Hà Nội",
        promulgated_on=dt.date(2021, 8, 14),
        kind_name="BÁO CÁO",
        kind_detail=14,
        subject="Tình hình dịch",
        signer_competence="TL. Bộ trưởng",
        signer_position="Chánh Văn phòng",
        signer_name="Hà Anh Đức",
        due_on=None,
        to_places=(),
        priority=1,
        business=Business.NEW,
        replaces="",
        reason="",
        attachments=(data, paper),
    )


@pytest.fixture
def come(letter, axis):
    """Return a function that lets a letter come in over the axis."""

    def receive(**changes):
        envelope = name(files.store(b"<edXML/>"), size=8, media_type="application/edxml", now=NOW)
        message = Message.objects.create(
            direction="in",
            kind="document",
            message_id=uuid.uuid4(),
            sender="G18",
            recipient="H53",
            document_id=letter.document_id,
            header=headers.from_letter(replace(letter, **changes)),
            state="received",
            envelope=envelope,
            digest="d",
            received_at=NOW,
        )
        return record(RECEIVED, message, actor=axis, now=NOW)

    return receive


@pytest.fixture
def arrived(come):
    """A letter from the ministry that the job has registered."""
    tasks.register(come().pk)
    return Document.objects.get()


def said_to_the_sender():
    statuses = Message.objects.filter(kind="status").order_by("pk")
    return [(one.code, one.status.description) for one in statuses]


def test_what_came_is_registered_with_the_words_of_its_envelope(arrived):
    assert (arrived.state, arrived.arrival_number, arrived.arrival_year) == ("registered", 1, 2021)
    assert arrived.arrived_at >= NOW
    assert (arrived.kind, arrived.number, arrived.notation) == ("BC", "12/BC-BYT", "BC-BYT")
    assert (arrived.author_code, arrived.author_name) == ("G18", "Bộ Y tế")
    assert arrived.signer_standing == ["TL. Bộ trưởng", "Chánh Văn phòng"]
    assert files.fetch(arrived.file_id) == PAPER


def test_the_sender_is_told_the_arrival_number_at_once(arrived):
    (status,) = Message.objects.filter(kind="status")

    assert (status.code, status.recipient) == ("01", "G18")
    assert status.status.receipt.arrival_number == 1


def test_the_same_message_is_registered_once(come):
    event = come()
    tasks.register(event.pk)
    tasks.register(event.pk)

    assert Document.objects.count() == 1
    assert ArrivalSeries.objects.get().next_number == 2
    assert Event.objects.filter(name=actions.REGISTERED).count() == 1


def test_a_second_copy_is_registered_and_the_clerk_is_told(arrived, come):
    tasks.register(come(number="12 ", notation="bc-byt", document_id="other").pk)

    second = Document.objects.latest("pk")
    assert second.arrival_number == 2
    event = Event.objects.filter(name=actions.REGISTERED).latest("pk")
    assert event.data["repeats"] == [arrived.pk]


def test_arrival_numbers_begin_again_with_the_year_in_ha_noi(come, son, letter, tay_ninh):
    last = dt.datetime(2021, 12, 31, 16, 59, tzinfo=dt.UTC)

    numbers = [
        actions.register_incoming(
            actor=son,
            message_id=come().subject_id,
            arrival=arrival_of(letter, agency_id=tay_ninh.pk),
            now=moment,
        )
        for moment in (NOW, last, last + dt.timedelta(minutes=1))
    ]

    assert [(one.arrival_year, one.arrival_number) for one in numbers] == [
        (2021, 1),
        (2021, 2),
        (2022, 1),
    ]


def test_a_stranger_may_not_register(come, hoa, letter, tay_ninh):
    with pytest.raises(PermissionDenied):
        actions.register_incoming(
            actor=hoa,
            message_id=come().subject_id,
            arrival=arrival_of(letter, agency_id=tay_ninh.pk),
            now=NOW,
        )


def test_a_document_that_replaces_another_points_at_it(arrived, come):
    event = come(
        business=Business.REPLACE, replaces=arrived.edxml_id, document_id="G18,2021/08/15,13/BC-BYT"
    )

    tasks.register(event.pk)

    assert Document.objects.latest("pk").replaces == arrived
    assert arrived.is_replaced


def test_nobody_replaces_anothers_document(arrived, come):
    tasks.register(come(sender=Party("G05", "Bộ khác"), replaces=arrived.edxml_id).pk)

    assert Document.objects.latest("pk").replaces is None


def test_an_empty_letter_is_refused_and_not_registered(come):
    tasks.register(come(attachments=()).pk)

    assert not Document.objects.exists()
    assert [code for code, _words in said_to_the_sender()] == ["02"]


def test_taking_in_is_told_once(arrived, son):
    for _time in range(2):
        actions.accept_incoming(
            actor=son, document_id=arrived.pk, description="Đã vào số liệu", now=NOW
        )

    assert said_to_the_sender()[1:] == [("03", "Đã vào số liệu")]
    assert Event.objects.filter(name=actions.ACCEPTED).count() == 1


def test_a_return_carries_its_reason_once(arrived, son):
    for _time in range(2):
        actions.return_incoming(
            actor=son, document_id=arrived.pk, reason=" Chữ ký không đạt ", now=NOW
        )

    arrived.refresh_from_db()
    assert (arrived.state, arrived.return_reason) == (State.RETURNED, "Chữ ký không đạt")
    assert said_to_the_sender()[1:] == [("02", "Chữ ký không đạt")]


def test_what_was_taken_in_may_still_be_returned(arrived, son):
    actions.accept_incoming(actor=son, document_id=arrived.pk, description="", now=NOW)
    actions.return_incoming(actor=son, document_id=arrived.pk, reason="Nhầm kỳ", now=NOW)

    assert [code for code, _words in said_to_the_sender()] == ["01", "03", "02"]


def test_what_was_returned_is_not_taken_in(arrived, son):
    actions.return_incoming(actor=son, document_id=arrived.pk, reason="Nhầm kỳ", now=NOW)

    with pytest.raises(actions.NotRegistered):
        actions.accept_incoming(actor=son, document_id=arrived.pk, description="", now=NOW)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1_001])
def test_a_return_needs_a_reason(arrived, son, reason):
    with pytest.raises(actions.ReturnNeedsReason):
        actions.return_incoming(actor=son, document_id=arrived.pk, reason=reason, now=NOW)


def test_a_stranger_may_neither_take_in_nor_return(arrived, hoa):
    with pytest.raises(PermissionDenied):
        actions.accept_incoming(actor=hoa, document_id=arrived.pk, description="", now=NOW)
    with pytest.raises(PermissionDenied):
        actions.return_incoming(actor=hoa, document_id=arrived.pk, reason="x", now=NOW)


def test_an_outgoing_document_is_no_arrival(make_draft, axis):
    document = make_draft()

    with pytest.raises(actions.NotRegistered):
        actions.accept_incoming(actor=axis, document_id=document.pk, description="", now=NOW)
    with pytest.raises(actions.NotRegistered):
        actions.return_incoming(actor=axis, document_id=document.pk, reason="x", now=NOW)
