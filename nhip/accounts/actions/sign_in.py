"""Phiên và xác thực hai lớp: end a session elsewhere, note a second factor, take it back."""

import datetime as dt

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction

from nhip.accounts.models import Grant, User
from nhip.accounts.permissions import Permission
from nhip.core import clock
from nhip.core.web import Actor
from nhip.events.actions import record

SESSION_ENDED = "accounts.session.ended"
FACTOR_ADDED = "accounts.second_factor.added"
FACTOR_REMOVED = "accounts.second_factor.removed"


@transaction.atomic
def end_session(*, actor: User, session_id: int, now: dt.datetime) -> None:
    """Kết thúc phiên của chính mình on another computer. Raises PermissionDenied."""
    session = UserSession.objects.select_for_update().get(pk=session_id)
    if session.user_id != actor.pk:
        raise PermissionDenied

    session.end()

    record(SESSION_ENDED, actor, actor=actor, now=now, address=session.ip)


@transaction.atomic
def note_second_factor(*, actor: User, now: dt.datetime, was_removed: bool = False) -> None:
    """Ghi việc bật, tắt xác thực hai lớp by the person; its secret is in no event."""
    record(FACTOR_REMOVED if was_removed else FACTOR_ADDED, actor, actor=actor, now=now)


@transaction.atomic
def take_back_second_factor(*, actor: Actor, user_id: int, reason: str, now: dt.datetime) -> bool:
    """Thu hồi xác thực hai lớp of somebody who lost the device and the codes, and their sessions.

    Only by another person, who administers one of their units. Tell whether there was one.
    Raises PermissionDenied.
    """
    holder = User.objects.select_for_update().get(pk=user_id)
    units = Grant.objects.filter(user=holder).values_list("unit_id", flat=True)
    on = clock.local(now).date()
    administers = any(actor.may(Permission.ADMINISTER, unit_id, on=on) for unit_id in {*units})
    if actor.ref == holder.ref or not administers:
        raise PermissionDenied(Permission.ADMINISTER)

    kept = Authenticator.objects.filter(user=holder)
    if not kept.exists():
        return False
    kept.delete()
    for session in UserSession.objects.filter(user=holder):
        session.end()

    record(FACTOR_REMOVED, holder, actor=actor, now=now, reason=reason)
    return True
