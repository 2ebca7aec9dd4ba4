"""Cơ quan giao báo cáo: who receives a report decides whether it is owed, and until when."""

import datetime as dt

from django.core.exceptions import PermissionDenied

from nhip.core.web import Actor
from nhip.reporting.models import Obligation
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.following import receiving_agencies

DECIDES = (Permission.RETURN, Permission.ACCEPT, Permission.ADMINISTER)


def gives(actor: Actor, obligation: Obligation, *, on: dt.date) -> bool:
    """Tell whether an actor decides: for a recipient, or as the unit's administrator."""
    if actor.may(Permission.ADMINISTER, obligation.unit_id, on=on):
        return True
    receiving = receiving_agencies(obligation.regime, on=on)
    return any(actor.may(right, each, on=on) for each in receiving for right in DECIDES)


def require_giver(actor: Actor, obligation: Obligation, *, on: dt.date) -> None:
    """Let the action go on only for who decides about the obligation. Raises PermissionDenied."""
    if not gives(actor, obligation, on=on):
        raise PermissionDenied(Permission.ADMINISTER)
