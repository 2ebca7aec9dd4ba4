"""Theo đồng hồ: obligations appear by the clock, what was missed is caught up, twice is once."""

import datetime as dt

import pytest

from nhip.core import clock
from nhip.documents.models import Document
from nhip.events.models import Event
from nhip.indicators.actions import set_working_year
from nhip.indicators.rules.periods import CALENDARS
from nhip.organisations.models import Unit
from nhip.reporting import tasks
from nhip.reporting.models import Obligation, Report
from nhip.reporting.queries.forecast import days_to_generate
from nhip.reporting.rules.forecast import period_before, periods_on, periods_to_hold
from nhip.reporting.rules.states import Stage
from tests.reporting.country import ADMIN, DAY, activate, at, load
from tests.reporting.jobs import forget_jobs, run_jobs
from tests.reporting.standing import report_at

pytestmark = pytest.mark.usefixtures("august")


def tick():
    """Let a minute pass, with the jobs it brings."""
    tasks.tick(timestamp=0)
    return run_jobs(areas=["reporting"])


def owed():
    """Return which periods are owed, and whether they are frozen."""
    rows = Obligation.objects.order_by("due_at").values_list("period__key", "frozen_at")
    return [(key, frozen is not None) for key, frozen in rows]


def test_yesterday_still_due_today_and_tomorrow_as_a_forecast(daily, tay_ninh):
    tick()

    assert owed() == [(DAY, True), ("D:2021-08-15", True), ("D:2021-08-16", False)]


def test_a_second_tick_finds_nothing_to_do(daily, tay_ninh):
    tick()

    assert tick() == 0
    assert Event.objects.filter(name="reporting.obligation.frozen").count() == 1


def test_what_was_due_before_the_regime_began_here_nobody_owes(office, ministry, tay_ninh):
    load(indicators=["outbreak"], forms=["dich-ngay"], regimes=["dich-ngay"])
    activate("YT.DICH.NGAY", now=at(11))

    tick()

    assert owed() == [("D:2021-08-15", True), ("D:2021-08-16", False)]


def test_midnight_freezes_the_new_day(daily, tay_ninh, august):
    tick()
    august(at(0, 1, day=16))

    tick()

    assert owed()[2:] == [("D:2021-08-16", True), ("D:2021-08-17", False)]
    assert Obligation.objects.get(period__key="D:2021-08-16").frozen_at >= at(0, 1, day=16)


def test_days_that_a_node_slept_through_are_caught_up(daily, tay_ninh, august):
    tick()
    august(at(9, day=20))

    tick()

    keys = [key for key, _frozen in owed()]
    assert keys == [f"D:2021-08-{day}" for day in range(14, 22)]
    assert Obligation.objects.late(now=at(11, day=20)).count() == 6


def test_the_month_that_ended_yesterday_is_owed_until_the_25th(daily, tay_ninh):
    load(forms=["dich-thang"], regimes=["dich-thang"])
    activate("YT.DICH.THANG")
    tick()

    months = Obligation.objects.filter(regime__code="YT.DICH.THANG").order_by("due_at")
    assert [one.period.key for one in months] == ["A12:2021-M08", "A12:2021-M09", "A12:2021-M10"]
    assert [clock.local(one.due_at) for one in months][:2] == [
        at(0, day=26),
        at(0, day=26).replace(month=9),
    ]
    assert [one.frozen_at is not None for one in months] == [True, True, False]


def test_a_period_whose_holidays_nobody_decreed_yet_waits(daily, tay_ninh):
    daily.description["policy"] = "next_working_day"
    daily.save()
    del daily.rule
    last_known = dt.datetime(2026, 12, 30, 9, tzinfo=clock.HANOI)

    first, last = days_to_generate(daily, now=last_known)

    assert (first, last) == (dt.date(2021, 8, 14), dt.date(2026, 12, 30))


def test_one_regime_that_cannot_be_made_out_stops_no_other(daily, tay_ninh):
    load(forms=["chi-tieu-thang-khdt"], regimes=["chi-tieu-thang-khdt"])
    activate("KHDT.CT.THANG")
    tasks.tick(timestamp=0)
    forget_jobs()

    with pytest.raises(Unit.DoesNotExist):
        tasks.generate.func(regime_id=activate("KHDT.CT.THANG").pk)
    tasks.generate.func(regime_id=daily.pk)

    assert len(owed()) == 3


def test_a_report_that_waits_while_nobody_is_asked_is_given_back(obligation, august):
    report = report_at(Stage.WAITING, obligation)
    tick()
    assert Report.objects.get().stage == Stage.WAITING

    august(at(8, 2))
    tick()

    report.refresh_from_db()
    assert report.stage == Stage.PUT_UP


def test_a_page_nobody_could_sign_is_set_once_somebody_may(put_up, request, august):
    forget_jobs()
    august(at(8, 2))
    tick()
    assert not Document.objects.exists()

    request.getfixturevalue("competence")
    tick()

    assert Report.objects.get().document.signer_name == "Nguyễn Văn Minh"


# --- The rule by itself -------------------------------------------------------------------

A12 = CALENDARS["A12"]


def keys(spans):
    return [span.key for span in spans]


def test_periods_are_found_by_the_days_on_which_they_end():
    found = periods_on(A12, "M", dt.date(2021, 8, 14), dt.date(2021, 9, 14))

    assert keys(found) == ["A12:2021-M08", "A12:2021-M09"]


def test_a_cut_that_leaves_days_out_breaks_nothing():
    found = periods_to_hold(A12, "9M", since=dt.date(2021, 10, 1), today=dt.date(2021, 10, 1))

    assert keys(found) == ["A12:2022-9M"]


def test_the_period_before_a_day_was_over_by_then():
    assert period_before(A12, "M", dt.date(2021, 8, 15)).key == "A12:2021-M08"
    assert period_before(A12, "M", dt.date(2021, 8, 14)).key == "A12:2021-M07"


@pytest.mark.requirement(12)
def test_days_off_that_are_entered_move_forecasts_and_no_frozen_deadline(daily, tay_ninh, august):
    monthly = {"tier": "province", "counting": "working_days_after", "number": 1, "basis": "thử"}
    daily.description |= {"calendar": "A12", "cut": "M", "deadlines": [monthly]}
    daily.calendar, daily.cut = "A12", "M"
    daily.save()
    tick()
    before = dict(owed())
    due = dict(Obligation.objects.values_list("period__key", "due_at"))

    set_working_year(
        actor=ADMIN,
        year=2021,
        days_off=[dt.date(2021, 8, 16), dt.date(2021, 9, 15), dt.date(2021, 10, 15)],
        swapped_in=[],
        citation="thử",
        now=clock.now(),
    )
    run_jobs(areas=["reporting"])

    moved = dict(Obligation.objects.values_list("period__key", "due_at"))
    assert {key: moved[key] > due[key] for key in due} == {
        key: not frozen for key, frozen in before.items()
    }
