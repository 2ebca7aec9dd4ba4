"""Gửi đi: one letter per recipient, after the time stamp, and never a second time."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from procrastinate.jobs import Job

from nhip.documents import actions, tasks
from nhip.documents.models import Document
from nhip.documents.providers import typeset_report
from nhip.events.models import Event
from nhip.exchange.models import Message
from nhip.exchange.queries import UnknownPartner
from nhip.exchange.rules.letters import Attachment, Business
from nhip.files import providers as files
from nhip.signing.queries import newest_verification
from tests.documents.conftest import NOW, RECIPIENTS
from tests.documents.pages import report_page
from tests.keys import PIN, SEAL_PIN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("august")]

SILENT = "http://127.0.0.1:9/tsa"
HOUR = dt.timedelta(hours=1)
State = Document.State


@pytest.fixture
def without_stamps(node):
    """The time-stamp authority is out while the document is signed and sealed."""
    node.NHIP_TSA_URL = SILENT


@pytest.fixture
def issue_one(make_draft, minh, thu, minhs_key, committees_key, neighbours):
    """Return a function that brings one report all the way onto the axis."""

    def issue(**changes):
        document = make_draft(**changes)
        tasks.sign(actor=minh, document_id=document.pk, pin=PIN, now=NOW)
        tasks.seal(actor=thu, document_id=document.pk, pin=SEAL_PIN, now=NOW)
        tasks.send(document_id=document.pk, now=NOW)
        document.refresh_from_db()
        return document

    return issue


def letters_of(document):
    recipients = document.recipients.select_related("message").order_by("pk")
    return [recipient.message.letter for recipient in recipients]


def stamps_on(document):
    found = newest_verification(document.file_id).verdict["signatures"]
    return [one["role"] for one in found].count("timestamp")


def test_each_recipient_gets_one_letter(issue_one):
    document = issue_one()

    assert (document.state, document.sent_at) == (State.ISSUED, NOW)
    assert [letter.recipient.code for letter in letters_of(document)] == ["G22", "G18"]


def test_the_letter_says_what_the_register_says(issue_one):
    document = issue_one()
    letter = letters_of(document)[0]

    assert (letter.sender.code, letter.sender.name) == ("H53", "Ủy ban nhân dân tỉnh Tây Ninh")
    assert letter.document_id == "H53,2021/08/15,01/BC-UBND"
    assert (letter.number, letter.notation) == ("01", "BC-UBND")
    assert (letter.kind_name, letter.kind_detail) == ("Báo cáo", 14)
    assert letter.signer_competence == "TM. Ủy ban nhân dân / KT. Chủ tịch"
    assert (letter.signer_position, letter.signer_name) == ("Phó Chủ tịch", "Nguyễn Văn Minh")
    assert letter.to_places == ("Văn phòng Chính phủ", "Bộ Y tế")
    assert letter.business is Business.NEW
    assert letter.attachments == (
        Attachment(
            content_id=document.file_id,
            name="01_BC-UBND.pdf",
            media_type="application/pdf",
            sha256=document.file_id,
            size=len(files.fetch(document.file_id)),
            description=document.subject,
        ),
    )


def test_an_issued_document_is_not_sent_again(issue_one, axis):
    document = issue_one()

    tasks.send(document_id=document.pk, now=NOW + HOUR)
    again = actions.issue(actor=axis, document_id=document.pk, now=NOW + HOUR)

    assert again.sent_at == NOW
    assert Message.objects.count() == 2
    assert Event.objects.filter(name=actions.ISSUED).count() == 1


def test_a_document_that_is_not_sealed_does_not_leave(signed, axis):
    with pytest.raises(actions.NotSealed):
        actions.issue(actor=axis, document_id=signed.pk, now=NOW)


def test_a_stranger_may_not_issue(sealed, hoa):
    with pytest.raises(PermissionDenied):
        actions.issue(actor=hoa, document_id=sealed.pk, now=NOW)


def test_one_recipient_who_cannot_be_reached_keeps_the_whole_document_back(sealed, axis):
    sealed.recipients.create(code="H99", name="Tỉnh không có")

    with pytest.raises(UnknownPartner):
        actions.issue(actor=axis, document_id=sealed.pk, now=NOW)

    sealed.refresh_from_db()
    assert sealed.state == State.SEALED
    assert not Message.objects.exists()


def test_the_job_that_follows_the_seal_sends(sealed):
    tasks.send_sealed(Event.objects.get(name=actions.SEALED).pk)
    tasks.send_sealed(Event.objects.get(name=actions.SEALED).pk)

    sealed.refresh_from_db()
    assert sealed.state == State.ISSUED
    assert Message.objects.count() == 2


def test_stamped_signatures_need_no_stamp_of_the_document(node, time_stamps, issue_one):
    node.NHIP_TSA_URL = time_stamps

    document = issue_one()

    assert document.state == State.ISSUED
    assert document.times_are_proven
    assert stamps_on(document) == 0


@pytest.mark.usefixtures("without_stamps")
def test_while_the_authority_is_out_sending_waits(sealed, axis):
    with pytest.raises(actions.StampIsAwaited) as refusal:
        tasks.send(document_id=sealed.pk, now=NOW + HOUR / 2)

    sealed.refresh_from_db()
    assert sealed.state == State.SEALED
    assert sealed.stamp_awaited_until == NOW + HOUR
    assert refusal.value.facts == {"until": "10:00 15/08/2021"}
    with pytest.raises(actions.StampIsAwaited):
        actions.issue(actor=axis, document_id=sealed.pk, now=NOW + HOUR / 2)


@pytest.mark.usefixtures("without_stamps")
def test_the_job_tries_again_only_what_waits_for_its_stamp(sealed):
    event = Event.objects.get(name=actions.SEALED)
    job = Job(
        id=1, queue="documents", lock=None, queueing_lock=None, task_name="send", task_kwargs={}
    )

    with pytest.raises(actions.StampIsAwaited) as refusal:
        tasks.send_sealed(event.pk)

    retry = tasks.send_sealed.get_retry_exception(exception=refusal.value, job=job)
    assert retry is not None
    assert tasks.send_sealed.get_retry_exception(exception=UnknownPartner(), job=job) is None


@pytest.mark.usefixtures("without_stamps")
def test_when_the_authority_answers_one_document_stamp_is_appended_before_sending(
    node, sealed, time_stamps
):
    before = files.fetch(sealed.file_id)
    with pytest.raises(actions.StampIsAwaited):
        tasks.send(document_id=sealed.pk, now=NOW)
    node.NHIP_TSA_URL = time_stamps

    for _time in range(2):
        tasks.send(document_id=sealed.pk, now=NOW)

    sealed.refresh_from_db()
    assert sealed.state == State.ISSUED
    assert sealed.times_are_proven
    assert stamps_on(sealed) == 1
    assert files.fetch(sealed.file_id).startswith(before)
    assert newest_verification(sealed.file_id).verdict["reasons"] == []
    assert letters_of(sealed)[0].attachments[0].sha256 == sealed.file_id


@pytest.mark.usefixtures("without_stamps")
def test_after_the_limit_it_goes_without_and_the_verdict_says_so(sealed):
    tasks.send(document_id=sealed.pk, now=NOW + HOUR)

    sealed.refresh_from_db()
    assert (sealed.state, sealed.times_are_proven) == (State.ISSUED, False)
    assert newest_verification(sealed.file_id).verdict["reasons"] == ["time_is_claimed"]
    assert Event.objects.get(name=actions.ISSUED).data["times_are_proven"] is False


@pytest.mark.usefixtures("without_stamps")
def test_a_document_without_patience_leaves_at_once(issue_one):
    assert issue_one(stamp_patience=dt.timedelta(0)).state == State.ISSUED


@pytest.mark.usefixtures("without_stamps")
def test_a_second_stamp_changes_nothing_and_none_comes_after_sending(
    node, sealed, time_stamps, axis
):
    node.NHIP_TSA_URL = time_stamps
    tasks.send(document_id=sealed.pk, now=NOW)
    sealed.refresh_from_db()
    stamped = actions.SignedFile("0" * 64, 1, verdict=None)

    again = actions.record_stamp(actor=axis, document_id=sealed.pk, stamped=stamped, now=NOW)

    assert again.file_id == sealed.file_id


def test_a_file_that_was_sent_takes_no_stamp(issue_one, axis):
    document = issue_one()

    with pytest.raises(actions.NotSealed):
        actions.record_stamp(
            actor=axis,
            document_id=document.pk,
            stamped=actions.SignedFile("0" * 64, 1, verdict=None),
            now=NOW,
        )


def test_a_correction_replaces_what_its_recipients_had(issue_one):
    former = issue_one(recipients=RECIPIENTS[:1])
    later = issue_one(replaces_id=former.pk, replace_reason="Số ca mắc cộng thiếu")

    to_office, to_health = letters_of(later)

    assert to_office.business is Business.REPLACE
    assert to_office.replaces == former.edxml_id == "H53,2021/08/15,01/BC-UBND"
    assert to_office.reason == "Số ca mắc cộng thiếu"
    assert (to_health.business, to_health.replaces) == (Business.NEW, "")
    assert former.is_replaced
    assert not later.is_replaced


def test_only_what_was_issued_can_be_replaced(make_draft):
    with pytest.raises(actions.NothingToReplace):
        make_draft(replaces_id=make_draft().pk)


def test_a_document_is_replaced_by_one_other(issue_one, make_draft, minh):
    former = issue_one()
    rival = make_draft(replaces_id=former.pk)
    issue_one(replaces_id=former.pk)

    with pytest.raises(actions.AlreadyReplaced):
        tasks.sign(actor=minh, document_id=rival.pk, pin=PIN, now=NOW)
    with pytest.raises(actions.AlreadyReplaced):
        make_draft(replaces_id=former.pk)


def test_two_corrections_may_wait_and_the_first_number_wins(issue_one, make_draft, minh, minhs_key):
    former = issue_one()
    other_page = typeset_report(report_page(demo=False), b"{}")
    sha256, size = files.store(other_page.pdf), len(other_page.pdf)
    rival = make_draft(replaces_id=former.pk, sha256=sha256, size=size)
    tasks.begin(actor=minh, document_id=rival.pk, now=NOW)
    issue_one(replaces_id=former.pk)

    with pytest.raises(actions.AlreadyReplaced):
        tasks.finish(actor=minh, document_id=rival.pk, pin=PIN, now=NOW)
