"""Mã truy cập: shown once, kept as a hash, valid for a time, revoked for good."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from nhip.accounts.actions import give_token, revoke_token
from nhip.accounts.actions.tokens import TokenHasNoName, TokenLastsTooLong
from nhip.accounts.models import Token
from nhip.accounts.queries import holder_of
from nhip.accounts.rules import RoleName
from nhip.core.web import system
from nhip.events.models import Event
from tests.accounts.conftest import NOW, give

A_MONTH = dt.timedelta(days=30)


def given_to(holder, *, actor=None, lasts=A_MONTH, name="báo cáo tháng"):
    return give_token(actor=actor or holder, user_id=holder.pk, name=name, lasts=lasts, now=NOW)


def test_a_token_stands_for_its_holder(lan):
    given = given_to(lan)

    assert holder_of(given.secret, now=NOW) == lan


def test_only_the_hash_of_a_token_is_kept(lan):
    given = given_to(lan)

    kept = str(Token.objects.values().get()) + str(list(Event.objects.values()))
    assert given.secret not in kept
    assert given.secret not in repr(given)


def test_a_token_opens_nothing_after_its_time(lan):
    given = given_to(lan, lasts=dt.timedelta(hours=1))

    assert holder_of(given.secret, now=NOW + dt.timedelta(minutes=59)) == lan
    assert holder_of(given.secret, now=NOW + dt.timedelta(hours=1)) is None


def test_a_made_up_token_opens_nothing(lan):
    given = given_to(lan)

    assert holder_of(given.secret + "x", now=NOW) is None
    assert holder_of(given.token.digest, now=NOW) is None
    assert holder_of("", now=NOW) is None


def test_the_token_of_somebody_who_left_opens_nothing(lan):
    given = given_to(lan)
    lan.is_active = False
    lan.save()

    assert holder_of(given.secret, now=NOW) is None


@pytest.mark.parametrize("lasts", [dt.timedelta(0), dt.timedelta(days=-1), dt.timedelta(days=367)])
def test_a_token_ends_after_a_year_at_the_latest(lan, lasts):
    with pytest.raises(TokenLastsTooLong):
        given_to(lan, lasts=lasts)


def test_a_token_says_what_it_is_for(lan):
    with pytest.raises(TokenHasNoName):
        given_to(lan, name="  ")


def test_two_tokens_of_one_holder_are_two_secrets(lan):
    assert given_to(lan).secret != given_to(lan).secret


def test_an_administrator_gives_a_token_to_a_program_of_their_own_unit(an, machine, commune):
    give(machine, RoleName.REPORTER, commune)

    given = given_to(machine, actor=an)

    assert Event.objects.about(given.token).get().actor == an.ref


def test_an_administrator_gives_no_token_beyond_their_own_units(an, machine, commune, country):
    give(machine, RoleName.REPORTER, commune)
    give(machine, RoleName.ANALYST, country)

    with pytest.raises(PermissionDenied):
        given_to(machine, actor=an)


def test_an_administrator_cannot_act_as_another_person(an, lan, province):
    give(lan, RoleName.REPORTER, province)

    with pytest.raises(PermissionDenied):
        given_to(lan, actor=an)


def test_a_stranger_gives_no_token(hoa, machine):
    with pytest.raises(PermissionDenied):
        given_to(machine, actor=hoa)


def test_the_operator_of_the_machine_may_give_a_token_to_anybody(lan):
    given = given_to(lan, actor=system("tokens"))

    assert holder_of(given.secret, now=NOW) == lan


def test_a_revoked_token_opens_nothing(lan):
    given = given_to(lan)

    revoke_token(actor=lan, token_id=given.token.pk, now=NOW)

    assert holder_of(given.secret, now=NOW) is None


def test_revoking_twice_changes_nothing(lan):
    given = given_to(lan)
    first = revoke_token(actor=lan, token_id=given.token.pk, now=NOW)

    again = revoke_token(actor=lan, token_id=given.token.pk, now=NOW + A_MONTH)

    assert again.revoked_at == first.revoked_at
    assert Event.objects.filter(name="accounts.token.revoked").count() == 1


def test_an_administrator_of_the_unit_may_revoke_a_token(an, lan, province):
    give(lan, RoleName.REPORTER, province)
    given = given_to(lan)

    revoke_token(actor=an, token_id=given.token.pk, now=NOW)

    assert holder_of(given.secret, now=NOW) is None


def test_a_stranger_revokes_nothing(hoa, lan):
    given = given_to(lan)

    with pytest.raises(PermissionDenied):
        revoke_token(actor=hoa, token_id=given.token.pk, now=NOW)
