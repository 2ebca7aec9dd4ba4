"""Đồng hồ sai: a clock set back or forward is refused or recorded, never silently wrong."""

import datetime as dt

import pytest

from nhip.core import clock
from nhip.events.models import Event
from nhip.events.queries import verify_chain
from nhip.events.tasks import seal
from nhip.exchange.models import Message, Refusal, Relay
from nhip.exchange.tasks import lines
from tests.exchange.conftest import *  # noqa: F403  (its axis in one process)
from tests.exchange.conftest import HUB
from tests.exchange.jobs import _sql, work
from tests.exchange.letters import NOW

pytestmark = pytest.mark.django_db

A_DAY = dt.timedelta(days=1)


def set_clock(moment):
    """Set the clock as an administrator or a broken time server does: back as well."""
    clock.write(clock._shared_file(), moment)


def later():
    """Let the pause of every job be over, by the clock of jobs, which is never moved."""
    _sql("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")


def test_after_the_clock_was_set_back_a_line_tries_at_once_and_pauses_again(send, wires):
    clock.move_to(NOW + A_DAY)
    wires.cut[HUB] = 503
    message = send()
    work()

    set_clock(NOW)
    message.refresh_from_db()
    assert lines.wait_left(message, now=NOW) == 0
    later()
    work()

    assert len(wires.to(HUB)) == 2
    assert 25 < lines.wait_left(message, now=clock.now()) <= 30


def test_what_was_sent_before_the_clock_went_back_is_received_once(send, wires):
    clock.move_to(NOW + A_DAY)
    wires.cut[HUB] = 503
    message = send()
    work()

    set_clock(NOW + A_DAY - dt.timedelta(minutes=2))
    wires.cut.clear()
    later()
    work()

    message.refresh_from_db()
    assert message.state == Message.State.SENT
    assert message.sent_at < message.queued_at  # as the clocks said, and nobody pretends otherwise
    assert Message.objects.incoming().count() == Relay.objects.count() == 1


def test_an_envelope_from_a_clock_that_runs_ahead_is_refused_in_sight(send, wires):
    set_clock(NOW + A_DAY)
    message = send()
    set_clock(NOW)

    work()

    message.refresh_from_db()
    assert message.state == Message.State.REFUSED
    assert Refusal.objects.get().code == "from-the-future"
    assert not Relay.objects.exists()


def test_a_clock_that_jumps_ahead_expires_what_is_overdue_and_says_so(send, wires):
    from nhip.exchange.tasks import housekeeping

    message = send()
    housekeeping.give_up(NOW + 40 * A_DAY)

    message.refresh_from_db()
    assert message.state == Message.State.EXPIRED
    assert Event.objects.filter(name="exchange.message.expired").count() == 1


def test_the_chain_of_events_does_not_depend_on_the_clock(send, wires):
    clock.move_to(NOW + A_DAY)
    send()
    seal()
    set_clock(NOW)
    send(number="06")
    seal()

    assert verify_chain(heads=[], now=NOW + A_DAY, patience=A_DAY) == []
    moments = list(Event.objects.order_by("pk").values_list("at", flat=True))
    assert moments != sorted(moments)
