"""Gửi lại: what is tried again and when, what is not, and that nothing arrives twice."""

import datetime as dt

import httpx
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from nhip.core import clock
from nhip.events.models import Event
from nhip.exchange import actions, tasks
from nhip.exchange.actions import NotDead, RedriveNeedsReason, redrive, redrive_relay
from nhip.exchange.models import Attempt, Message, Relay
from nhip.exchange.providers import transport
from nhip.exchange.rules.schedule import LIFETIME, pause_before
from nhip.exchange.tasks import housekeeping, outbox
from nhip.signing.models import Key
from tests.exchange.conftest import CLERK, HUB, NODES
from tests.exchange.jobs import failed, retry_all, waiting, work
from tests.exchange.letters import HEALTH, NOW

pytestmark = pytest.mark.django_db

State = Message.State
A_MINUTE = dt.timedelta(minutes=1)
GONE = httpx.ConnectError("gone")
SILENT = httpx.ReadTimeout("silent")


def arrived():
    return Message.objects.incoming()


@pytest.mark.parametrize(
    ("attempt", "seconds"),
    [(1, 30), (2, 60), (3, 120), (4, 240), (5, 480), (6, 3600), (7, 3600), (700, 3600)],
)
def test_the_pauses_grow_and_then_stay_hourly(attempt, seconds):
    assert pause_before(attempt) == seconds
    assert pause_before(attempt, scale=0.1) == seconds / 10


@pytest.mark.parametrize(
    ("fault", "outcome", "state"),
    [
        (GONE, "unreached", State.QUEUED),
        (httpx.ConnectTimeout("slow"), "unreached", State.QUEUED),
        (SILENT, "no_answer", State.UNKNOWN),
        (httpx.RemoteProtocolError("cut"), "no_answer", State.UNKNOWN),
        (500, "out", State.QUEUED),
        (503, "out", State.QUEUED),
        (429, "out", State.QUEUED),
    ],
)
def test_what_may_pass_is_tried_again(send, wires, fault, outcome, state):
    message = send()
    wires.cut[HUB] = fault

    work()

    message.refresh_from_db()
    assert message.state == state
    assert Attempt.objects.get().outcome == outcome
    assert len(waiting()) == 1
    assert 25 < (waiting()[0].scheduled_at - timezone.now()).total_seconds() < 31


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 422, 301])
def test_what_cannot_pass_is_final_and_visible(send, wires, status):
    message = send()
    wires.cut[HUB] = status

    work()

    message.refresh_from_db()
    assert message.state == State.REFUSED
    assert str(status) in message.failure
    assert waiting() == failed() == []
    assert list(Message.objects.dead()) == [message]
    assert Event.objects.filter(name="exchange.message.refused").count() == 1


def test_every_retry_sends_the_same_bytes(send, wires):
    send()
    wires.cut[HUB] = SILENT
    work()
    wires.cut[HUB] = 502
    retry_all()
    work()
    wires.cut.clear()
    retry_all()
    work()

    assert len(wires.to(HUB)) == 3
    assert len(set(wires.to(HUB))) == 1
    assert arrived().count() == 1


def test_a_timeout_after_the_hub_took_it_is_harmless(send, wires):
    message = send()
    take = wires.app.handle_request

    def take_and_fall_silent(request):
        take(request).read()
        raise SILENT

    wires.app.handle_request = take_and_fall_silent
    work(limit=2)
    message.refresh_from_db()
    assert message.state == State.UNKNOWN

    wires.app.handle_request = take
    retry_all()
    work()

    message.refresh_from_db()
    assert message.state == State.SENT
    assert Relay.objects.count() == arrived().count() == 1


def test_a_dead_receiver_does_not_delay_another(send, wires):
    wires.cut[NODES["G18"]] = GONE
    send(recipient=HEALTH)
    send()

    work()

    assert [message.recipient for message in arrived()] == ["G22"]
    assert Relay.objects.get(recipient="G18").state == Relay.State.WAITING


def test_messages_to_one_receiver_arrive_in_order_after_it_was_dead(send, wires):
    wires.cut[NODES["G22"]] = GONE
    numbers = ["05", "06", "07"]
    for number in numbers:
        send(number=number)
    work()
    assert len(wires.to(NODES["G22"])) == 1  # the others wait behind the first

    wires.cut.clear()
    retry_all()
    work()

    assert [message.letter.number for message in arrived().order_by("pk")] == numbers


def test_a_new_letter_does_not_knock_at_a_dead_door_before_its_time(send, wires):
    wires.cut[NODES["G22"]] = GONE
    send()
    work()

    send(number="06")
    work()

    assert len(wires.to(NODES["G22"])) == 1
    assert len(waiting()) == 1


def test_each_try_waits_longer_than_the_one_before(send, wires):
    wires.cut[HUB] = 503
    send()
    pauses = []
    for _ in range(7):
        work()
        pauses.append((waiting()[0].scheduled_at - timezone.now()).total_seconds())
        retry_all()

    expected = [30, 60, 120, 240, 480, 3600, 3600]
    assert [round(pause, -1) for pause in pauses] == expected


def test_an_urgent_letter_goes_first(send, wires):
    for number in range(10, 20):
        send(number=str(number))
    send(number="99", priority=3)

    work()

    assert arrived().order_by("pk").first().letter.number == "99"


def test_a_letter_that_cannot_be_built_is_a_dead_letter_and_holds_up_nobody(send, agencies):
    with_key = Key.objects.get(unit=agencies["G18"])
    Key.objects.filter(pk=with_key.pk).delete()
    send(sender=HEALTH)
    send()

    work()

    assert Message.objects.dead().get().sender == "G18"
    assert arrived().get().sender == "H53"


def test_what_its_receiver_refuses_is_a_dead_letter_of_the_hub(send, wires):
    wires.cut[NODES["G22"]] = 404
    send()

    work()

    relay = Relay.objects.get()
    assert relay.state == Relay.State.REFUSED
    assert Event.objects.filter(name="exchange.relay.refused").exists()


# --- A killed worker -----------------------------------------------------------------------------


class Killed(BaseException):
    """What kill -9 is to a job: it ends, and nobody hears of it."""


POINTS = [
    (outbox.files, "store"),
    (actions, "keep_envelope"),
    (transport, "post"),
    (actions, "mark_sent"),
    (actions, "take_over"),
    (actions, "receive_document"),
    (actions, "mark_delivered"),
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("place", "step"), POINTS, ids=[step for _, step in POINTS])
def test_a_worker_killed_anywhere_leaves_the_letter_there_once(
    send, monkeypatch, place, step, after
):
    message = send()
    with monkeypatch.context() as patch, pytest.raises(Killed):
        kill_at(patch, place, step, after)
        run_unheard()

    requeue_killed()
    work()

    message.refresh_from_db()
    assert message.state == State.SENT
    assert arrived().count() == 1
    assert Event.objects.filter(name="exchange.message.received").count() == 1


def kill_at(patch, place, step, after):
    real = getattr(place, step)

    def killed(*args, **kwargs):
        if after:
            real(*args, **kwargs)
        raise Killed

    patch.setattr(place, step, killed)


def run_unheard():
    """Run jobs until one is killed; it stays *doing*, as after kill -9."""
    work()


def requeue_killed():
    from tests.exchange.jobs import _sql

    _sql(
        "SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) "
        "FROM procrastinate_jobs WHERE status = 'doing'"
    )


# --- Given up, and taken up again ----------------------------------------------------------------


def test_a_queue_whose_job_was_lost_is_woken(send, wires):
    from tests.exchange.jobs import _sql

    send()
    _sql("DELETE FROM procrastinate_jobs")

    housekeeping.wake_queues()
    housekeeping.wake_queues()

    assert len(waiting()) == 1
    work()
    assert arrived().count() == 1


def test_what_does_not_leave_in_its_lifetime_expires_and_says_so(send, wires):
    message = send()
    wires.cut[HUB] = GONE
    work()

    housekeeping.give_up(NOW + LIFETIME + A_MINUTE)

    message.refresh_from_db()
    assert message.state == State.EXPIRED
    assert Event.objects.filter(name="exchange.message.expired").count() == 1


def test_a_relay_that_cannot_be_delivered_expires_and_says_so(send, wires):
    wires.cut[NODES["G22"]] = GONE
    send()
    work()

    housekeeping.give_up(NOW + LIFETIME + A_MINUTE)

    assert Relay.objects.get().state == Relay.State.EXPIRED
    assert Event.objects.filter(name="exchange.relay.expired").count() == 1
    assert Event.objects.filter(name="exchange.message.expired").count() == 1


def test_nobody_answering_is_said_after_a_day_after_three_and_not_every_minute(send):
    send()
    work()

    said = []
    for hours in (23, 24, 25, 71, 72, 73, 100):
        housekeeping.give_up(NOW + dt.timedelta(hours=hours) + A_MINUTE)
        said.append(Event.objects.filter(name="exchange.message.unanswered").count())

    assert said == [0, 1, 1, 1, 2, 2, 2]


def test_a_clerk_sends_a_dead_letter_again_with_a_reason(send, wires, thu):
    message = send()
    wires.cut[HUB] = 404
    work()
    wires.cut.clear()

    redrive(actor=thu, message_pk=message.pk, reason="đã mở lại", now=clock.now())
    work()

    message.refresh_from_db()
    assert message.state == State.SENT
    assert len(set(wires.to(HUB))) == 1


def test_a_stranger_may_not_send_a_dead_letter_again(send, wires, hoa):
    message = send()
    wires.cut[HUB] = 404
    work()

    with pytest.raises(PermissionDenied):
        redrive(actor=hoa, message_pk=message.pk, reason="x", now=NOW)


def test_a_living_letter_is_not_sent_again(send, thu):
    message = send()

    with pytest.raises(NotDead):
        redrive(actor=thu, message_pk=message.pk, reason="x", now=NOW)


def test_sending_again_needs_a_reason(send, wires, thu):
    message = send()
    wires.cut[HUB] = 404
    work()

    with pytest.raises(RedriveNeedsReason):
        redrive(actor=thu, message_pk=message.pk, reason=" ", now=NOW)


def test_the_hub_tries_again_what_it_had_given_up(send, wires):
    wires.cut[NODES["G22"]] = 404
    send()
    work()
    wires.cut.clear()

    redrive_relay(actor=CLERK, relay_pk=Relay.objects.get().pk, reason="nút đã mở", now=NOW)
    work()

    assert arrived().count() == 1
    assert Relay.objects.get().state == Relay.State.DELIVERED


def test_the_minute_job_runs(send):
    send()

    tasks.look_after(timestamp=0)
