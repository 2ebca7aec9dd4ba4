"""Đính chính (T22): a new version with its reason; the first stays readable, the totals follow."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from nhip.documents.models import Recipient
from nhip.events.models import Event
from nhip.exchange.rules.letters import StatusCode
from nhip.reporting import actions
from nhip.reporting.actions.corrections import CorrectionSaysNothing, NothingToCorrect
from nhip.reporting.models import Report
from nhip.reporting.queries.page import Set, draft_of, subject_of
from nhip.reporting.rules.figures import number
from nhip.reporting.rules.states import Stage
from tests.reporting.country import ADMIN, NEW, NOW, at, document_at, fill
from tests.reporting.standing import placed


@pytest.fixture
def sent(filled):
    """Version 1, which has left: 97 new cases."""
    return placed(filled, Stage.ISSUED)


def correct(person, report, reason="Bỏ sót một ca", now=NOW):
    return actions.open_correction(
        actor=person, obligation_id=report.obligation_id, reason=reason, now=now
    )


def test_a_correction_starts_from_what_was_sent(lan, sent):
    report = correct(lan, sent)

    assert (report.stage, report.round, report.corrects) == (Stage.EDITING, 2, sent.version)
    assert (report.figures, report.texts) == (sent.figures, sent.texts)


@pytest.mark.fixture_case("T22")
@pytest.mark.requirement(33)
def test_version_2_names_version_1_and_says_why(lan, sent):
    report = correct(lan, sent)
    fill(lan, report, new=98)
    version = actions.put_up(actor=lan, report_id=report.pk, now=at(9)).version

    said = version.report
    assert (said.version, said.replaces, said.reason) == (2, sent.version.sha256, "Bỏ sót một ca")
    assert (said.figures[NEW], sent.version.report.figures[NEW]) == (number(98), number(97))


@pytest.mark.requirement(33)
def test_the_new_document_replaces_the_old_one_and_prints_the_reason(
    lan, sent, competence, tay_ninh
):
    sent.document = document_at(tay_ninh, "issued")
    sent.save()
    report = correct(lan, sent)
    actions.put_up(actor=lan, report_id=report.pk, now=NOW)
    report = Report.objects.whole().get(pk=report.pk)

    draft = draft_of(report, competence, Set("0" * 64, 0, {}))

    assert (draft.replaces_id, draft.replace_reason) == (sent.document_id, "Bỏ sót một ca")
    assert subject_of(report).endswith("(đính chính lần 1)")


def test_one_correction_is_open_at_a_time(lan, sent):
    assert correct(lan, sent) == correct(lan, sent, reason="Lý do khác")

    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(
            obligation=sent.obligation,
            round=3,
            form_version=sent.form_version,
            stage=Stage.EDITING,
            corrects=sent.version,
            reason="x",
            opened_at=NOW,
        )


@pytest.mark.requirement(33)
@pytest.mark.parametrize("reason", ["", "  "])
def test_a_correction_says_why(lan, sent, reason):
    with pytest.raises(CorrectionSaysNothing):
        correct(lan, sent, reason=reason)


def test_what_did_not_leave_is_simply_edited(lan, filled):
    with pytest.raises(NothingToCorrect):
        correct(lan, filled)


def test_a_stranger_and_a_leader_open_no_correction(hoa, minh, sent):
    for person in (hoa, minh):
        with pytest.raises(PermissionDenied):
            correct(person, sent)


# --- What the recipients say --------------------------------------------------------------


@pytest.fixture
def returned(sent):
    """The Ministry returned the report; the Government Office did not."""
    for code, status, reason in (
        ("G22", StatusCode.ACCEPTED, ""),
        ("G18", StatusCode.REFUSED, "Tổng sai"),
    ):
        Recipient.objects.create(
            document=sent.document, code=code, name=code, status=status, status_reason=reason
        )
    return sent


def test_what_a_recipient_returned_is_seen_until_it_is_corrected(lan, returned):
    assert list(Report.objects.sent_back()) == [returned]

    correct(lan, returned)

    assert not Report.objects.sent_back().exists()


def note(actor, report, source=1):
    answer = actions.Answer(source, "G18", StatusCode.REFUSED, "Tổng sai")
    return actions.note_answer(actor=actor, report_id=report.pk, answer=answer, now=NOW)


def test_what_a_recipient_said_stands_once_in_the_reports_history(sent):
    for _twice in range(2):
        note(ADMIN, sent)
    note(ADMIN, sent, source=2)

    events = Event.objects.about(sent).filter(name="reporting.report.answered")
    assert [one.data["reason"] for one in events] == ["Tổng sai", "Tổng sai"]


def test_a_stranger_notes_nothing(hoa, sent):
    with pytest.raises(PermissionDenied):
        note(hoa, sent)
