"""Danh bạ và mã trên đường truyền: how an agency is reached, recognised and named, by date."""

import dataclasses
import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from nhip.core import clock
from nhip.events.models import Event
from nhip.exchange.actions import (
    Entry,
    FaultyLetter,
    NotOurAgency,
    UnknownAgency,
    distrust_partner,
    queue_document,
    register_partner,
)
from nhip.exchange.models import Message, Partner
from nhip.exchange.queries import (
    UnknownPartner,
    canonical_code,
    partner_of,
    unreachable,
    wire_code,
)
from nhip.exchange.queries.partners import NoWireCode, holds_certificate
from nhip.exchange.rules.letters import Party
from nhip.exchange.tasks import envelope_of, take_in
from nhip.organisations.models import Code
from tests.exchange.conftest import CLERK, NODES, OLD_CODES
from tests.exchange.jobs import work
from tests.exchange.letters import DAY, HEALTH, NOW, delivery, envelope, letter
from tests.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agencies")]

LATER = NOW + dt.timedelta(days=10)


def entry_of(code, **changes):
    partner = Partner.objects.get(code=code)
    usual = Entry(code, bytes(partner.certificate), partner.node_url, partner.scheme)
    return dataclasses.replace(usual, **changes)


@pytest.fixture
def admin(agencies):
    return make_person("admin", "Đỗ Quản Trị", "administrator", agencies["H53"])


# --- The directory ---------------------------------------------------------------------------


def test_an_administrator_enters_a_partner(admin):
    moved = register_partner(
        actor=admin, entry=entry_of("H53", node_url="http://new-node/"), now=LATER
    )

    assert partner_of("H53", now=LATER) == moved
    assert moved.node_url == "http://new-node"
    assert partner_of("H53", now=NOW).node_url == NODES["H53"]
    assert Event.objects.filter(name="exchange.partner.registered").count() == 4


def test_entering_the_same_twice_changes_nothing(admin):
    again = register_partner(actor=admin, entry=entry_of("H53"), now=LATER)

    assert Partner.objects.get(code="H53") == again


def test_a_clerk_may_not_enter_a_partner(thu):
    with pytest.raises(PermissionDenied):
        register_partner(actor=thu, entry=entry_of("H53", node_url="http://evil"), now=NOW)


def test_an_agency_nobody_knows_is_not_entered():
    with pytest.raises(UnknownAgency):
        register_partner(actor=CLERK, entry=Entry("G99", b"x", "http://x"), now=NOW)


def test_an_agency_has_one_entry_at_a_time(agencies):
    rival = Partner.objects.get(code="H53")
    rival.pk = None

    with (
        pytest.raises(IntegrityError, match="an_agency_has_one_entry_at_a_time"),
        transaction.atomic(),
    ):
        rival.save(force_insert=True)


def test_distrusting_twice_says_it_once(admin):
    partner = Partner.objects.get(code="H53")

    for _ in range(2):
        distrust_partner(actor=admin, partner_id=partner.pk, reason="lộ khóa", now=LATER)

    assert Event.objects.filter(name="exchange.partner.distrusted").count() == 1
    assert not holds_certificate("H53", partner.certificate_sha256, at=LATER)


def test_an_old_key_still_proves_what_was_signed_before_the_new_one(drivers, admin):
    data = envelope(drivers["H53"], at=delivery(created_at=NOW))
    other = bytes(Partner.objects.get(code="G18").certificate)
    register_partner(actor=admin, entry=entry_of("H53", certificate=other), now=LATER)

    assert take_in(data, now=LATER)["message_id"]


def test_those_who_cannot_be_reached_are_named():
    assert unreachable(["G22", "G99", "H53"], now=NOW) == ["G99"]


# --- What is queued ----------------------------------------------------------------------------


def test_only_agencies_of_this_node_speak_here(settings):
    settings.NHIP_AGENCIES = ["G22"]

    with pytest.raises(NotOurAgency):
        queue_document(actor=CLERK, letter=letter(), now=NOW)


def test_nothing_is_queued_for_an_agency_that_is_not_connected():
    with pytest.raises(UnknownPartner):
        queue_document(actor=CLERK, letter=letter(recipient=Party("G99", "x")), now=NOW)
    assert not Message.objects.exists()


def test_what_the_other_end_would_refuse_is_refused_here():
    with pytest.raises(FaultyLetter, match="Subject"):
        queue_document(actor=CLERK, letter=letter(subject="x" * 501), now=NOW)


def test_a_transaction_rolled_back_leaves_no_message_and_no_job(send):
    with pytest.raises(RuntimeError), transaction.atomic():
        send()
        raise RuntimeError

    assert not Message.objects.exists()
    assert work() == []


# --- The code on the wire ------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["qd20", "qcvn102"])
def test_a_code_is_read_back_from_every_form(scheme):
    assert canonical_code(wire_code("H53", scheme, on=DAY), on=DAY) == "H53"


def test_a_form_without_a_code_is_said():
    Code.objects.filter(scheme="qcvn102", value=OLD_CODES["H53"]).delete()

    with pytest.raises(NoWireCode, match="H53"):
        wire_code("H53", "qcvn102", on=DAY)
    assert canonical_code("000.00.00.H53", on=DAY) is None


def test_a_partner_that_reads_old_codes_gets_old_codes(send, admin):
    register_partner(actor=admin, entry=entry_of("G22", scheme="qcvn102"), now=clock.now())
    message = send()

    work()

    sent = envelope_of(message.pk).decode()
    assert "<edXML:OrganId>000.00.00.H53<" in sent
    assert "<edXML:OrganId>000.00.00.G22<" in sent
    assert "OrganId>H53<" not in sent
    arrived = Message.objects.incoming().get()
    assert (arrived.sender, arrived.recipient) == ("H53", "G22")


def test_a_partner_without_an_old_code_makes_a_dead_letter_and_delays_nobody(send, admin):
    register_partner(actor=admin, entry=entry_of("G22", scheme="qcvn102"), now=clock.now())
    Code.objects.filter(scheme="qcvn102", value=OLD_CODES["H53"]).delete()
    send()
    send(recipient=HEALTH)

    work()

    assert "H53" in Message.objects.dead().get().failure
    assert Message.objects.incoming().get().recipient == "G18"
