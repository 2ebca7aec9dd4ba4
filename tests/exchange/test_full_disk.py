"""Đĩa đầy ở nơi nhận: the envelope is not taken over, and comes again when there is room."""

import pytest

from nhip.exchange.models import Message, Relay
from nhip.exchange.tasks import taking_in
from nhip.files.models import StoredFile
from nhip.files.providers import StoreIsFull
from tests.exchange.conftest import HUB, NODES
from tests.exchange.jobs import failed, retry_all, work

pytestmark = pytest.mark.django_db


class FullStore:
    """A store on a disk without room."""

    @staticmethod
    def store(data):
        raise StoreIsFull(size=len(data))


def test_a_hub_without_room_takes_nothing_over_and_everything_later(send, wires, monkeypatch):
    message = send()
    with monkeypatch.context() as patch:
        patch.setattr(taking_in, "files", FullStore)
        work()

    message.refresh_from_db()
    assert (message.state, "503" in message.failure) == (Message.State.QUEUED, True)
    assert not Relay.objects.exists()
    assert len(wires.to(HUB)) == 1

    retry_all()
    work()
    message.refresh_from_db()
    assert message.state == Message.State.SENT
    assert Message.objects.incoming().count() == 1
    assert failed() == []


def test_a_receiver_without_room_stores_nothing_of_the_envelope(send, wires, monkeypatch):
    send()
    deliver = wires.app.handle_request

    def without_room(request):
        with monkeypatch.context() as patch:
            if request.url.host in NODES["G22"]:
                patch.setattr(taking_in, "files", FullStore)
            return deliver(request)

    wires.app.handle_request = without_room
    work()

    relay, sent = Relay.objects.get(), Message.objects.get()
    assert relay.state == Relay.State.WAITING
    parts = sent.parts.values_list("file_id", flat=True)
    named = set(StoredFile.objects.values_list("pk", flat=True))
    assert named == {sent.envelope_id, relay.envelope_id, *parts}
