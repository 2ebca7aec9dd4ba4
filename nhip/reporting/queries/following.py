"""Ai theo dõi chế độ nào: an agency follows the reports it receives, and those of its own units."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.core.web import Actor
from nhip.organisations.models import Code, Unit
from nhip.reporting.models import Obligation, Regime
from nhip.reporting.permissions import Permission


def receiving_agencies(regime: Regime, *, on: dt.date) -> list[int]:
    """Return the agencies that receive a regime's reports, as its law lists them."""
    wanted = Q(pk__in=[])
    for one in regime.recipients:
        wanted |= Q(scheme=one["scheme"], value=one["code"])
    held = dict(Code.objects.filter(wanted, valid__contains=on).values_list("value", "unit_id"))
    return [held[one["code"]] for one in regime.recipients if one["code"] in held]


def units_followed(viewer: User, regime: Regime, *, on: dt.date) -> "QuerySet[Unit] | None":
    """Return the units whose reports this person may follow; None stands for all who owe one."""
    units = scope(viewer, Permission.VIEW, on=on)
    receiving = receiving_agencies(regime, on=on)
    return None if units.filter(pk__in=receiving).exists() else units


def regimes_followed(viewer: User, *, on: dt.date) -> list[Regime]:
    """Return the regimes of which this person may follow at least one report."""
    mine = scope(viewer, Permission.VIEW, on=on)
    owing = set(
        Obligation.objects.filter(unit__in=mine).order_by().values_list("regime", flat=True)
    )
    return [
        regime
        for regime in Regime.objects.exclude(status=Regime.Status.DRAFT)
        if regime.pk in owing or units_followed(viewer, regime, on=on) is None
    ]


def urging_agencies(
    actor: Actor, obligations: Sequence[Obligation], *, on: dt.date
) -> dict[int, int]:
    """Return for each obligation the agency for which somebody urges.

    It is one that receives the report, or the unit's own. What is absent is not
    for this person to urge.
    """
    regimes = {one.regime_id: one.regime for one in obligations}
    receiving = {
        pk: _may_urge_for(actor, receiving_agencies(regime, on=on), on)
        for pk, regime in regimes.items()
    }
    found = {
        one.pk: receiving[one.regime_id] or _may_urge_for(actor, [one.unit_id], on)
        for one in obligations
    }
    return {pk: agency for pk, agency in found.items() if agency is not None}


def _may_urge_for(actor: Actor, agencies: Sequence[int], on: dt.date) -> int | None:
    return next((each for each in agencies if actor.may(Permission.URGE, each, on=on)), None)
