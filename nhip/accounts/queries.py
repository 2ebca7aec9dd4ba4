"""Phạm vi và người giữ mã: which units a right reaches, and who stands behind a token."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from nhip.accounts.models import Grant, Token, User
from nhip.accounts.rules import digest_of
from nhip.core.clock import local
from nhip.core.refs import key_of
from nhip.organisations.models import Unit, UnitQuerySet

USE_KEY = "signing.use_key"


@dataclass(frozen=True)
class Place:
    """Phiên đăng nhập: a computer on which the person is signed in."""

    pk: int
    address: str
    browser: str
    since: dt.datetime
    is_this_one: bool


@dataclass(frozen=True)
class OwnAccount:
    """Tài khoản của tôi: tokens in force, where one is signed in, whether there is a 2nd factor."""

    tokens: Sequence[Token]
    places: Sequence[Place]
    has_second_factor: bool
    must_have_second_factor: bool


def scope(user: User, right: str, *, on: dt.date) -> UnitQuerySet:
    """Return the units at which ``user`` holds ``right`` that day."""
    grants = Grant.objects.of(user, right, on=on).values_list("unit_id", "subtree")
    alone = {unit_id for unit_id, subtree in grants if not subtree}
    reach = Q(pk__in=alone)
    for root in {unit_id for unit_id, subtree in grants if subtree}:
        reach |= Q(pk__in=Unit.objects.under(root, on=on).values("pk"))
    return Unit.objects.filter(reach)


def must_have_second_factor(user: User, *, on: dt.date) -> bool:
    """Tell whether the person may use a signing key anywhere that day."""
    return user.may(USE_KEY, None, on=on)


@sensitive_variables("secret")
def holder_of(secret: str, *, now: dt.datetime) -> User | None:
    """Return whose token this is, if it opens the door now."""
    known = Token.objects.in_force(now=now).filter(digest=digest_of(secret))
    token = known.select_related("user").first()
    return token.user if token else None


def names_of(references: Iterable[str]) -> dict[str, str]:
    """Return the names of the actors that events name; parts of the software are the system."""
    asked = set(references)
    prefix = f"{User._meta.label_lower}:"
    keys = [int(key_of(one)) for one in asked if one.startswith(prefix)]
    people = {user.ref: user.full_name for user in User.objects.filter(pk__in=keys)}
    return {one: people.get(one) or _("the system") for one in asked}


def own_account(user: User, *, session_key: str, now: dt.datetime) -> OwnAccount:
    """Return what a person sees of their own account."""
    sessions = UserSession.objects.purge_and_list(user)
    places = [
        Place(one.pk, one.ip, one.user_agent, one.created_at, one.session_key == session_key)
        for one in sessions
    ]
    factors = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    return OwnAccount(
        tokens=list(Token.objects.in_force(now=now).filter(user=user)),
        places=sorted(places, key=lambda one: (not one.is_this_one, -one.pk)),
        has_second_factor=factors.exists(),
        must_have_second_factor=must_have_second_factor(user, on=local(now).date()),
    )
