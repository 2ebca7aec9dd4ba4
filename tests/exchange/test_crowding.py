"""Đông ở cửa: who is put off has lost nothing, and comes again when the answer says."""

import datetime as dt
import threading

import httpx
import pytest
from django.db import connection
from django.test import Client

from nhip.core import clock
from nhip.events.models import Event
from nhip.exchange.models import Attempt, Message, Refusal, Relay
from nhip.exchange.providers import transport
from nhip.exchange.tasks import crowding, lines, outbox
from nhip.exchange.tasks.crowding import DoorIsCrowded, Doorway, in_the_door
from nhip.files import providers as files
from tests.exchange.conftest import HUB, NODES
from tests.exchange.jobs import retry_all, work
from tests.exchange.letters import envelope

pytestmark = pytest.mark.django_db

INBOX = "/axis/inbox"
EDXML = "application/edxml+xml"


@pytest.fixture(autouse=True)
def doorway(monkeypatch):
    """A door of this test's own, which has counted nothing yet."""
    own = Doorway()
    monkeypatch.setattr(in_the_door.__wrapped__, "__defaults__", (own,))
    return own


def knock(data):
    return Client().post(INBOX, data, content_type=EDXML)


def pile_up(count):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
            " SELECT 'exchange', 'nothing', '{}' FROM generate_series(1, %s)",
            [count],
        )


def says_busy(wires, monkeypatch, *, door=HUB, retry_after="7", status=503):
    """Let a door answer that it is crowded, and others as they do."""
    handle = wires.handle_request

    def crowded(request):
        if f"http://{request.url.host}" != door:
            return handle(request)
        return httpx.Response(status, headers={"Retry-After": retry_after}, request=request)

    client = httpx.Client(transport=httpx.MockTransport(crowded))
    monkeypatch.setattr(transport, "client", lambda: client)


# --- At the door -----------------------------------------------------------------------------


@pytest.mark.usefixtures("agencies")
def test_who_finds_the_door_full_is_told_when_to_come_again(drivers, settings, doorway):
    doorway.inside = settings.NHIP_ARRIVALS_AT_ONCE

    answer = knock(envelope(drivers["H53"]))

    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert answer.json()["code"] == "door-is-crowded"


def test_the_more_wait_for_each_that_is_let_in_the_later_they_are_welcome(monkeypatch):
    moment = 1_000.0
    monkeypatch.setattr(crowding.time, "monotonic", lambda: moment)
    pauses = []

    for let_in, turned_away in [(10, 10), (10, 60), (1, 500), (20, 0), (0, 0)]:
        crowd = crowding.Crowd(began_at=moment)
        for is_let_in in [True] * let_in + [False] * turned_away:
            crowd.note(is_let_in=is_let_in)
        moment += crowding.COUNTED_SECONDS
        crowd.note(is_let_in=False)
        pauses.append(crowd.pause)

    assert pauses == [2, 12, 30, 2, 2]


@pytest.mark.usefixtures("agencies")
def test_who_is_put_off_leaves_nothing_behind(drivers, settings):
    settings.NHIP_ARRIVALS_AT_ONCE = 0
    before = Event.objects.count()

    knock(envelope(drivers["H53"]))

    assert not Message.objects.exists()
    assert not Refusal.objects.exists()
    assert not files.stored_before(2**40)
    assert Event.objects.count() == before


@pytest.mark.usefixtures("agencies")
def test_the_same_envelope_is_welcome_later(drivers, settings):
    data = envelope(drivers["H53"])
    settings.NHIP_ARRIVALS_AT_ONCE = 0
    knock(data)
    settings.NHIP_ARRIVALS_AT_ONCE = 1

    answer = knock(data)

    assert answer.status_code == 202
    assert Message.objects.count() == 1


@pytest.mark.usefixtures("agencies")
def test_a_pile_of_work_behind_the_door_puts_everybody_off_for_longer(drivers, settings):
    settings.NHIP_ARRIVALS_WAITING = 5
    pile_up(5)

    answer = knock(envelope(drivers["H53"]))

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


@pytest.mark.usefixtures("agencies")
def test_jobs_for_later_are_no_pile(settings):
    settings.NHIP_ARRIVALS_WAITING = 5
    pile_up(4)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour'")

    assert crowding.work_waiting() == 0


def test_as_many_as_the_setting_says_stand_in_the_door(settings):
    settings.NHIP_ARRIVALS_AT_ONCE = 2
    own = Doorway()

    with in_the_door(own), in_the_door(own), pytest.raises(DoorIsCrowded), in_the_door(own):
        pass

    assert own.inside == 0


def test_whoever_fails_inside_leaves_the_door_free():
    own = Doorway()

    with pytest.raises(ValueError, match="inside"), in_the_door(own):
        raise ValueError("inside")

    assert own.inside == 0


def test_many_threads_never_are_more_inside_than_allowed(settings):
    settings.NHIP_ARRIVALS_AT_ONCE = 3
    own, most = Doorway(), []

    def come():
        for _time in range(200):
            try:
                own.enter()
            except DoorIsCrowded:
                continue
            most.append(own.inside)
            own.leave()

    threads = [threading.Thread(target=come) for _one in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert max(most) <= 3
    assert own.inside == 0


def test_people_are_answered_while_the_door_is_full(client, settings):
    settings.NHIP_ARRIVALS_AT_ONCE = 0

    assert client.get("/healthz").status_code == 200
    assert client.get("/accounts/login/").status_code == 200


# --- At the sender ---------------------------------------------------------------------------


def test_a_sender_waits_as_long_as_it_is_asked_to(send, wires, monkeypatch):
    message = send()
    says_busy(wires, monkeypatch, retry_after="7")

    work()

    message.refresh_from_db()
    assert Attempt.objects.get(message=message).retry_after == 7
    assert lines.wait_left(message, now=clock.now()) == pytest.approx(7, abs=2)


def test_a_crowded_door_lengthens_no_later_pause(send, wires, monkeypatch):
    message = send()
    says_busy(wires, monkeypatch)
    for _try in range(8):
        work()
        retry_all()
    says_busy(wires, monkeypatch, retry_after="soon")

    work()

    message.refresh_from_db()
    assert lines.wait_left(message, now=clock.now()) == pytest.approx(30, abs=2)


@pytest.mark.parametrize(
    ("said", "kept"), [("0", 1), ("86400", 3600), ("soon", None), ("-5", None), ("", None)]
)
def test_what_cannot_be_meant_is_not_obeyed(send, wires, monkeypatch, said, kept):
    message = send()
    says_busy(wires, monkeypatch, retry_after=said)

    work()

    assert Attempt.objects.get(message=message).retry_after == kept


def test_the_hub_waits_for_a_crowded_node_and_then_brings_it(send, wires, monkeypatch):
    send()
    says_busy(wires, monkeypatch, door=NODES["G22"])
    work()
    assert Attempt.objects.get(relay=Relay.objects.get()).retry_after == 7
    client = httpx.Client(transport=httpx.MockTransport(wires.handle_request))
    monkeypatch.setattr(transport, "client", lambda: client)
    retry_all()

    work()

    assert Message.objects.incoming().documents().count() == 1


def test_a_line_served_too_early_leaves_the_crowded_door_alone(send, wires, monkeypatch):
    send()
    says_busy(wires, monkeypatch, retry_after="90")
    work()
    clock.move_to(clock.now() + dt.timedelta(seconds=60))

    left = outbox.hand_over_next("G22")

    assert left == pytest.approx(30, abs=2)
    assert Attempt.objects.count() == 1
