"""Hai cánh cửa: who is let in, who is not, and what is stored of whom."""

import datetime as dt
import json

import pytest
from django.test import Client

from nhip.core.canonical import sha256_hex
from nhip.events.models import Event
from nhip.exchange.models import Message, Refusal, Relay
from nhip.exchange.rules.letters import Party
from nhip.files import providers as files
from nhip.files.models import StoredFile
from tests.exchange.conftest import OLD_CODES
from tests.exchange.jobs import work
from tests.exchange.letters import HEALTH, NOW, PDF, delivery, envelope, letter, status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agencies")]

HUB, INBOX = "/axis/hub/messages", "/axis/inbox"
DAMAGED = PDF.decode("utf-8", "replace").encode()


@pytest.fixture
def knock():
    """Return a function that posts an envelope to a door."""
    client = Client(enforce_csrf_checks=True)

    def post(door, data, **headers):
        return client.post(door, data, content_type="application/edxml+xml", **headers)

    return post


def nothing_is_kept():
    stored = files.stored_before(2**40)
    rows = [Message.objects.count(), Relay.objects.count(), StoredFile.objects.count()]
    return not any(rows) and not stored


def said():
    """Return what the exchange told since its partners were registered."""
    events = Event.objects.filter(name__startswith="exchange.").exclude(name__contains="partner")
    return list(events.order_by("id").values_list("name", flat=True))


# --- Let in ----------------------------------------------------------------------------------


def test_the_hub_answers_with_its_own_identity_of_the_message(knock, drivers):
    answer = knock(HUB, envelope(drivers["H53"]))

    assert answer.status_code == 202
    relay = Relay.objects.get()
    assert answer.json()["hub_id"] == str(relay.hub_id)
    assert (relay.sender, relay.recipient) == ("H53", "G22")


def test_the_inbox_keeps_the_envelope_as_it_came(knock, drivers):
    data = envelope(drivers["H53"])

    answer = knock(INBOX, data)

    assert answer.status_code == 202
    message = Message.objects.get()
    assert files.fetch(message.envelope_id) == data
    assert message.parts.get().file_id == sha256_hex(PDF)


# --- Not let in: nothing is stored ------------------------------------------------------------


@pytest.mark.parametrize("door", [HUB, INBOX])
def test_a_forged_sender_is_refused_and_nothing_is_stored(knock, drivers, door):
    forged = letter(sender=HEALTH)

    answer = knock(door, envelope(drivers["H53"], forged))

    assert answer.status_code == 403
    assert answer.json()["code"] == "not-that-sender"
    assert nothing_is_kept()
    refusal = Refusal.objects.get()
    assert (refusal.claimed_sender, refusal.http_status) == ("G18", 403)
    assert said() == ["exchange.refusal.noted"]


@pytest.mark.parametrize("door", [HUB, INBOX])
def test_an_envelope_altered_on_the_way_is_refused(knock, drivers, door):
    altered = envelope(drivers["H53"]).replace(b">05<", b">06<")

    answer = knock(door, altered)

    assert answer.status_code == 403
    assert answer.json()["code"] == "signature-does-not-hold"
    assert nothing_is_kept()


def test_a_certificate_nobody_registered_is_refused(knock, drivers, pki):
    from nhip.signing.providers.authorities import AGENCIES, Authorities, Holder
    from nhip.signing.providers.drivers import InMemory

    issued = Authorities(pki / "pki").issue(AGENCIES, Holder("UBND tỉnh Tây Ninh", "x", "H53"))

    answer = knock(HUB, envelope(InMemory(issued.key, issued.der, ())))

    assert answer.status_code == 403
    assert nothing_is_kept()


def test_a_distrusted_certificate_is_refused(knock, drivers, agencies):
    from nhip.exchange.actions import distrust_partner
    from nhip.exchange.models import Partner
    from tests.exchange.conftest import CLERK

    partner = Partner.objects.get(code="H53")
    distrust_partner(actor=CLERK, partner_id=partner.pk, reason="lộ khóa", now=NOW)

    assert knock(HUB, envelope(drivers["H53"])).status_code == 403
    assert nothing_is_kept()


def test_an_envelope_from_the_future_is_refused(knock, drivers):
    early = delivery(created_at=NOW + dt.timedelta(minutes=6))

    answer = knock(HUB, envelope(drivers["H53"], at=early))

    assert answer.json()["code"] == "from-the-future"
    assert nothing_is_kept()


def test_every_fault_is_listed_with_element_code_and_sentence(knock, drivers):
    faulty = letter(subject="", number="", recipient=Party("G99", "Không có"))

    answer = knock(HUB, envelope(drivers["H53"], faulty))

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    faults = {fault["code"]: fault["text"] for fault in answer.json()["faults"]}
    assert set(faults) == {"N.MessageHeader.Subject", "N.MessageHeader.Code.CodeNumber"}
    assert all(faults.values())
    assert nothing_is_kept()


def test_a_receiver_nobody_knows_is_named(knock, drivers):
    answer = knock(HUB, envelope(drivers["H53"], letter(recipient=Party("G99", "Không có"))))

    assert answer.status_code == 422
    assert [fault["code"] for fault in answer.json()["faults"]] == ["M.MessageHeader.To.OrganId"]
    assert "G99" in answer.json()["faults"][0]["text"]
    assert nothing_is_kept()


def test_a_receiver_on_another_node_is_not_taken_in(knock, drivers, settings):
    settings.NHIP_AGENCIES = ["H53"]

    assert knock(INBOX, envelope(drivers["H53"])).status_code == 404
    assert nothing_is_kept()


def test_a_damaged_file_is_refused_by_the_hub_at_once(knock, drivers):
    broken = letter(parts=(DAMAGED,))

    answer = knock(HUB, envelope(drivers["H53"], broken, parts=(DAMAGED,)))

    assert answer.status_code == 422
    assert "PDF" in answer.json()["faults"][0]["text"]
    assert nothing_is_kept()


@pytest.mark.parametrize("data", [b"<edXML/>", b"not xml", b"<!DOCTYPE x><edXML/>"])
def test_what_is_no_envelope_is_refused(knock, data):
    assert knock(INBOX, data).status_code == 422
    assert nothing_is_kept()


def test_an_envelope_too_large_is_refused_before_it_is_read(rf):
    from nhip.exchange import views

    class NotRead:
        def read(self, *args):
            raise AssertionError("the body was read")

    request = rf.post(INBOX, b"", content_type="application/edxml+xml")
    request.META["CONTENT_LENGTH"] = str(49 * 2**20)
    request._stream = NotRead()

    assert views.inbox(request).status_code == 413


def test_a_length_must_be_said(rf):
    from nhip.exchange import views

    request = rf.post(INBOX, b"x", content_type="application/edxml+xml")
    request.META["CONTENT_LENGTH"] = ""

    assert views.inbox(request).status_code == 411


def test_a_node_that_is_no_hub_has_no_such_door(knock, settings, drivers):
    settings.NHIP_HUB = False

    assert knock(HUB, envelope(drivers["H53"])).status_code == 404


# --- Again -----------------------------------------------------------------------------------


@pytest.mark.parametrize("door", [HUB, INBOX])
def test_a_duplicate_gets_the_stored_acknowledgement_again(knock, drivers, door):
    data = envelope(drivers["H53"])
    first = knock(door, data)

    second = knock(door, data)

    assert second.status_code == first.status_code == 202
    assert second.json() == first.json()
    assert Message.objects.count() + Relay.objects.count() == 1
    assert len(said()) == 1


@pytest.mark.parametrize("door", [HUB, INBOX])
def test_the_same_identity_with_another_content_is_a_conflict(knock, drivers, door):
    at = delivery()
    knock(door, envelope(drivers["H53"], at=at))

    answer = knock(door, envelope(drivers["H53"], letter(subject="Khác"), at=at))

    assert answer.status_code == 409
    assert Message.objects.count() + Relay.objects.count() == 1
    assert Event.objects.filter(name__endswith=".conflict").count() == 1


def test_the_same_envelope_over_another_hub_is_no_conflict(knock, drivers):
    from nhip.exchange.providers import envelopes

    data = envelope(drivers["H53"])
    knock(INBOX, data)
    detour = envelopes.with_hop(envelopes.open_envelope(data), "G18", NOW)

    assert knock(INBOX, detour).status_code == 202
    assert Message.objects.count() == 1


def test_the_identity_of_another_sender_is_free(knock, drivers):
    at = delivery()
    knock(INBOX, envelope(drivers["H53"], at=at))

    answer = knock(INBOX, envelope(drivers["G18"], letter(sender=HEALTH), at=at))

    assert answer.status_code == 202
    assert Message.objects.count() == 2


def test_what_the_hub_had_given_up_is_queued_anew_when_handed_over_again(knock, drivers):
    data = envelope(drivers["H53"])
    knock(HUB, data)
    Relay.objects.update(state="expired", failure="TTL")

    answer = knock(HUB, data)

    relay = Relay.objects.get()
    assert relay.state == Relay.State.WAITING
    assert answer.json()["hub_id"] == str(relay.hub_id)


# --- Damaged on the way in ---------------------------------------------------------------------


def test_a_damaged_file_is_kept_refused_and_answered_with_its_reason(knock, drivers, wires):
    broken = letter(parts=(DAMAGED,))

    answer = knock(INBOX, envelope(drivers["H53"], broken, parts=(DAMAGED,)))

    assert answer.status_code == 202
    message = Message.objects.incoming().get()
    assert message.state == Message.State.REFUSED
    refusal = Message.objects.outgoing().get()
    assert refusal.code == "02"
    assert "PDF" in refusal.status.description
    assert not Event.objects.filter(name="exchange.message.received").exists()


# --- The form of the code on the wire ------------------------------------------------------------


def test_thirteen_character_codes_are_understood(knock, drivers):
    old = letter(
        sender=Party(OLD_CODES["H53"], "UBND tỉnh Tây Ninh"),
        recipient=Party(OLD_CODES["G22"], "Văn phòng Chính phủ"),
    )

    answer = knock(INBOX, envelope(drivers["H53"], old))

    assert answer.status_code == 202
    message = Message.objects.get()
    assert (message.sender, message.recipient) == ("H53", "G22")
    assert message.letter.sender.code == "H53"


def test_a_status_about_nothing_known_waits_for_people(knock, drivers):
    answer = knock(INBOX, envelope(drivers["G22"], status()))

    assert answer.status_code == 202
    assert Message.objects.get().state == Message.State.UNMATCHED
    assert said() == ["exchange.message.unmatched"]


def test_answers_are_said_in_the_language_asked_for(knock, drivers):
    faulty = envelope(drivers["H53"], letter(subject=""))

    texts = {
        language: json.loads(knock(HUB, faulty, HTTP_ACCEPT_LANGUAGE=language).content)["faults"]
        for language in ("vi", "en")
    }

    assert texts["en"][0]["text"] == "MessageHeader.Subject is missing."
    assert texts["vi"][0]["text"] == "Thiếu MessageHeader.Subject."


def test_a_refusal_is_found_by_what_the_envelope_claimed(knock, drivers):
    at = delivery()
    knock(HUB, envelope(drivers["H53"], letter(sender=HEALTH), at=at))

    assert Refusal.objects.filter(claimed_message=at.message_id).count() == 1


def test_jobs_of_a_refused_envelope_do_not_exist(knock, drivers):
    knock(HUB, envelope(drivers["H53"], letter(sender=HEALTH)))

    assert work() == []


def test_a_replay_years_later_is_still_known(knock, drivers, settings):
    data = envelope(drivers["H53"])
    first = knock(INBOX, data)
    from nhip.core import clock

    clock.move_to(NOW + dt.timedelta(days=400))

    assert knock(INBOX, data).json() == first.json()
