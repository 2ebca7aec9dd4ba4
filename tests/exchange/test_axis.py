"""Trục đang thế nào: what waits, what is stuck, and the way of one message."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from nhip.core import clock
from nhip.events.models import Event
from nhip.exchange import queries
from nhip.exchange.actions import queue_status
from nhip.exchange.models import Message, Relay
from nhip.exchange.rules.letters import StatusCode
from nhip.exchange.tasks import housekeeping
from tests.exchange.conftest import CLERK, HUB, NODES
from tests.exchange.jobs import work
from tests.exchange.letters import DAY, HEALTH, NOW
from tests.people import make_person

pytestmark = pytest.mark.django_db

EVERYTHING = Message.objects.all
HOUR = dt.timedelta(hours=1)


def run(*arguments):
    out = io.StringIO()
    call_command("exchange", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def dead(send, wires):
    """A letter that the hub refused."""
    wires.cut[HUB] = 404
    message = send()
    work()
    wires.cut.clear()
    message.refresh_from_db()
    return message


def test_what_waits_is_counted_per_receiver(send, wires):
    wires.cut[HUB] = 503
    send()
    send(priority=2)
    send(recipient=HEALTH)
    work()

    lines = {queue.recipient: queue for queue in queries.outbox(among=Message.objects.all())}

    assert (lines["G22"].waiting, lines["G22"].urgent) == (2, 1)
    assert lines["G18"].waiting == 1
    assert "503" in lines["G18"].failures[0]


def test_what_waits_at_the_hub_is_counted_per_receiver(send, wires):
    wires.cut[NODES["G22"]] = 500
    send()
    work()

    assert [(queue.recipient, queue.waiting) for queue in queries.hub_queues()] == [("G22", 1)]
    assert queries.outbox(among=Message.objects.all()) == []


@pytest.mark.parametrize(
    "words",
    [
        "tình hình dịch bệnh",
        "tinh hinh dich benh",
        "BC-UBND",
        "05_BC",
        "Nguyễn Văn Minh",
        "404",
        "G22 H53",
    ],
)
def test_a_dead_letter_is_found_by_any_word_of_its_header(dead, words):
    assert [letter.pk for letter in queries.dead_letters(among=EVERYTHING(), words=words)] == [
        dead.pk
    ]


def test_other_words_find_no_dead_letter(dead):
    assert queries.dead_letters(among=EVERYTHING(), words="Thanh Hóa") == []


def test_a_dead_letter_of_the_hub_is_found_too(send, wires):
    wires.cut[NODES["G22"]] = 404
    send()
    work()

    assert [letter.is_relay for letter in queries.dead_relays(words="H53")] == [True]


def test_the_way_of_a_message_is_told_from_queue_to_answer(send):
    message = send()
    work()
    arrived = Message.objects.incoming().get()
    queue_status(actor=CLERK, message_pk=arrived.pk, code=StatusCode.ARRIVED, now=clock.now())
    work()

    steps = [step.what for step in queries.trace(message)]

    assert steps[0] == "exchange.message.queued"
    assert {"exchange.message.sent", "exchange.message.acknowledged"} <= set(steps)


def test_people_see_the_axis_of_their_own_agency_only(dead, send, thu, hoa, agencies):
    send(sender=HEALTH)
    work()
    clerk_of_health = make_person("nam", "Vũ Nam", "clerk", agencies["G18"])

    def seen(person):
        return set(Message.objects.visible_to(person, on=DAY).values_list("sender", flat=True))

    assert seen(thu) == {"H53"}
    assert seen(clerk_of_health) == {"G18"}
    assert seen(hoa) == set()
    assert queries.dead_letters(among=Message.objects.visible_to(hoa, on=DAY)) == []


# --- Asking the hub --------------------------------------------------------------------------


def test_the_sender_learns_that_its_letter_was_refused_behind_the_hub(send, wires):
    wires.cut[NODES["G22"]] = 404
    message = send()
    work()

    housekeeping.ask_hub(NOW + HOUR)

    message.refresh_from_db()
    assert message.state == Message.State.REFUSED
    assert "404" in message.failure
    assert Event.objects.filter(name="exchange.message.refused").count() == 1


def test_the_sender_asks_once_an_hour_as_long_as_nobody_answers(send, wires):
    message = send()
    work()
    asked = len(wires.to(HUB))

    for minutes in (5, 15, 20, 70, 80):
        housekeeping.ask_hub(NOW + dt.timedelta(minutes=minutes))

    assert len(wires.to(HUB)) - asked == 2
    message.refresh_from_db()
    assert message.state == Message.State.SENT


def test_a_hub_that_is_out_is_asked_later(send, wires):
    send()
    work()
    wires.cut[HUB] = 503

    housekeeping.ask_hub(NOW + HOUR)

    assert Message.objects.outgoing().get().asked_at is None


def test_only_who_knows_its_number_learns_of_a_relay(send, client):
    send()
    work()

    relay = Relay.objects.get()
    assert client.get(f"/axis/hub/messages/{relay.hub_id}").json()["state"] == "delivered"
    other = "00000000-0000-4000-8000-000000000000"
    assert client.get(f"/axis/hub/messages/{other}").status_code == 404


# --- The command --------------------------------------------------------------------------------


def test_the_command_shows_partners_queues_and_dead_letters(dead, send, wires):
    wires.cut[HUB] = 503
    send()
    work()

    assert "http://office" in run("partners")
    assert "G22" in run("queues")
    assert "404" in run("dead", "dich", "benh")
    assert "exchange.message.refused" in run("trace", str(dead.pk))


def test_the_command_sends_a_dead_letter_again(dead):
    run("redrive", str(dead.pk), "--reason", "trục đã mở lại")
    work()

    dead.refresh_from_db()
    assert dead.state == Message.State.SENT
    with pytest.raises(CommandError):
        run("redrive", str(dead.pk), "--reason", "lại nữa")


def test_seals_a_neighbour_holds_are_handed_over_for_its_audit(send, tmp_path):
    from nhip.events.tasks import seal

    send()
    work()
    seal()
    arrived = Message.objects.incoming().get()
    queue_status(actor=CLERK, message_pk=arrived.pk, code=StatusCode.ARRIVED, now=clock.now())
    work()

    lines = run("heads", "G22").splitlines()

    book = tmp_path / "heads.jsonl"
    book.write_text("\n".join(lines) + "\n")
    seal()
    call_command("events", "verify", "--heads", str(book), stdout=io.StringIO())
    wrong = json.loads(lines[0]) | {"hash": "0" * 64}
    book.write_text(json.dumps(wrong) + "\n")
    with pytest.raises(CommandError, match="fault"):
        call_command("events", "verify", "--heads", str(book), stdout=io.StringIO())
