"""Người trong bản trình diễn: whom a visitor may play, the agency with work to do first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, QuerySet

from nhip.accounts.models import Grant, User
from nhip.accounts.rules import RoleName
from nhip.core.clock import local
from nhip.desk.queries.my_work import my_work
from nhip.desk.rules import FEW_AGENCIES, IN_ORDER, TASKS, VISITORS_AGENCY
from nhip.organisations.models import Code, Name
from nhip.reporting.models import Obligation

SCHEME = "qd20"


@dataclass(frozen=True)
class Played:
    """Một vai: who, what they are, what the visitor does as them, how much waits for them."""

    user_id: int
    name: str
    title: str
    task: str
    waiting: int


@dataclass(frozen=True)
class Troupe:
    """Người của một cơ quan."""

    unit_id: int
    agency: str
    people: Sequence[Played]


@dataclass(frozen=True)
class AgencyChoice:
    """Cơ quan có thể chọn, with how many reports it still owes."""

    unit_id: int
    name: str
    owes: int


@dataclass(frozen=True)
class Cast:
    """Các vai: those offered first, and the other agencies to turn to."""

    troupes: Sequence[Troupe]
    others: Sequence[AgencyChoice]
    chosen: int | None


def cast(*, asked: int | None, now: dt.datetime) -> Cast | None:
    """Return the people a visitor may play; None outside a demonstration.

    A node of few agencies offers everybody; one of many the visitor's agency, or
    the one with the most to do, and the one asked for.
    """
    if not settings.NHIP_DEMO:
        return None
    agencies = _agencies(now)
    featured = _featured(agencies, now)
    if asked in {one.unit_id for one in agencies}:
        featured = [one for one in agencies if one.unit_id == asked]
    shown = {one.unit_id for one in featured}
    return Cast(
        troupes=[_troupe(one, now) for one in featured],
        others=agencies if len(agencies) > len(shown) else [],
        chosen=asked if asked in shown else None,
    )


def simulated(user_id: int) -> User | None:
    """Return the invented person of that key, if this is a demonstration and there is one."""
    people = User.objects.filter(pk=user_id, is_simulated=True, is_active=True)
    return people.first() if settings.NHIP_DEMO else None


def _grants(now: dt.datetime) -> QuerySet[Grant]:
    people = {"user__is_simulated": True, "user__is_active": True}
    return Grant.objects.filter(valid__contains=local(now).date(), **people)


def _agencies(now: dt.datetime) -> list[AgencyChoice]:
    """Return the agencies with people to play: those that owe the most first, then by name."""
    units = _grants(now).values("unit")
    owing = _owing(now)
    names = Name.objects.filter(unit__in=units, valid__contains=local(now).date())
    choices = [
        AgencyChoice(one.unit_id, one.official_name or one.name, owing.get(one.unit_id, 0))
        for one in names.order_by("sort_key")
    ]
    return sorted(choices, key=lambda one: -one.owes)


def _owing(now: dt.datetime) -> dict[int, int]:
    unsent = Obligation.objects.counted().exclude(reports__stage="issued")
    counts = unsent.filter(unit__in=_grants(now).values("unit")).values("unit")
    return dict(counts.annotate(owed=Count("pk")).values_list("unit", "owed").order_by())


def _featured(agencies: Sequence[AgencyChoice], now: dt.datetime) -> list[AgencyChoice]:
    if len(agencies) <= FEW_AGENCIES:
        return list(agencies)
    visitors = Code.objects.filter(
        scheme=SCHEME, value=VISITORS_AGENCY, valid__contains=local(now).date()
    ).values_list("unit_id", flat=True)
    mine = [one for one in agencies if one.unit_id in set(visitors)]
    return mine or list(agencies[:1])


def _troupe(agency: AgencyChoice, now: dt.datetime) -> Troupe:
    grants = _grants(now).filter(unit=agency.unit_id).select_related("user")
    ordered = sorted(grants, key=lambda one: IN_ORDER.index(RoleName(one.role)))
    people = [
        Played(
            user_id=one.user_id,
            name=one.user.full_name,
            title=one.user.title,
            task=str(TASKS[RoleName(one.role)]),
            waiting=my_work(viewer=one.user, now=now).waiting,
        )
        for one in ordered
    ]
    return Troupe(agency.unit_id, agency.name, people)
