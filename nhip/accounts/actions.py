"""Cấp và thu quyền: enrol people, give them grants, end them."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from nhip.accounts.models import Grant, User
from nhip.accounts.permissions import Permission
from nhip.accounts.rules import RoleName
from nhip.core import clock
from nhip.core.errors import Refused
from nhip.core.web import Actor, require
from nhip.events.actions import record

ENROLLED = "accounts.user.enrolled"
GIVEN = "accounts.grant.given"
ENDED = "accounts.grant.ended"


class AlreadyEnrolled(Refused):
    """Tên đăng nhập đã có: two people cannot share an account."""

    message = _("The sign-in name %(username)s is already taken.")


class AlreadyGranted(Refused):
    """Đã được cấp: the same role at the same unit is already granted for these days."""

    message = _("This person already has this role at this unit.")


@transaction.atomic
def enrol(
    *, actor: Actor, username: str, full_name: str, now: dt.datetime, **details: Any
) -> User:
    """Tạo tài khoản: enrol one person, without a usable password yet. Raises AlreadyEnrolled."""
    require(actor, Permission.ADMINISTER, None, on=clock.local(now).date())

    if User.objects.filter(username=username).exists():
        raise AlreadyEnrolled(username=username)

    user = User(username=username, full_name=full_name, **details)
    user.set_unusable_password()
    user.save()

    record(ENROLLED, user, actor=actor, now=now, username=username)
    return user


@transaction.atomic
def grant(
    *,
    actor: Actor,
    user_id: int,
    role: RoleName,
    unit_id: int,
    valid: DateRange,
    subtree: bool,
    now: dt.datetime,
) -> Grant:
    """Cấp quyền: give a role at a unit for a time. Raises AlreadyGranted."""
    require(actor, Permission.ADMINISTER, unit_id, on=clock.local(now).date())

    rivals = Grant.objects.filter(user_id=user_id, role=role, unit_id=unit_id, valid__overlap=valid)
    if rivals.exists():
        raise AlreadyGranted

    fresh = Grant.objects.create(
        user_id=user_id, role=role, unit_id=unit_id, valid=valid, subtree=subtree
    )
    record(GIVEN, fresh, actor=actor, now=now, user=user_id, role=role, unit=unit_id)
    return fresh


@transaction.atomic
def end_grant(*, actor: Actor, grant_id: int, on: dt.date, now: dt.datetime) -> Grant:
    """Thu hồi quyền: let a grant end on a day. Saying it twice changes nothing."""
    held = Grant.objects.select_for_update().get(pk=grant_id)
    require(actor, Permission.ADMINISTER, held.unit_id, on=clock.local(now).date())

    if held.valid.upper is not None and held.valid.upper <= on:
        return held
    held.valid = DateRange(held.valid.lower, on)
    held.save(update_fields=["valid"])

    record(ENDED, held, actor=actor, now=now, on=on.isoformat())
    return held
