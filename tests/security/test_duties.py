"""Phân tách nhiệm vụ: who prepares does not sign, who signs does not seal, and who may do both."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from psycopg.types.range import DateRange

from nhip.accounts.models import Grant
from nhip.core.web import system
from nhip.documents import actions as documents
from nhip.documents.actions.duties import (
    AlreadyCombined,
    CombiningNeedsReasonAndEnd,
    combine_duties,
    separate_duties,
)
from nhip.documents.models import Approval, CombinedDuties
from nhip.documents.queries.pages import document_page
from nhip.events.models import Event
from nhip.reporting import actions
from nhip.reporting.actions.signing import OwnWork
from tests.reporting.country import EVER, NOW, blank_document, fill, make_person

SYSTEM = system("tests")
AUTUMN = DateRange(NOW.date(), dt.date(2021, 12, 1))
WHY = "Xã có một công chức văn phòng - thống kê kiêm văn thư"


@pytest.fixture
def paper(typeset):
    """The report's document, before its signer."""
    return typeset.document


@pytest.fixture
def lan_is_clerk(lan, tay_ninh):
    Grant.objects.create(user=lan, role="clerk", unit=tay_ninh, valid=EVER)
    return lan


def combine(tay_ninh, *, actor=SYSTEM, reason=WHY, valid=AUTUMN):
    return combine_duties(actor=actor, agency_id=tay_ninh.pk, reason=reason, valid=valid, now=NOW)


def test_who_entered_a_figure_that_another_overwrote_cannot_sign(minh, lan, report, tay_ninh):
    Grant.objects.create(user=minh, role="reporter", unit=tay_ninh, valid=EVER)
    fill(minh, report, new=1)
    fill(lan, report, brought_forward=6150, new=97)
    put_up = actions.put_up(actor=lan, report_id=report.pk, now=NOW)
    put_up.document = blank_document(tay_ninh)
    put_up.save()

    with pytest.raises(OwnWork):
        actions.begin_signing(actor=minh, report_id=report.pk, now=NOW)


def test_the_page_says_who_prepared_it(paper, lan):
    assert set(paper.prepared_by) == {lan.ref, "system:outline"}


def test_who_prepared_it_cannot_seal_it(paper, lan_is_clerk):
    with pytest.raises(documents.PreparerMayNotSeal):
        documents.allow_sealer(lan_is_clerk, paper, NOW)


def test_another_clerk_can(paper, thu):
    documents.allow_sealer(thu, paper, NOW)


def test_the_page_offers_the_seal_only_to_those_who_may(paper, thu, lan_is_clerk, minh, tay_ninh):
    Grant.objects.create(user=minh, role="clerk", unit=tay_ninh, valid=EVER)
    paper.state = paper.State.NUMBERED

    def offered(person):
        return document_page(paper, viewer=person, now=NOW).waits_for_seal

    assert [offered(one) for one in (thu, lan_is_clerk, minh)] == [True, False, False]


def test_a_small_agency_lets_one_person_do_both_for_a_reason(paper, lan_is_clerk, tay_ninh):
    combined = combine(tay_ninh)

    documents.allow_sealer(lan_is_clerk, paper, NOW)

    told = Event.objects.about(combined).get()
    assert (told.name, told.data["reason"]) == ("documents.duties.combined", WHY)


def test_even_there_the_signer_does_not_seal(paper, minh, tay_ninh):
    Grant.objects.create(user=minh, role="clerk", unit=tay_ninh, valid=EVER)
    combine(tay_ninh)

    with pytest.raises(documents.SignerMayNotSeal):
        documents.allow_sealer(minh, paper, NOW)


@pytest.mark.parametrize(("reason", "valid"), [(" ", AUTUMN), (WHY, DateRange(NOW.date(), None))])
def test_both_needs_a_reason_and_an_end(tay_ninh, reason, valid):
    with pytest.raises(CombiningNeedsReasonAndEnd):
        combine(tay_ninh, reason=reason, valid=valid)


def test_both_is_allowed_once_at_a_time(tay_ninh):
    combine(tay_ninh)

    with pytest.raises(AlreadyCombined):
        combine(tay_ninh)


def test_a_stranger_may_not_allow_it(hoa, tay_ninh):
    with pytest.raises(PermissionDenied):
        combine(tay_ninh, actor=hoa)


def test_it_ends_again_and_twice_is_once(paper, lan_is_clerk, tay_ninh):
    combine(tay_ninh)

    for _ in range(2):
        separate_duties(actor=SYSTEM, agency_id=tay_ninh.pk, on=NOW.date(), now=NOW)

    with pytest.raises(documents.PreparerMayNotSeal):
        documents.allow_sealer(lan_is_clerk, paper, NOW)
    assert Event.objects.filter(name="documents.duties.separated").count() == 1


def test_the_command_combines_lists_and_separates(tay_ninh, august, capsys):
    call_command("duties", "combine", "H53", "--reason", WHY, "--until", "2021-12-01")
    call_command("duties", "list")

    assert capsys.readouterr().out == f"H53\tuntil 01/12/2021\t{WHY}\n"
    call_command("duties", "separate", "H53")
    assert not CombinedDuties.objects.exists()


def test_the_command_knows_no_agency_that_is_none(db, august):
    with pytest.raises(CommandError, match="H99"):
        call_command("duties", "separate", "H99")


def test_content_and_form_are_approved_by_two_people(paper, lan, thu):
    def approve(person, aspect):
        documents.approve(actor=person, document_id=paper.pk, aspect=aspect, now=NOW)

    approve(lan, Approval.Aspect.CONTENT)

    with pytest.raises(documents.SamePersonApproves):
        approve(lan, Approval.Aspect.FORM)
    approve(thu, Approval.Aspect.FORM)
    with pytest.raises(IntegrityError):
        paper.approvals.filter(aspect=Approval.Aspect.FORM).update(by=lan)


def test_only_the_leader_named_on_the_page_signs_it(paper, tay_ninh):
    other = make_person("nam", "Võ Hoài Nam", "leader", tay_ninh)

    with pytest.raises(PermissionDenied):
        documents.allow_signer(other, paper, NOW)
