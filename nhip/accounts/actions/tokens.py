"""Cấp và thu mã truy cập: what a program shows at the door of the API."""

import datetime as dt
import secrets
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange, TimestamptzRange

from nhip.accounts.models import Grant, Token, User
from nhip.accounts.permissions import Permission
from nhip.accounts.rules import TOKEN_MARK, digest_of
from nhip.core import clock
from nhip.core.errors import Invalid
from nhip.core.web import Actor, require
from nhip.events.actions import record

TOKEN_GIVEN = "accounts.token.given"
TOKEN_REVOKED = "accounts.token.revoked"

LONGEST: Final = dt.timedelta(days=366)


class TokenHasNoName(Invalid):
    """Mã chưa có tên: the name says later which program it was for."""

    message = _("Say what the token is for.")


class TokenLastsTooLong(Invalid):
    """Mã phải có hạn: a token ends, at the latest after a year."""

    message = _("A token lasts between a moment and %(days)d days.")


@dataclass(frozen=True)
class Given:
    """Mã vừa cấp: the row that is kept, and the token itself, which is shown only now."""

    token: Token
    secret: str = field(repr=False)


@transaction.atomic
def give_token(
    *, actor: Actor, user_id: int, name: str, lasts: dt.timedelta, now: dt.datetime
) -> Given:
    """Cấp mã truy cập: to a program by its administrators; a person's is made by that person.

    Raises TokenHasNoName, TokenLastsTooLong.
    """
    holder = User.objects.select_for_update().get(pk=user_id)
    _allow_giving(actor, holder, on=clock.local(now).date())

    if not name.strip():
        raise TokenHasNoName
    if not dt.timedelta(0) < lasts <= LONGEST:
        raise TokenLastsTooLong(days=LONGEST.days)

    secret = TOKEN_MARK + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=holder,
        name=name.strip(),
        digest=digest_of(secret),
        valid=TimestamptzRange(now, now + lasts),
        given_at=now,
    )

    record(TOKEN_GIVEN, token, actor=actor, now=now, user=holder.pk, purpose=token.name)
    return Given(token, secret)


@transaction.atomic
def revoke_token(*, actor: Actor, token_id: int, now: dt.datetime) -> Token:
    """Thu hồi mã truy cập: from now on it opens nothing. Saying it twice changes nothing."""
    token = Token.objects.locked(token_id)
    _allow_revoking(actor, token.user, on=clock.local(now).date())

    if token.revoked_at is not None:
        return token

    token.revoked_at = now
    token.save(update_fields=["revoked_at"])

    record(TOKEN_REVOKED, token, actor=actor, now=now, user=token.user_id, purpose=token.name)
    return token


def _allow_giving(actor: Actor, holder: User, *, on: dt.date) -> None:
    """Let nobody act as another person, or as a program beyond the units they administer."""
    if actor.ref == holder.ref:
        return
    if isinstance(actor, User) and not holder.is_program:
        raise PermissionDenied(Permission.ADMINISTER)
    for unit_id in _units_of(holder, on=on) or {None}:
        require(actor, Permission.ADMINISTER, unit_id, on=on)


def _allow_revoking(actor: Actor, holder: User, *, on: dt.date) -> None:
    """Let the holder stop a token, and whoever administers one of the holder's units."""
    if actor.ref == holder.ref:
        return
    units = _units_of(holder, on=on) or {None}
    if not any(actor.may(Permission.ADMINISTER, unit_id, on=on) for unit_id in units):
        raise PermissionDenied(Permission.ADMINISTER)


def _units_of(holder: User, *, on: dt.date) -> set[int | None]:
    """Return the units of every grant that has not ended."""
    grants = Grant.objects.filter(user=holder).exclude(valid__fully_lt=DateRange(on, None))
    return set(grants.values_list("unit_id", flat=True))
