"""Dự thảo: a page of a known kind, for a signer who is competent, that changes no more."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from nhip.documents import actions
from nhip.documents.models import Approval, Document
from nhip.documents.rules.competence import Competence, Form
from nhip.events.models import Event
from tests.documents.conftest import NOW
from tests.people import make_unit

pytestmark = pytest.mark.django_db

CONTENT, FORM = Approval.Aspect.CONTENT, Approval.Aspect.FORM
LIMITED = {"start": dt.date(2021, 8, 1), "end": dt.date(2021, 9, 1)}
BY_AUTHORITY = Competence(Form.AUTHORISED, "Chánh Văn phòng", "Chủ tịch", **LIMITED)


def appoint(thu, user, unit, rule, **more):
    return actions.give_competence(
        actor=thu, appointment=actions.Appointment(user.pk, unit.pk, rule, **more), now=NOW
    )


def test_a_draft_says_who_will_sign_and_in_whose_place(make_draft):
    document = make_draft()

    assert document.state == Document.State.DRAFT
    assert document.signer_name == "Nguyễn Văn Minh"
    assert document.signer_standing == ["TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"]
    assert (document.author_code, document.author_name) == (
        "H53",
        "Ủy ban nhân dân tỉnh Tây Ninh",
    )
    assert (document.number, document.issued_on) == ("", None)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"kind": "XX"}, actions.UnknownKind),
        ({"notation": "QĐ-UBND"}, actions.SymbolDoesNotFit),
        ({"notation": "BC-"}, actions.SymbolDoesNotFit),
    ],
)
def test_a_draft_of_no_kind_or_with_another_symbol_is_refused(make_draft, change, refusal):
    with pytest.raises(refusal):
        make_draft(**change)


def test_a_competence_for_another_agency_signs_nothing_here(make_draft, axis, minh):
    elsewhere = make_unit("H29", "Hồ Chí Minh", "Ủy ban nhân dân Thành phố Hồ Chí Minh")
    foreign = actions.give_competence(
        actor=axis,
        appointment=actions.Appointment(minh.pk, elsewhere.pk, Competence(Form.OWN, "Chủ tịch")),
        now=NOW,
    )

    with pytest.raises(actions.MayNotSign):
        make_draft(competence_id=foreign.pk)


def test_a_competence_for_other_kinds_does_not_sign_reports(make_draft, thu, minh, tay_ninh):
    letters = Competence(Form.ORDER, "Chánh Văn phòng", "Chủ tịch", kinds=("CV",))

    with pytest.raises(actions.MayNotSign):
        make_draft(competence_id=appoint(thu, minh, tay_ninh, letters).pk)


def test_authority_has_a_basis_a_giver_and_an_end(make_draft, thu, lan, tay_ninh, competence):
    given = appoint(
        thu, lan, tay_ninh, BY_AUTHORITY, basis="Văn bản 9/UQ", given_by_id=competence.pk
    )

    document = make_draft(competence_id=given.pk)

    assert document.signer_standing == ["TUQ. Chủ tịch", "Chánh Văn phòng"]


@pytest.mark.parametrize("lacking", ["basis", "given_by_id", "end"])
def test_authority_without_one_of_them_is_refused(lacking, thu, lan, tay_ninh, competence):
    terms = {"basis": "Văn bản 9/UQ", "given_by_id": competence.pk}
    rule = BY_AUTHORITY
    if lacking == "end":
        rule = Competence(Form.AUTHORISED, "Chánh Văn phòng", "Chủ tịch")
    else:
        del terms[lacking]

    with pytest.raises(actions.AuthorityNeedsBasisAndEnd):
        appoint(thu, lan, tay_ninh, rule, **terms)


def test_authority_is_not_handed_on(thu, lan, hoa, tay_ninh, competence):
    given = appoint(
        thu, lan, tay_ninh, BY_AUTHORITY, basis="Văn bản 9/UQ", given_by_id=competence.pk
    )

    with pytest.raises(actions.AuthorityIsNotHandedOn):
        appoint(thu, hoa, tay_ninh, BY_AUTHORITY, basis="Văn bản 10/UQ", given_by_id=given.pk)


def test_a_stranger_gives_no_competence(hoa, tay_ninh):
    with pytest.raises(PermissionDenied):
        appoint(hoa, hoa, tay_ninh, Competence(Form.OWN, "Chủ tịch"))


def test_without_any_grant_nobody_drafts(make_draft, lan):
    lan.grants.all().delete()

    with pytest.raises(PermissionDenied):
        make_draft()


def test_content_and_form_are_approved_by_two_people(make_draft, lan, thu):
    document = make_draft()
    actions.approve(actor=lan, document_id=document.pk, aspect=CONTENT, now=NOW)

    with pytest.raises(actions.SamePersonApproves):
        actions.approve(actor=lan, document_id=document.pk, aspect=FORM, now=NOW)
    actions.approve(actor=thu, document_id=document.pk, aspect=FORM, now=NOW)

    assert document.approvals.count() == 2


def test_approving_twice_is_once(make_draft, lan):
    document = make_draft()
    for _time in range(2):
        actions.approve(actor=lan, document_id=document.pk, aspect=CONTENT, now=NOW)

    assert document.approvals.count() == 1


def test_what_is_signed_is_not_approved_any_more(signed, lan):
    with pytest.raises(actions.NotADraft):
        actions.approve(actor=lan, document_id=signed.pk, aspect=CONTENT, now=NOW)


def test_a_discarded_page_is_signed_by_nobody(make_draft, thu):
    document = make_draft()
    for _time in range(2):
        actions.discard(actor=thu, document_id=document.pk, now=NOW)

    document.refresh_from_db()
    assert document.state == Document.State.DISCARDED
    assert Event.objects.filter(name=actions.DISCARDED).count() == 1
    with pytest.raises(actions.NotADraft):
        actions.require_unsigned(document)


def test_a_signed_document_is_not_discarded(signed, thu):
    with pytest.raises(actions.NotADraft):
        actions.discard(actor=thu, document_id=signed.pk, now=NOW)


def test_who_keeps_no_numbers_discards_nothing(make_draft, lan):
    with pytest.raises(PermissionDenied):
        actions.discard(actor=lan, document_id=make_draft().pk, now=NOW)


@pytest.mark.parametrize(
    "rewriting",
    [
        "UPDATE documents_document SET number = '02/BC-UBND'",
        "UPDATE documents_document SET issued_on = '2021-08-16'",
        "UPDATE documents_document SET edxml_id = 'x'",
        "DELETE FROM documents_recipient; DELETE FROM documents_document",
    ],
)
def test_the_database_itself_keeps_a_numbered_document(rewriting, signed):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(rewriting)


@pytest.mark.parametrize(
    "rewriting",
    [
        """UPDATE documents_document SET file_sha256 =
           (SELECT min(sha256) FROM files_storedfile WHERE sha256 <> file_sha256)""",
        "UPDATE documents_document SET state = 'sealed'",
        "UPDATE documents_document SET subject = 'khác'",
        "UPDATE documents_recipient SET code = 'G99'",
        "DELETE FROM documents_recipient",
    ],
)
def test_the_database_itself_keeps_an_issued_document(rewriting, sealed, axis):
    actions.issue(actor=axis, document_id=sealed.pk, now=NOW)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(rewriting)
