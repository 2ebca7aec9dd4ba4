"""The published cases T3 and T4, and deadlines by tier."""

import datetime as dt

import pytest

from nhip.indicators.rules.periods import span
from nhip.indicators.rules.working_days import DeadlinePolicy, WorkingDays, shipped
from nhip.reporting.rules.deadlines import (
    HANOI,
    Counting,
    Rule,
    Window,
    dues,
    is_by_the_25th,
    leaves_a_working_day,
)

TET_2026 = WorkingDays(
    years=frozenset({2026}),
    days_off=frozenset(dt.date(2026, 2, day) for day in range(16, 21)),
)
BY_THE_25TH = Rule("province", Counting.DAY_OF_MONTH, 25)


def window(key: str) -> Window:
    period = span(key)
    return Window(period.starts_at, period.ends_at)


def due(rule: Rule, key: str, policy: DeadlinePolicy, days: WorkingDays = TET_2026):
    return dues([rule], window(key), policy=policy, working_days=days)[0]


@pytest.mark.fixture_case("T3")
@pytest.mark.requirement(12)
def test_a_sunday_stays_the_deadline_when_the_policy_is_exact():
    exact = due(BY_THE_25TH, "A12:2026-M01", DeadlinePolicy.EXACT)

    assert exact.day == dt.date(2026, 1, 25)
    assert exact.at == dt.datetime(2026, 1, 26, tzinfo=HANOI)


@pytest.mark.fixture_case("T3")
@pytest.mark.requirement(12)
def test_a_sunday_moves_to_monday_when_the_policy_says_so():
    moved = due(BY_THE_25TH, "A12:2026-M01", DeadlinePolicy.NEXT_WORKING_DAY)

    assert moved.day == dt.date(2026, 1, 26)


@pytest.mark.fixture_case("T4")
@pytest.mark.requirement(4)
def test_a_deadline_inside_tet_leaves_no_working_day():
    in_tet = Rule("province", Counting.DAY_OF_MONTH, 20)
    after = Rule("province", Counting.WORKING_DAYS_AFTER, 1)
    february = window("A12:2026-M02")

    bad = due(in_tet, "A12:2026-M02", DeadlinePolicy.EXACT)
    good = due(after, "A12:2026-M02", DeadlinePolicy.EXACT)

    assert not leaves_a_working_day(bad, february, TET_2026)
    assert good.day == dt.date(2026, 2, 23)
    assert leaves_a_working_day(good, february, TET_2026)


@pytest.mark.requirement(13)
def test_the_outbreak_report_of_a_day_is_due_the_next_day_at_ten():
    rule = Rule("province", Counting.DAYS_AFTER, 1, at=dt.time(10))

    found = due(rule, "D:2021-08-14", DeadlinePolicy.EXACT, shipped())

    assert found.at == dt.datetime(2021, 8, 15, 10, tzinfo=HANOI)


@pytest.mark.requirement(13)
def test_each_tier_counts_from_the_tier_below():
    cascade = [
        Rule("commune", Counting.WORKING_DAYS_AFTER, 3),
        Rule("province", Counting.WORKING_DAYS_AFTER_TIER_BELOW, 3),
    ]

    found = dues(
        cascade, window("A12:2026-M01"), policy=DeadlinePolicy.EXACT, working_days=TET_2026
    )

    assert [one.day for one in found] == [dt.date(2026, 1, 19), dt.date(2026, 1, 22)]


def test_a_day_past_the_25th_is_too_late_for_the_government():
    late = due(Rule("p", Counting.DAY_OF_MONTH, 26), "A12:2026-M01", DeadlinePolicy.EXACT)

    assert not is_by_the_25th(late, window("A12:2026-M01"))


def test_the_31st_of_a_short_month_is_its_last_day():
    found = due(Rule("p", Counting.DAY_OF_MONTH, 31), "A12:2026-M02", DeadlinePolicy.EXACT)

    assert found.day == dt.date(2026, 2, 28)
