"""Nghĩa vụ báo cáo: forecast, frozen when the window opens, and changed only by dated rows."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from nhip.events.models import Event
from nhip.organisations.models import Kind
from nhip.reporting import actions
from nhip.reporting.actions.obligations import (
    AlreadySent,
    CalendarIsMissing,
    EarlierThanBefore,
    NotFrozen,
    ReasonIsMissing,
    RegimeIsNotActive,
)
from nhip.reporting.models import Obligation
from nhip.reporting.queries.progress import progress
from nhip.reporting.rules.states import Stage
from tests.reporting.country import (
    ADMIN,
    NOW,
    SATURDAY,
    activate,
    at,
    load,
    make_unit,
    obligation_of,
    owe,
)
from tests.reporting.standing import report_at

SUNDAY, MONDAY = SATURDAY + dt.timedelta(1), SATURDAY + dt.timedelta(2)


@pytest.fixture
def an_giang(daily):
    return make_unit("H02", "An Giang", "Ủy ban nhân dân tỉnh An Giang", "province")


def change(action, obligation, *, actor=ADMIN, reason="Đã sáp nhập", now=NOW, **what):
    return action(actor=actor, obligation_id=obligation.pk, reason=reason, now=now, **what)


def test_the_report_of_a_day_is_due_at_ten_the_next_day(daily, tay_ninh):
    owe("YT.DICH.NGAY", SATURDAY)

    owed = obligation_of(tay_ninh)
    assert (owed.tier, owed.due_at, owed.frozen_at) == ("province", at(10), NOW)


@pytest.mark.requirement(14)
def test_what_has_not_begun_is_only_a_forecast(daily, tay_ninh):
    owe("YT.DICH.NGAY", SATURDAY, MONDAY)

    frozen = Obligation.objects.order_by("due_at").values_list("frozen_at", flat=True)
    assert list(frozen) == [NOW, NOW, None]


@pytest.mark.requirement(14)
def test_a_forecast_follows_the_units_and_a_frozen_period_does_not(daily, tay_ninh):
    owe("YT.DICH.NGAY", SATURDAY, MONDAY)
    make_unit("H02", "An Giang", "Ủy ban nhân dân tỉnh An Giang", "province")
    owe("YT.DICH.NGAY", SATURDAY, MONDAY)

    owed = [Obligation.objects.filter(period__key=f"D:{day}").count() for day in (SATURDAY, MONDAY)]
    assert owed == [1, 2]


def test_who_is_no_province_any_more_leaves_the_forecast(daily, tay_ninh):
    owe("YT.DICH.NGAY", MONDAY)
    Kind.objects.filter(unit=tay_ninh).delete()
    owe("YT.DICH.NGAY", MONDAY)

    assert not Obligation.objects.exists()


def test_a_reporter_whose_code_has_ended_owes_nothing(office):
    planning = make_unit("G05", "Bộ Kế hoạch và Đầu tư", "Bộ Kế hoạch và Đầu tư", "ministry")
    load(indicators=["prices"], forms=["chi-tieu-thang-khdt"], regimes=["chi-tieu-thang-khdt"])
    regime = activate("KHDT.CT.THANG")
    planning.codes.update(valid=DateRange(None, dt.date(2021, 6, 1)))

    owe(regime.code, SATURDAY)

    assert not Obligation.objects.exists()


@pytest.mark.requirement(14)
def test_making_it_out_twice_is_making_it_out_once(daily, tay_ninh):
    owe("YT.DICH.NGAY", SATURDAY)
    owe("YT.DICH.NGAY", SATURDAY, now=at(9))

    assert Obligation.objects.get().frozen_at == NOW
    assert Event.objects.filter(name="reporting.obligation.frozen").count() == 1


def test_nobody_owes_what_did_not_start(tay_ninh):
    load(forms=["dich-ngay"], regimes=["dich-ngay"])

    with pytest.raises(RegimeIsNotActive):
        owe("YT.DICH.NGAY", SATURDAY)


def test_without_its_calendar_nothing_is_made_out(tay_ninh):
    load(forms=["dich-ngay"], regimes=["dich-ngay"])
    activate("YT.DICH.NGAY")

    with pytest.raises(CalendarIsMissing):
        owe("YT.DICH.NGAY", SATURDAY)


def test_nobody_owes_a_period_from_before_the_regime(daily, tay_ninh):
    owe("YT.DICH.NGAY", dt.date(2021, 4, 1), dt.date(2021, 4, 27))

    assert [one.period.key for one in Obligation.objects.all()] == ["D:2021-04-27"]


def test_an_extension_moves_the_time_and_late_is_measured_against_it(obligation):
    change(actions.extend, obligation, due_at=at(12))

    assert obligation.due_in_force() == at(12)
    assert not Obligation.objects.late(now=at(11)).exists()
    assert Obligation.objects.late(now=at(13)).exists()


def test_an_extension_never_moves_the_time_back(obligation):
    change(actions.extend, obligation, due_at=at(12))

    with pytest.raises(EarlierThanBefore):
        change(actions.extend, obligation, due_at=at(11))


@pytest.mark.requirement(46)
def test_what_is_excluded_no_longer_counts_until_it_is_restored(obligation):
    change(actions.exclude, obligation)
    assert not Obligation.objects.counted().exists()

    change(actions.restore, obligation)
    assert Obligation.objects.counted().exists()


@pytest.mark.requirement(46)
def test_a_successor_owes_the_same_report_by_the_same_time(obligation, an_giang):
    change(actions.extend, obligation, due_at=at(12))
    inherited = change(actions.transfer, obligation, successor_id=an_giang.pk)

    assert (inherited.unit, inherited.due_at) == (an_giang, at(12))
    assert list(Obligation.objects.counted()) == [inherited]


@pytest.mark.requirement(46)
@pytest.mark.parametrize("action", [actions.exclude, actions.restore, actions.extend])
def test_a_change_says_why(obligation, action):
    what = {"due_at": at(12)} if action is actions.extend else {}

    with pytest.raises(ReasonIsMissing):
        change(action, obligation, reason="  ", **what)


def test_a_forecast_is_regenerated_and_not_changed_by_hand(daily, tay_ninh):
    owe("YT.DICH.NGAY", MONDAY)

    with pytest.raises(NotFrozen):
        change(actions.exclude, Obligation.objects.get())


def test_what_was_sent_is_not_taken_out_of_the_count(obligation):
    report_at(Stage.ISSUED, obligation)

    with pytest.raises(AlreadySent):
        change(actions.exclude, obligation)


def test_no_rate_exceeds_a_hundred_per_cent(obligation, an_giang):
    change(actions.transfer, obligation, successor_id=an_giang.pk)
    inherited = obligation_of(an_giang)
    report_at(Stage.ISSUED, inherited)
    change(actions.restore, obligation)
    change(actions.exclude, obligation)

    stands = progress(obligation.regime_id, obligation.period_id, now=at(11))

    assert (stands.frozen, stands.excluded, stands.must, stands.sent) == (2, 1, 1, 1)
    assert stands.late == 0


def test_what_is_due_and_did_not_leave_is_late(obligation):
    stands = progress(obligation.regime_id, obligation.period_id, now=at(11))

    assert (stands.must, stands.sent, stands.late) == (1, 0, 1)


def test_a_stranger_changes_nothing(obligation, hoa, daily, an_giang):
    for action, what in (
        (actions.extend, {"due_at": at(12)}),
        (actions.exclude, {}),
        (actions.restore, {}),
        (actions.transfer, {"successor_id": an_giang.pk}),
    ):
        with pytest.raises(PermissionDenied):
            change(action, obligation, actor=hoa, **what)
    with pytest.raises(PermissionDenied):
        actions.generate_obligations(
            actor=hoa, regime_id=daily.pk, first=SATURDAY, last=SATURDAY, now=NOW
        )
