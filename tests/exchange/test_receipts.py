"""Biên nhận: what comes back is compared with what was sent, and moves a document or does not."""

import dataclasses

import pytest

from nhip.events.models import Event
from nhip.events.tasks import seal
from nhip.exchange.actions import (
    NothingToAnswer,
    NotThatStep,
    RefusalNeedsReason,
    queue_status,
)
from nhip.exchange.models import Message, NeighbourSeal
from nhip.exchange.queries.seals import heads_of, heads_sent
from nhip.exchange.queries.wording import standing_title, status_title
from nhip.exchange.rules.letters import PartDigest, Receipt, StatusCode
from nhip.exchange.rules.receipts import differences
from nhip.exchange.tasks import take_in
from tests.exchange.conftest import CLERK
from tests.exchange.jobs import waiting, work
from tests.exchange.letters import DAY, NOW, envelope, status

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(send):
    """A letter that has arrived."""
    message = send()
    work()
    message.refresh_from_db()
    return message


@pytest.fixture
def tell(sent, drivers):
    """Return a function that lets the Government Office say something of the letter."""

    def say(code="01", receipt=None, **changes):
        said = status(code=code, receipt=receipt, **changes)
        take_in(envelope(drivers["G22"], said), now=NOW)
        sent.refresh_from_db()
        return sent

    return say


def arrived():
    return Message.objects.incoming().documents().get()


def receipt_of(message, **changes):
    parts = tuple(PartDigest(part.content_id, part.file_id) for part in message.parts.all())
    usual = Receipt(str(message.message_id), message.digest, parts, 121, 7, "a" * 64)
    return dataclasses.replace(usual, **changes)


def said(name):
    return Event.objects.filter(name=f"exchange.message.{name}")


# --- Compared --------------------------------------------------------------------------------


def test_differences_name_what_arrived_otherwise():
    receipt = Receipt("m", "d", (PartDigest("a", "1"), PartDigest("c", "3")), None, None, "")

    assert differences(receipt, digest="d", parts={"a": "1", "c": "3"}) == []
    assert differences(receipt, digest="x", parts={"a": "2", "b": "2"}) == [
        "message",
        "a",
        "b",
        "c",
    ]


def test_a_receipt_with_a_changed_digest_contradicts(sent, tell):
    wrong = (PartDigest("part0", "0" * 64),)

    tell(receipt=receipt_of(sent, parts=wrong))

    assert sent.standing == ""
    event = said("contradicted").get()
    assert event.subject_id == sent.pk
    assert event.data["differences"] == ["part0"]
    assert event.data["digests_match"] is False
    assert not said("acknowledged").exists()
    assert sent.statuses.get().digests_match is False


def test_a_receipt_for_another_envelope_contradicts(sent, tell):
    tell(receipt=receipt_of(sent, digest="b" * 64))

    assert said("contradicted").get().data["differences"] == ["message"]


def test_a_status_without_receipt_is_taken_but_proves_nothing(sent, tell):
    tell()

    assert sent.standing == "01"
    assert said("acknowledged").get().data["digests_match"] is None


def test_a_log_that_was_rewritten_is_contradicted_by_its_neighbour(sent, tell):
    tell("01", receipt_of(sent))
    tell("03", receipt_of(sent, seal_hash="b" * 64))

    assert said("contradicted").get().data["differences"] == ["log"]
    assert sent.standing == "01"
    assert heads_of("G22") == [(7, "a" * 64), (7, "b" * 64)]


def test_receipts_carry_how_far_our_own_log_had_come(sent):
    head = _sealed()
    queue_status(actor=CLERK, message_pk=arrived().pk, code=StatusCode.ARRIVED, now=NOW)
    work()

    assert heads_sent() == [head]
    assert heads_of("G22") == [head]
    assert NeighbourSeal.objects.get().said_in.answers == sent


def _sealed():
    from nhip.events.queries import head

    seal()
    newest = head()
    return newest.position, newest.hash


# --- Matched ---------------------------------------------------------------------------------


def test_the_document_identity_decides_without_a_receipt(sent, tell):
    assert tell(number="99").standing == "01"


def test_number_notation_and_date_decide_without_an_identity(sent, tell):
    assert tell(document_id="").standing == "01"


def test_two_documents_of_one_identity_are_for_people_to_tell_apart(sent, tell, send):
    send()
    work()

    tell()

    assert sent.standing == ""
    assert said("unmatched").get().data["candidates"] == 2


def test_nobody_answers_for_another_agency(sent, drivers):
    from tests.exchange.letters import HEALTH

    take_in(envelope(drivers["G18"], status(sender=HEALTH)), now=NOW)

    sent.refresh_from_db()
    assert sent.standing == ""
    assert said("unmatched").exists()


def test_a_late_answer_brings_an_expired_letter_back(sent, tell):
    Message.objects.filter(pk=sent.pk).update(state="expired")

    assert tell().state == Message.State.SENT


# --- Codes and their order ---------------------------------------------------------------------


def test_a_status_that_was_overtaken_is_kept_and_moves_nothing(sent, tell):
    tell("03")
    tell("01")

    assert sent.standing == "03"
    assert sent.statuses.count() == 2
    assert said("acknowledged").count() == 1
    assert said("noted").get().data["status"] == "01"


@pytest.mark.parametrize("code", ["07", "12", "14", "99"])
def test_an_unknown_code_is_kept_and_shown_as_unknown(sent, tell, code):
    tell(code)

    assert sent.standing == ""
    assert sent.statuses.get().code == code
    assert code in status_title(code)
    assert standing_title(sent) == sent.get_state_display()


def test_a_withdrawal_is_about_the_document_of_its_own_sender(sent, drivers):
    from tests.exchange.letters import OFFICE, TAY_NINH

    taken_back = status(sender=TAY_NINH, recipient=OFFICE, code="13")
    take_in(envelope(drivers["H53"], taken_back), now=NOW)

    kept = Message.objects.get(kind="status")
    assert kept.answers == arrived()
    assert arrived().standing == ""
    assert said("noted").exists()


# --- What we say ourselves -----------------------------------------------------------------------


def test_a_status_is_never_answered(sent, tell):
    tell()
    answer = Message.objects.get(kind="status")

    with pytest.raises(NothingToAnswer):
        queue_status(actor=CLERK, message_pk=answer.pk, code=StatusCode.ARRIVED, now=NOW)
    assert waiting() == []


def test_our_own_document_is_not_answered_by_us(sent):
    with pytest.raises(NothingToAnswer):
        queue_status(actor=CLERK, message_pk=sent.pk, code=StatusCode.ARRIVED, now=NOW)


def test_saying_a_code_twice_says_it_once(sent):
    say = {"actor": CLERK, "message_pk": arrived().pk, "code": StatusCode.ARRIVED, "now": NOW}

    assert queue_status(**say).pk == queue_status(**say).pk
    assert Message.objects.filter(kind="status").count() == 1


def test_accepting_what_was_refused_is_no_step(sent):
    queue_status(
        actor=CLERK, message_pk=arrived().pk, code=StatusCode.REFUSED, description="sai", now=NOW
    )

    with pytest.raises(NotThatStep):
        queue_status(actor=CLERK, message_pk=arrived().pk, code=StatusCode.ACCEPTED, now=NOW)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1_001])
def test_refusing_needs_a_reason(sent, reason):
    with pytest.raises(RefusalNeedsReason):
        queue_status(
            actor=CLERK,
            message_pk=arrived().pk,
            code=StatusCode.REFUSED,
            description=reason,
            now=NOW,
        )


def test_the_sender_reads_why_its_letter_was_refused(sent):
    queue_status(
        actor=CLERK,
        message_pk=arrived().pk,
        code=StatusCode.REFUSED,
        description="Sai số liệu cột 3",
        now=NOW,
    )
    work()

    sent.refresh_from_db()
    assert sent.standing == "02"
    assert said("acknowledged").get().data["description"] == "Sai số liệu cột 3"


def test_what_was_said_can_not_be_altered_in_the_table(sent):
    from django.db import ProgrammingError, transaction

    for change in ({"header": {}}, {"sender": "G18"}, {"digest": "0" * 64}):
        with pytest.raises(ProgrammingError, match="never altered"), transaction.atomic():
            Message.objects.filter(pk=sent.pk).update(**change)
    assert sent.letter.promulgated_on == DAY
