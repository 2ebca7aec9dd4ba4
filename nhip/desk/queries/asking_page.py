"""Trang yêu cầu báo cáo đột xuất: what was asked, who answered, and for whom one may ask."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.core.clock import local
from nhip.organisations.models import Code, Unit
from nhip.reporting.models import AdHocRequest, Obligation
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.standing import Owed, owed_in
from nhip.reporting.queries.titles import regime_name, unit_names
from nhip.reporting.rules.progress import tally

MOST = 50


@dataclass(frozen=True)
class AskedLine:
    """Một yêu cầu: its name, when it is due, and how many of those asked have answered."""

    regime_id: int
    period_id: int
    title: str
    agency: str
    code: str
    due_at: dt.datetime
    sent: int
    must: int
    late: int


@dataclass(frozen=True)
class AskingPage:
    """Trang yêu cầu: requests made, and the agencies for which one may ask."""

    lines: Sequence[AskedLine]
    agencies: Sequence[tuple[int, str]]


def asking_page(*, viewer: User, now: dt.datetime) -> AskingPage:
    """Return the requests of this person's agencies, the newest first."""
    day = local(now).date()
    rows = AdHocRequest.objects.visible_to(viewer, on=day).select_related("regime")[:MOST]
    mine = scope(viewer, Permission.REQUEST, on=day)
    coded = Code.objects.filter(unit__in=mine, scheme="qd20", valid__contains=day)
    agencies = unit_names(list(coded.values_list("unit", flat=True)[:MOST]), on=day)
    return AskingPage(_lines(list(rows), now), list(agencies.items()))


def asked_below(obligation_id: int, *, now: dt.datetime) -> AskedLine | None:
    """Return the request that passes an obligation on to those below, if there is one."""
    rows = AdHocRequest.objects.filter(parent=obligation_id).select_related("regime")
    return next(iter(_lines(list(rows), now)), None)


def units_below(unit_id: int, *, on: dt.date) -> list[int]:
    """Return the units right under one, which can be asked: those with a code."""
    under = Unit.objects.children_of(unit_id, on=on)
    coded = Code.objects.filter(unit__in=under, scheme="qd20", valid__contains=on)
    return list(coded.order_by("value").values_list("unit", flat=True))


def _lines(rows: Sequence[AdHocRequest], now: dt.datetime) -> list[AskedLine]:
    owed = Obligation.objects.filter(regime__in=[one.regime_id for one in rows]).order_by()
    frames = set(owed.values_list("regime", "period").distinct())
    found = owed_in(frames, units=None, now=now) if frames else {}
    by_regime = {regime: (period, lines) for (regime, period), lines in found.items()}
    names = unit_names({one.agency_id for one in rows}, on=local(now).date())
    return [
        _line(one, *by_regime[one.regime_id], names.get(one.agency_id, ""))
        for one in rows
        if one.regime_id in by_regime
    ]


def _line(one: AdHocRequest, period_id: int, lines: Sequence[Owed], agency: str) -> AskedLine:
    counts = tally(lines)
    return AskedLine(
        regime_id=one.regime_id,
        period_id=period_id,
        title=regime_name(one.regime),
        agency=agency,
        code=one.regime.code,
        due_at=max(each.due_at for each in lines),
        sent=counts.sent,
        must=counts.must,
        late=counts.late,
    )
