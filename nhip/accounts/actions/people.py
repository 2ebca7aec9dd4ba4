"""Cấp và thu quyền: enrol people, give them grants, end them."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from nhip.accounts.models import Grant, User
from nhip.accounts.permissions import Permission
from nhip.accounts.rules import ROLES_OF_PROGRAMS, RoleName
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


class OnlyForPeople(Refused):
    """Chỉ dành cho người: a program reports and reads; it never approves, seals or grants."""

    message = _("%(holder)s is a program; only a person can have this role.")


@dataclass(frozen=True)
class Post:
    """Vị trí được giao: a role at a unit, with or without what is under it, for a time."""

    role: RoleName
    unit_id: int
    valid: DateRange
    subtree: bool = False


@transaction.atomic
def enrol(*, actor: Actor, username: str, full_name: str, now: dt.datetime, **details: Any) -> User:
    """Tạo tài khoản: enrol a person, without a password yet, or a program, which never has one.

    Raises AlreadyEnrolled.
    """
    require(actor, Permission.ADMINISTER, None, on=clock.local(now).date())

    if User.objects.filter(username=username).exists():
        raise AlreadyEnrolled(username=username)

    user = User(username=username, full_name=full_name, **details)
    user.set_unusable_password()
    user.save()

    record(ENROLLED, user, actor=actor, now=now, username=username)
    return user


@transaction.atomic
def grant(*, actor: Actor, user_id: int, post: Post, now: dt.datetime) -> Grant:
    """Cấp quyền: give a role at a unit for a time. Raises AlreadyGranted, OnlyForPeople."""
    holder = User.objects.select_for_update().get(pk=user_id)
    require(actor, Permission.ADMINISTER, post.unit_id, on=clock.local(now).date())

    if holder.is_program and post.role not in ROLES_OF_PROGRAMS:
        raise OnlyForPeople(holder=holder.name)
    same = holder.grants.filter(role=post.role, unit_id=post.unit_id)
    if same.filter(valid__overlap=post.valid).exists():
        raise AlreadyGranted

    fresh = Grant.objects.create(user=holder, **asdict(post))

    record(GIVEN, fresh, actor=actor, now=now, user=user_id, role=post.role, unit=post.unit_id)
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
