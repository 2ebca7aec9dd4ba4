"""Phạm vi: where a right reaches, and on which days."""

import datetime as dt

from psycopg.types.range import DateRange

from nhip.accounts.queries import scope
from nhip.accounts.rules import RoleName
from tests.accounts.conftest import TODAY, give, place

YESTERDAY = TODAY - dt.timedelta(days=1)
VIEW = "reporting.view"


def test_a_grant_alone_reaches_its_unit_and_nothing_under_it(lan, province, commune):
    give(lan, RoleName.REPORTER, province)

    assert set(scope(lan, VIEW, on=TODAY)) == {province}
    assert not lan.may(VIEW, commune.pk, on=TODAY)


def test_a_grant_with_its_subtree_reaches_everything_under_it(lan, country, province, commune):
    give(lan, RoleName.ANALYST, country, subtree=True)

    assert set(scope(lan, VIEW, on=TODAY)) == {country, province, commune}
    assert lan.may(VIEW, commune.pk, on=TODAY)


def test_a_subtree_never_reaches_upwards(lan, country, province):
    give(lan, RoleName.ANALYST, province, subtree=True)

    assert not lan.may(VIEW, country.pk, on=TODAY)
    assert country not in scope(lan, VIEW, on=TODAY)


def test_a_subtree_is_the_one_of_that_day(lan, country):
    moved_away = place(country, DateRange(None, TODAY))
    give(lan, RoleName.ANALYST, country, subtree=True)

    assert lan.may(VIEW, moved_away.pk, on=YESTERDAY)
    assert not lan.may(VIEW, moved_away.pk, on=TODAY)
    assert moved_away not in scope(lan, VIEW, on=TODAY)


def test_a_grant_counts_only_while_it_is_valid(lan, province):
    give(lan, RoleName.REPORTER, province, DateRange(TODAY, None))

    assert not lan.may(VIEW, province.pk, on=YESTERDAY)
    assert not scope(lan, VIEW, on=YESTERDAY).exists()
    assert lan.may(VIEW, province.pk, on=TODAY)


def test_a_right_somewhere_is_a_right_without_a_place(lan, province):
    give(lan, RoleName.REPORTER, province)

    assert lan.may("reporting.enter", None, on=TODAY)
    assert not lan.may("reporting.sign", None, on=TODAY)


def test_who_left_the_service_may_nothing(lan, province):
    give(lan, RoleName.REPORTER, province)
    lan.is_active = False

    assert not lan.may(VIEW, province.pk, on=TODAY)
    assert not lan.may(VIEW, None, on=TODAY)


def test_a_stranger_reaches_nothing(hoa, province):
    assert not scope(hoa, VIEW, on=TODAY).exists()
    assert not hoa.may(VIEW, province.pk, on=TODAY)
