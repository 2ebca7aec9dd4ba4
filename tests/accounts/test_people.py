"""Tạo tài khoản."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from nhip.accounts.actions import enrol
from nhip.accounts.actions.people import AlreadyEnrolled
from nhip.accounts.models import User
from nhip.events.models import Event
from tests.accounts.conftest import NOW


def test_a_person_is_enrolled_without_a_password_that_opens_anything(an):
    fresh = enrol(actor=an, username="minh", full_name="Nguyễn Văn Minh", now=NOW)

    assert not fresh.has_usable_password()
    assert Event.objects.about(fresh).get().name == "accounts.user.enrolled"


def test_two_people_never_share_an_account(an, lan):
    with pytest.raises(AlreadyEnrolled, match="lan"):
        enrol(actor=an, username="lan", full_name="Đỗ Thị Lan", now=NOW)

    assert User.objects.get(username="lan").full_name == "Trần Thị Lan"


def test_a_stranger_may_not_enrol_anybody(hoa):
    with pytest.raises(PermissionDenied):
        enrol(actor=hoa, username="minh", full_name="Nguyễn Văn Minh", now=NOW)


def test_the_database_itself_forbids_a_program_with_a_password(machine):
    machine.set_password("a-long-secret-of-a-program")

    with pytest.raises(IntegrityError, match="a_program_has_no_password"):
        machine.save()
