"""Yêu cầu ký: what waits for its signer, and what was last found out about a file."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Refused
from nhip.core.web import Actor, require
from nhip.signing.models import Key, SigningRequest, Verification
from nhip.signing.permissions import Permission


class NotTheSigner(PermissionDenied):
    """Không phải người ký: a personal key signs only with its person."""


class NotWaiting(Refused):
    """Không còn chờ ký: the request was completed, cancelled or has expired."""

    message = _("This signing request no longer waits: %(state)s.")


def allow_use(actor: Actor, key: Key, *, now: dt.datetime) -> None:
    """Let a person use their own key, and a clerk the agency's.

    Raises NotTheSigner, PermissionDenied.
    """
    require(actor, Permission.USE_KEY, key.unit_id, on=local(now).date())
    if key.user is not None and key.user.ref != actor.ref:
        raise NotTheSigner


def waiting_request(actor: Actor, request_id: int, *, now: dt.datetime) -> SigningRequest:
    """Return a request that waits for this actor. Raises NotTheSigner, NotWaiting."""
    request = SigningRequest.objects.select_related("key__user").get(pk=request_id)
    allow_use(actor, request.key, now=now)
    require_waiting(request)
    return request


def require_waiting(request: SigningRequest) -> None:
    """Make sure the request still waits. Raises NotWaiting."""
    if request.state != SigningRequest.State.WAITING:
        raise NotWaiting(state=request.get_state_display())


def newest_verification(sha256: str) -> Verification | None:
    """Return what the last check of a file found, if it was ever checked."""
    return Verification.objects.filter(file_id=sha256).order_by("-checked_at", "-pk").first()
