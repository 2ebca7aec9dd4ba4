"""Cấp và thu quyền."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from psycopg.types.range import DateRange

from nhip.accounts.actions import Post, end_grant, grant
from nhip.accounts.actions.people import AlreadyGranted, OnlyForPeople
from nhip.accounts.models import Grant
from nhip.accounts.rules import RoleName
from nhip.events.models import Event
from tests.accounts.conftest import EVER, NOW, TODAY, give

TOMORROW = TODAY + dt.timedelta(days=1)


def grant_reporter(actor, user, unit, valid=EVER, role=RoleName.REPORTER):
    return grant(actor=actor, user_id=user.pk, post=Post(role, unit.pk, valid), now=NOW)


def test_a_granted_role_carries_its_rights(an, lan, province):
    given = grant_reporter(an, lan, province)

    assert lan.may("reporting.enter", province.pk, on=TODAY)
    assert not lan.may("reporting.sign", province.pk, on=TODAY)
    assert Event.objects.about(given).get().name == "accounts.grant.given"


def test_an_administrator_grants_nothing_outside_their_own_units(an, lan, country):
    with pytest.raises(PermissionDenied):
        grant_reporter(an, lan, country)


def test_a_stranger_may_not_grant(hoa, province):
    with pytest.raises(PermissionDenied):
        grant_reporter(hoa, hoa, province)


def test_the_same_role_is_not_granted_twice_for_the_same_days(an, lan, province):
    grant_reporter(an, lan, province)

    with pytest.raises(AlreadyGranted):
        grant_reporter(an, lan, province, DateRange(TODAY, TOMORROW))


def test_the_database_itself_forbids_the_same_role_twice_at_a_time(lan, province):
    give(lan, RoleName.REPORTER, province, DateRange(None, TOMORROW))

    with pytest.raises(IntegrityError, match="one_role_is_granted_once_at_a_time"):
        give(lan, RoleName.REPORTER, province, DateRange(TODAY, None))


def test_a_role_may_be_granted_again_after_it_ended(lan, province):
    give(lan, RoleName.REPORTER, province, DateRange(None, TODAY))

    give(lan, RoleName.REPORTER, province, DateRange(TODAY, None))

    assert Grant.objects.count() == 2


@pytest.mark.parametrize("role", [RoleName.LEADER, RoleName.CLERK, RoleName.ADMINISTRATOR])
def test_a_program_never_signs_seals_or_grants(an, machine, province, role):
    with pytest.raises(OnlyForPeople, match="Hệ thống báo cáo"):
        grant_reporter(an, machine, province, role=role)


def test_a_program_may_report(an, machine, province):
    grant_reporter(an, machine, province)

    assert machine.may("reporting.enter", province.pk, on=TODAY)


def test_an_ended_grant_carries_nothing_from_that_day_on(an, lan, province):
    given = grant_reporter(an, lan, province)

    end_grant(actor=an, grant_id=given.pk, on=TOMORROW, now=NOW)

    assert lan.may("reporting.enter", province.pk, on=TODAY)
    assert not lan.may("reporting.enter", province.pk, on=TOMORROW)


def test_ending_a_grant_twice_changes_nothing(an, lan, province):
    given = grant_reporter(an, lan, province)
    end_grant(actor=an, grant_id=given.pk, on=TODAY, now=NOW)

    again = end_grant(actor=an, grant_id=given.pk, on=TOMORROW, now=NOW)

    assert again.valid.upper == TODAY
    assert Event.objects.filter(name="accounts.grant.ended").count() == 1


def test_a_stranger_may_not_end_a_grant(hoa, lan, province):
    given = give(lan, RoleName.REPORTER, province)

    with pytest.raises(PermissionDenied):
        end_grant(actor=hoa, grant_id=given.pk, on=TODAY, now=NOW)
