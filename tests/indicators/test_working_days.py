"""Ngày làm việc: weekends, holidays, swapped days, and years nobody entered."""

import datetime as dt

import pytest

from nhip.indicators.rules.working_days import DeadlinePolicy, UnknownYear, shipped


@pytest.mark.fixture_case("T3")
@pytest.mark.requirement(12)
def test_t3_a_deadline_on_a_sunday_stays_or_moves_by_its_policy():
    sunday = dt.date(2026, 1, 25)

    assert shipped().due(sunday, DeadlinePolicy.EXACT) == sunday
    assert shipped().due(sunday, DeadlinePolicy.NEXT_WORKING_DAY) == dt.date(2026, 1, 26)


@pytest.mark.fixture_case("T4")
@pytest.mark.requirement(12)
def test_t4_the_first_working_day_after_the_eve_of_tet_comes_nine_days_later():
    assert shipped().after(dt.date(2026, 2, 14), 1) == dt.date(2026, 2, 23)


@pytest.mark.fixture_case("T5")
@pytest.mark.requirement(12)
def test_t5_a_saturday_swapped_in_is_a_working_day():
    assert shipped().is_working(dt.date(2024, 5, 4))
    assert not shipped().is_working(dt.date(2024, 4, 29))


def test_working_days_are_counted_after_the_first_and_with_the_last():
    assert shipped().between(dt.date(2021, 8, 13), dt.date(2021, 8, 16)) == 1
    assert shipped().between(dt.date(2021, 8, 14), dt.date(2021, 8, 25)) == 8


def test_three_working_days_after_a_friday():
    assert shipped().after(dt.date(2021, 8, 13), 3) == dt.date(2021, 8, 18)


def test_no_deadline_lies_on_the_day_itself():
    with pytest.raises(ValueError, match="at least one"):
        shipped().after(dt.date(2021, 8, 13), 0)


def test_a_working_day_stays_where_it_is():
    monday = dt.date(2021, 8, 16)

    assert shipped().at_or_after(monday) == monday


@pytest.mark.requirement(17)
def test_a_year_nobody_entered_is_an_error_not_a_guess():
    with pytest.raises(UnknownYear):
        shipped().is_working(dt.date(2019, 8, 13))


@pytest.mark.parametrize("year", range(2020, 2027))
def test_the_table_names_weekdays_off_and_weekend_days_worked(year):
    working = shipped()

    assert all(day.weekday() < 5 for day in working.days_off if day.year == year)
    assert all(day.weekday() >= 5 for day in working.swapped_in if day.year == year)
    assert 10 <= sum(day.year == year for day in working.days_off) <= 13
