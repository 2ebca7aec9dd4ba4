"""Ai theo dõi chế độ nào: an agency follows the reports it receives, and those of its own units."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.core.web import Actor
from nhip.organisations.models import Code, Unit
from nhip.reporting.models import Obligation, Regime
from nhip.reporting.permissions import Permission


@dataclass(frozen=True)
class Following:
    """Chế độ được theo dõi: of all who owe it or of one's own units, and whether one may urge."""

    regime: Regime
    sees_all: bool
    may_urge: bool


def receiving_agencies(regime: Regime, *, on: dt.date) -> list[int]:
    """Return the agencies that receive a regime's reports, as its law lists them."""
    return receiving_by_regime([regime], on=on)[regime.pk]


def units_followed(viewer: User, regime: Regime, *, on: dt.date) -> "QuerySet[Unit] | None":
    """Return the units whose reports this person may follow; None stands for all who owe one."""
    units = scope(viewer, Permission.VIEW, on=on)
    receiving = receiving_agencies(regime, on=on)
    return None if units.filter(pk__in=receiving).exists() else units


def following(viewer: User, *, on: dt.date) -> list[Following]:
    """Return the regimes of which this person may follow at least one report, and how far."""
    mine = scope(viewer, Permission.VIEW, on=on)
    owing = set(
        Obligation.objects.filter(unit__in=mine).order_by().values_list("regime", flat=True)
    )
    regimes = list(Regime.objects.exclude(status=Regime.Status.DRAFT))
    receiving = receiving_by_regime(regimes, on=on)
    agencies = {agency for each in receiving.values() for agency in each}
    seen = set(mine.filter(pk__in=agencies).values_list("pk", flat=True))
    urging = scope(viewer, Permission.URGE, on=on).filter(pk__in=agencies)
    urged = set(urging.values_list("pk", flat=True))
    found = [
        Following(one, bool(seen & {*receiving[one.pk]}), bool(urged & {*receiving[one.pk]}))
        for one in regimes
    ]
    return [one for one in found if one.sees_all or one.regime.pk in owing]


def regimes_followed(viewer: User, *, on: dt.date) -> list[Regime]:
    """Return the regimes of which this person may follow at least one report."""
    return [one.regime for one in following(viewer, on=on)]


def receiving_by_regime(regimes: Sequence[Regime], *, on: dt.date) -> dict[int, list[int]]:
    """Return the agencies that receive the reports of each regime, in one statement."""
    listed = {
        regime.pk: [(one["scheme"], one["code"]) for one in regime.recipients] for regime in regimes
    }
    wanted = Q(pk__in=[])
    for scheme, value in {each for codes in listed.values() for each in codes}:
        wanted |= Q(scheme=scheme, value=value)
    codes = Code.objects.filter(wanted, valid__contains=on)
    held = {(one.scheme, one.value): one.unit_id for one in codes}
    return {
        regime: [held[each] for each in codes if each in held] for regime, codes in listed.items()
    }


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
