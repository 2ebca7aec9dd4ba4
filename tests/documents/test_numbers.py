"""Lấy số: one run per agency and year, without a gap, shared with paper, opened at any number."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from psycopg.types.range import TimestamptzRange

from nhip.accounts.models import User
from nhip.core.web import system
from nhip.documents import actions
from nhip.documents.models import Document, Series, TakenNumber
from nhip.documents.rules.competence import Competence, Form
from nhip.signing.models import Key
from tests.documents.conftest import NOW, draft_of
from tests.documents.verdicts import BROKEN, GOOD, personal
from tests.people import make_person, make_unit

LAST_MINUTE = dt.datetime(2021, 12, 31, 16, 59, tzinfo=dt.UTC)
NEW_YEAR = LAST_MINUTE + dt.timedelta(minutes=1)


def paper(thu, unit, now=NOW):
    return actions.take_for_paper(actor=thu, agency_id=unit.pk, reason="Văn bản giấy", now=now)


@pytest.mark.django_db
def test_numbers_begin_at_one_and_go_on(thu, tay_ninh):
    assert [paper(thu, tay_ninh).number for _time in range(3)] == [1, 2, 3]


@pytest.mark.django_db
def test_the_run_turns_at_midnight_in_ha_noi(thu, tay_ninh):
    numbers = [paper(thu, tay_ninh, now) for now in (NOW, LAST_MINUTE, NEW_YEAR)]

    assert [(one.series.year, one.number) for one in numbers] == [(2021, 1), (2021, 2), (2022, 1)]


@pytest.mark.django_db
def test_a_series_may_open_where_paper_left_off(thu, tay_ninh):
    key = actions.SeriesKey(tay_ninh.pk, 2021)

    actions.open_series(actor=thu, key=key, first=315, now=NOW)

    assert paper(thu, tay_ninh).number == 315


@pytest.mark.django_db
def test_a_series_that_runs_is_not_opened_again(thu, tay_ninh):
    paper(thu, tay_ninh)

    with pytest.raises(actions.SeriesAlreadyRuns) as refusal:
        actions.open_series(actor=thu, key=actions.SeriesKey(tay_ninh.pk, 2021), first=9, now=NOW)

    assert refusal.value.facts == {"next": 2}


@pytest.mark.django_db
@pytest.mark.parametrize("spend", [actions.take_for_paper, actions.void])
def test_a_number_without_an_electronic_document_says_why(spend, thu, tay_ninh):
    with pytest.raises(actions.ReasonIsMissing):
        spend(actor=thu, agency_id=tay_ninh.pk, reason=" ", now=NOW)

    assert not TakenNumber.objects.exists()


@pytest.mark.django_db
def test_a_voided_number_is_spent(thu, tay_ninh):
    actions.void(actor=thu, agency_id=tay_ninh.pk, reason="Ghi nhầm sổ", now=NOW)

    assert paper(thu, tay_ninh).number == 2


@pytest.mark.django_db
@pytest.mark.parametrize("spend", [actions.take_for_paper, actions.void])
def test_a_stranger_takes_no_number(spend, hoa, tay_ninh):
    with pytest.raises(PermissionDenied):
        spend(actor=hoa, agency_id=tay_ninh.pk, reason="x", now=NOW)


@pytest.mark.django_db
def test_a_stranger_opens_no_series(hoa, tay_ninh):
    with pytest.raises(PermissionDenied):
        actions.open_series(actor=hoa, key=actions.SeriesKey(tay_ninh.pk, 2021), first=9, now=NOW)


@pytest.mark.django_db
def test_what_was_rolled_back_took_no_number(thu, tay_ninh):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        paper(thu, tay_ninh)
        raise ZeroDivisionError

    assert paper(thu, tay_ninh).number == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rewriting",
    [
        "UPDATE documents_takennumber SET number = 9",
        "DELETE FROM documents_takennumber",
        "UPDATE documents_series SET next_number = 1",
        "UPDATE documents_series SET year = 2020",
        "DELETE FROM documents_series",
    ],
)
def test_the_database_itself_keeps_taken_numbers(rewriting, thu, tay_ninh):
    paper(thu, tay_ninh)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(rewriting)


@pytest.mark.usefixtures("committing")
def test_fifty_signed_at_once_leave_no_gap_and_take_no_number_twice(typeset):
    """Sixty signers come at once; ten signatures do not hold, and those take no number."""
    minh, documents = _waiting_documents(typeset, 60)

    with ThreadPoolExecutor(max_workers=30) as pool:
        asked = enumerate(documents)
        numbers = list(pool.map(lambda one: _sign(minh, one[1], good=one[0] % 6 != 5), asked))

    given = sorted(number for number in numbers if number)
    assert given == [f"{number:02d}/BC-UBND" for number in range(1, 51)]
    assert numbers.count("") == 10
    assert Series.objects.get().next_number == 51
    assert not set(range(1, 51)) ^ set(TakenNumber.objects.values_list("number", flat=True))


def _waiting_documents(typeset, count: int) -> tuple[User, list[int]]:
    """Commit a committee, its leader with a key on record, and documents that wait for him."""
    unit = make_unit("H53", "Tây Ninh", "Ủy ban nhân dân tỉnh Tây Ninh")
    minh = make_person("minh", "Nguyễn Văn Minh", "leader", unit)
    Key.objects.create(
        purpose=Key.Purpose.PERSONAL,
        user=minh,
        driver=Key.Driver.DEVICE,
        certificate=b"",
        certificate_sha256=GOOD.certificate_sha256,
        chain=[],
        holder_name=minh.full_name,
        valid=TimestamptzRange(NOW, None),
        registered_at=NOW,
    )
    rule = Competence(Form.OWN, "Chủ tịch")
    competence = actions.give_competence(
        actor=system("tests"),
        appointment=actions.Appointment(minh.pk, unit.pk, rule),
        now=NOW,
    )
    draft = draft_of(typeset, competence)
    documents = [actions.draft(actor=minh, draft=draft, now=NOW).pk for _document in range(count)]
    Document.objects.update(state=Document.State.WAITING)
    return minh, documents


def _sign(minh: User, document_id: int, *, good: bool) -> str:
    """Record one signature in a transaction of its own; return the number, if it brought one."""
    file = actions.SignedFile(
        sha256=f"{document_id:064x}", size=1, verdict=personal() if good else personal(**BROKEN)
    )
    with closing(connection):
        try:
            document = actions.record_personal_signature(
                actor=minh, document_id=document_id, signed=file, now=NOW
            )
        except actions.NotProperlySigned:
            return ""
        return document.number
