"""Ký duyệt: the authorised person's signature is the approval, and never the preparer's."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from nhip.accounts.models import Grant
from nhip.documents import tasks as documents
from nhip.documents.models import Document
from nhip.events.models import Event
from nhip.reporting import actions, tasks
from nhip.reporting.actions.arrows import NotFromHere
from nhip.reporting.actions.signing import NotTypeset, OwnWork
from nhip.reporting.models import Report
from nhip.reporting.rules.states import Stage
from nhip.signing import tasks as signing
from nhip.signing.models import SigningRequest
from nhip.signing.providers.drivers import WrongPin
from nhip.signing.queries import NoKey
from tests.keys import PIN
from tests.reporting.country import ADMIN, EVER, NOW, at
from tests.reporting.jobs import run_jobs
from tests.reporting.standing import report_at

pytestmark = pytest.mark.usefixtures("node")


def sign(person, report, pin=PIN, now=NOW):
    return tasks.sign(actor=person, report_id=report.pk, pin=pin, now=now)


def begin(person, report, now=NOW):
    return actions.begin_signing(actor=person, report_id=report.pk, now=now)


def stage_of(report):
    return Report.objects.get(pk=report.pk).stage


def test_one_signature_brings_the_report_its_number(minh, minhs_key, typeset):
    report = sign(minh, typeset)

    assert (report.stage, report.document.number) == (Stage.NUMBERED, "01/BC-UBND")
    history = Event.objects.about(report).filter(at=NOW).values_list("name", flat=True)
    assert list(history)[-3:] == [
        "reporting.report.waiting",
        "reporting.report.signed",
        "reporting.report.numbered",
    ]


def test_signing_twice_is_refused_and_changes_nothing(minh, minhs_key, typeset):
    sign(minh, typeset)

    with pytest.raises(NotFromHere):
        sign(minh, typeset)

    assert Document.objects.get().number == "01/BC-UBND"


def test_a_wrong_pin_leaves_nothing_half_signed(minh, minhs_key, typeset):
    with pytest.raises(WrongPin):
        sign(minh, typeset, pin="000000")

    assert stage_of(typeset) == Stage.PUT_UP
    assert Document.objects.get().state == Document.State.DRAFT
    assert sign(minh, typeset, now=at(9)).stage == Stage.NUMBERED


def test_the_follower_of_a_failed_try_does_not_disturb_the_next(minh, minhs_key, typeset):
    with pytest.raises(WrongPin):
        sign(minh, typeset, pin="000000")
    begin(minh, typeset, now=at(9))

    run_jobs(areas=["reporting"])

    assert stage_of(typeset) == Stage.WAITING


def test_without_a_key_nothing_is_locked(minh, typeset):
    with pytest.raises(NoKey):
        sign(minh, typeset)

    assert stage_of(typeset) == Stage.PUT_UP


def test_before_the_page_there_is_nothing_to_sign(minh, put_up):
    with pytest.raises(NotTypeset):
        begin(minh, put_up)


@pytest.fixture
def both(lan, tay_ninh):
    """Lan is also made a leader: her own work she still cannot approve."""
    Grant.objects.create(user=lan, role="leader", unit=tay_ninh, valid=EVER)
    return lan


def test_who_put_it_up_cannot_sign(both, typeset):
    with pytest.raises(OwnWork):
        begin(both, typeset)


def test_who_entered_a_single_figure_cannot_sign(minh, tay_ninh, typeset):
    typeset.cells.filter(column="new").update(actor=minh.ref)

    with pytest.raises(OwnWork):
        begin(minh, typeset)


def test_who_explained_a_warning_cannot_sign(minh, typeset):
    typeset.explanations.create(finding="f", text="x", actor=minh.ref, explained_at=NOW)

    with pytest.raises(OwnWork):
        begin(minh, typeset)


def test_a_stranger_and_a_clerk_cannot_sign(hoa, thu, typeset):
    for person in (hoa, thu):
        with pytest.raises(PermissionDenied):
            sign(person, typeset)
    assert stage_of(typeset) == Stage.PUT_UP


def test_another_leader_without_the_competence_cannot_sign(tay_ninh, typeset, hoa):
    Grant.objects.create(user=hoa, role="leader", unit=tay_ninh, valid=EVER)

    with pytest.raises(PermissionDenied):
        sign(hoa, typeset)

    assert stage_of(typeset) == Stage.PUT_UP


def test_a_report_waits_for_the_device_until_it_answers(minh, minhs_key, typeset):
    report = tasks.begin(actor=minh, report_id=typeset.pk, now=NOW)
    assert (report.stage, report.waiting_since) == (Stage.WAITING, NOW)

    documents.finish(actor=minh, document_id=report.document_id, pin=PIN, now=at(8, 5))
    run_jobs(areas=["reporting"])

    assert stage_of(typeset) == Stage.NUMBERED


def test_a_cancel_gives_the_report_back(minh, minhs_key, typeset):
    tasks.begin(actor=minh, report_id=typeset.pk, now=NOW)

    tasks.cancel(actor=minh, report_id=typeset.pk, reason="Để sau", now=at(8, 5))
    run_jobs(areas=["reporting"])

    assert stage_of(typeset) == Stage.PUT_UP
    assert SigningRequest.objects.get().state == SigningRequest.State.CANCELLED


def test_a_time_out_gives_the_report_back(minh, minhs_key, typeset, august):
    tasks.begin(actor=minh, report_id=typeset.pk, now=NOW)
    august(at(9))

    signing.expire(timestamp=0)
    documents.catch_up(timestamp=0)
    run_jobs(areas=["reporting"])

    assert stage_of(typeset) == Stage.PUT_UP


def test_a_person_may_break_off_what_waits(minh, typeset, hoa):
    begin(minh, typeset)

    with pytest.raises(PermissionDenied):
        actions.cancel_signing(actor=hoa, report_id=typeset.pk, reason="x", now=NOW)
    report = actions.cancel_signing(actor=minh, report_id=typeset.pk, reason="x", now=NOW)

    assert report.stage == Stage.PUT_UP


def test_what_ended_before_the_report_began_to_wait_releases_nothing(obligation):
    report = report_at(Stage.WAITING, obligation)
    before = NOW - dt.timedelta(seconds=1)

    def release(ended_at):
        return actions.release(
            actor=ADMIN, report_id=report.pk, ended_at=ended_at, reason="x", now=NOW
        )

    assert release(before).stage == Stage.WAITING
    assert release(NOW).stage == Stage.PUT_UP
    assert release(NOW).stage == Stage.PUT_UP


def test_a_stranger_releases_and_follows_nothing(hoa, obligation):
    report = report_at(Stage.WAITING, obligation)

    with pytest.raises(PermissionDenied):
        actions.release(actor=hoa, report_id=report.pk, ended_at=NOW, reason="x", now=NOW)
    with pytest.raises(PermissionDenied):
        actions.follow_document(actor=hoa, report_id=report.pk, now=NOW)
