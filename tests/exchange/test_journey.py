"""Một chuyến: from the queue over the hub to the receiver, and the receipt back."""

import pytest

from nhip.events.models import Event
from nhip.events.tasks import seal
from nhip.exchange.actions import queue_status
from nhip.exchange.models import Message, NeighbourSeal, Relay
from nhip.exchange.queries import letter_of
from nhip.exchange.rules.letters import StatusCode
from nhip.files import providers as files
from tests.exchange.conftest import CLERK
from tests.exchange.jobs import failed, work
from tests.exchange.letters import NOW, PDF, letter

pytestmark = pytest.mark.django_db


def arrived():
    return Message.objects.incoming().documents().get()


def test_a_letter_arrives_as_it_was_sent(send):
    sent = send()

    work()

    message = arrived()
    assert letter_of(message.pk) == letter()
    assert message.state == Message.State.RECEIVED
    assert [files.fetch(part.file_id) for part in message.parts.all()] == [PDF]
    sent.refresh_from_db()
    assert sent.state == Message.State.SENT
    assert sent.digest == message.digest
    assert sent.hub_id == str(Relay.objects.get().hub_id)
    assert failed() == []


def test_the_receiver_announces_what_came(send):
    send()

    work()

    event = Event.objects.get(name="exchange.message.received")
    assert event.subject_id == arrived().pk


def test_every_hop_leaves_a_trace_in_order(send, settings):
    settings.NHIP_AGENCIES = ["G22", "H53"]
    send()

    work()

    assert [hop["code"] for hop in arrived().trace] == ["H53", "G22"]


def test_a_receipt_comes_back_and_is_compared(send):
    sent = send()
    work()
    seal()

    queue_status(
        actor=CLERK,
        message_pk=arrived().pk,
        code=StatusCode.ARRIVED,
        description="Đã đến",
        arrival_number=121,
        now=NOW,
    )
    work()

    sent.refresh_from_db()
    assert sent.standing == "01"
    event = Event.objects.get(name="exchange.message.acknowledged")
    assert event.subject_id == sent.pk
    assert event.data["arrival_number"] == 121
    assert event.data["digests_match"] is True
    assert NeighbourSeal.objects.get().neighbour == "G22"


def test_all_that_was_said_goes_through_the_codes_in_order(send):
    sent = send()
    work()

    for code in (StatusCode.ARRIVED, StatusCode.ACCEPTED, StatusCode.PROCESSING, StatusCode.DONE):
        queue_status(actor=CLERK, message_pk=arrived().pk, code=code, now=NOW)
    work()

    sent.refresh_from_db()
    assert sent.standing == "06"
    assert sent.statuses.count() == 4
