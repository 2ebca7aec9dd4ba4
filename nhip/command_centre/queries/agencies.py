"""Cơ quan: connected to the axis is one thing, supplying figures another; both are shown, apart."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, Max, OuterRef

from nhip.accounts.models import User
from nhip.command_centre.queries.choices import sight_of
from nhip.command_centre.queries.wording import supply_mark
from nhip.command_centre.rules import freshness_of_supply
from nhip.core.clock import local
from nhip.exchange.models import Message, Partner
from nhip.organisations.models import Name
from nhip.reporting.models import Intake, Obligation
from nhip.reporting.rules.states import IN_TOTALS
from nhip.ui.rules import Mark


@dataclass(frozen=True)
class Supply:
    """Cung cấp số liệu: what has become due, what of it was accepted, and when the last came."""

    owed: int
    supplied: int
    last_at: dt.datetime | None
    newest_is_there: bool


NOTHING = Supply(0, 0, None, newest_is_there=False)


@dataclass(frozen=True)
class AgencyLine:
    """Một cơ quan: whether it is connected, when it was last heard, and how it supplies."""

    name: str
    code: str
    is_connected: bool
    heard_at: dt.datetime | None
    owed: int
    supplied: int
    last_at: dt.datetime | None
    supplies: Mark


@dataclass(frozen=True)
class AgenciesPage:
    """Các cơ quan trên trang, with how many of them are connected and how many supply."""

    lines: Sequence[AgencyLine]
    connected: int
    supplying: int


def agencies_page(*, viewer: User, now: dt.datetime) -> AgenciesPage | None:
    """Return the agencies that report to this person's agencies; None when none do."""
    on = local(now).date()
    regimes = [regime for regime, receives in sight_of(viewer, on=on).regimes.items() if receives]
    if not regimes:
        return None
    partners = {one.unit_id: one for one in Partner.objects.in_force(now)}
    supplies = _supplies([regime.pk for regime in regimes], now)
    names = Name.objects.filter(unit__in=[*supplies, *partners], valid__contains=on)
    heard = _heard()
    lines = [
        _line(one, partners.get(one.unit_id), supplies.get(one.unit_id, NOTHING), heard)
        for one in names.order_by("sort_key")
        if one.unit_id in supplies
    ]
    return AgenciesPage(
        lines=lines,
        connected=sum(one.is_connected for one in lines),
        supplying=sum(bool(one.last_at) for one in lines),
    )


def _supplies(regimes: Sequence[int], now: dt.datetime) -> dict[int, Supply]:
    """Return how each unit supplies what it owes by these regimes."""
    accepted = Intake.objects.filter(
        standing__in=IN_TOTALS,
        version__regime=OuterRef("regime"),
        version__unit=OuterRef("unit"),
        version__period=OuterRef("period"),
    )
    owed = Obligation.objects.counted().filter(regime__in=regimes)
    rows = owed.annotate(is_there=Exists(accepted)).order_by(F("due_now_at"))
    found = dict.fromkeys(owed.values_list("unit", flat=True).distinct().order_by(), NOTHING)
    for unit, due, is_there in rows.values_list("unit", "due_now_at", "is_there"):
        before = found[unit]
        if due <= now or is_there:
            found[unit] = Supply(before.owed + 1, before.supplied + is_there, None, is_there)
    last = Intake.objects.filter(standing__in=IN_TOTALS, version__regime__in=regimes)
    latest = last.values("version__unit").annotate(at=Max("decided_at"))
    for unit, at in latest.values_list("version__unit", "at").order_by():
        before = found.get(unit, NOTHING)
        found[unit] = Supply(before.owed, before.supplied, at, before.newest_is_there)
    return found


def _heard() -> dict[str, dt.datetime]:
    """Return when each agency was last heard over the axis: a letter, or an answer to one."""
    heard = Message.objects.incoming().values("sender").annotate(at=Max("received_at"))
    return dict(heard.values_list("sender", "at").order_by())


def _line(
    name: Name, partner: Partner | None, supply: Supply, heard: dict[str, dt.datetime]
) -> AgencyLine:
    freshness = freshness_of_supply(
        owed=supply.owed,
        supplied=supply.supplied,
        newest_is_there=supply.newest_is_there,
        ever=supply.last_at is not None,
    )
    code = partner.code if partner else ""
    return AgencyLine(
        name=name.name,
        code=code,
        is_connected=partner is not None,
        heard_at=heard.get(code),
        owed=supply.owed,
        supplied=supply.supplied,
        last_at=supply.last_at,
        supplies=supply_mark(freshness),
    )
