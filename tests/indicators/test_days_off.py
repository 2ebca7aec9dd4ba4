"""Lịch nghỉ: an office enters the days off of a year with the text that decrees them."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction

from nhip.core.clock import HANOI
from nhip.core.web import system
from nhip.events.models import Event
from nhip.indicators.actions import set_working_year
from nhip.indicators.actions.working_days import CitationIsMissing, NotADayOff
from nhip.indicators.models import WorkingYear
from nhip.indicators.queries.working_days import working_days, years_shown
from nhip.indicators.rules.working_days import UnknownYear

pytestmark = [pytest.mark.django_db, pytest.mark.requirement(12)]

NOW = dt.datetime(2026, 11, 25, 8, 0, tzinfo=HANOI)
TEXT = "Thông báo số 0000/TB-BNV ngày 25/11/2026 (thử)"
TET = [dt.date(2027, 2, day) for day in range(5, 12) if dt.date(2027, 2, day).weekday() < 5]
NEW_YEAR = dt.date(2027, 1, 1)


class Stranger:
    ref, name = "accounts.user:0", "Phạm Thị Hoa"

    def may(self, right, unit_id, *, on):
        return False


def enter(*, days_off=(NEW_YEAR, *TET), swapped_in=(), citation=TEXT, actor=None, now=NOW):
    return set_working_year(
        actor=actor or system("tests"),
        year=2027,
        days_off=days_off,
        swapped_in=swapped_in,
        citation=citation,
        now=now,
    )


def test_a_year_nobody_entered_is_unknown_until_somebody_does():
    with pytest.raises(UnknownYear):
        working_days().is_working(NEW_YEAR)

    enter()

    assert not working_days().is_working(NEW_YEAR)
    assert working_days().after(dt.date(2027, 2, 4), 1) == dt.date(2027, 2, 12)
    assert Event.objects.get(name="indicators.working_year.set").data["citation"] == TEXT


@pytest.mark.fixture_case("T5")
def test_a_saturday_declared_working_counts_from_then_on():
    saturday = dt.date(2027, 8, 21)
    enter()
    assert not working_days().is_working(saturday)

    enter(swapped_in=[saturday])

    assert working_days().is_working(saturday)
    assert working_days().after(dt.date(2027, 8, 20), 1) == saturday


def test_what_was_entered_goes_before_what_came_with_the_software():
    swapped = dt.date(2026, 11, 24)
    set_working_year(
        actor=system("tests"),
        year=2026,
        days_off=[swapped],
        swapped_in=[],
        citation=TEXT,
        now=NOW,
    )

    shown = {one.year: one for one in years_shown()}
    assert not working_days().is_working(swapped)
    assert working_days().is_working(dt.date(2026, 1, 1))
    assert (shown[2026].citation, list(shown[2026].days_off)) == (TEXT, [swapped])
    assert "[memory]" in shown[2025].citation


def test_the_same_again_changes_nothing():
    assert enter() == enter(days_off=(*TET, NEW_YEAR))
    assert WorkingYear.objects.count() == 1


def test_days_off_are_decreed_never_assumed():
    with pytest.raises(CitationIsMissing):
        enter(citation=" ")


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        ([dt.date(2028, 1, 3)], []),
        ([dt.date(2027, 1, 2)], []),
        ([], [dt.date(2027, 1, 4)]),
    ],
)
def test_a_day_of_another_year_or_free_anyhow_is_named(off, worked):
    (day,) = off or worked

    with pytest.raises(NotADayOff, match=f"{day:%d/%m/%Y}"):
        enter(days_off=off, swapped_in=worked)


def test_a_stranger_enters_nothing():
    with pytest.raises(PermissionDenied):
        enter(actor=Stranger())


def test_what_was_entered_stays():
    enter()

    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        WorkingYear.objects.update(citation="khác")
