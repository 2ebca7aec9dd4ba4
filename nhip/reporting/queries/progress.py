"""Tiến độ báo cáo: of what is owed for one period, how much was sent, taken in, and is late."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.indicators.models import Period
from nhip.organisations.models import Kind, Name
from nhip.organisations.rules.kinds import label_of
from nhip.reporting.models import Obligation, Regime
from nhip.reporting.queries.standing import Owed, owed_by, owed_for
from nhip.reporting.queries.titles import regime_name
from nhip.reporting.rules.progress import Step, Tally, tally
from nhip.ui.queries import in_language
from nhip.ui.rules import Mark, Tone

STEPS: Final[dict[Step, tuple[Tone, Promise]]] = {
    Step.EXCLUDED: (Tone.STALE, _("excluded")),
    Step.NOT_BEGUN: (Tone.PLAIN, _("not begun")),
    Step.DRAFT: (Tone.PLAIN, _("being prepared")),
    Step.PUT_UP: (Tone.SOON, _("put up to the leader")),
    Step.SIGNED: (Tone.SOON, _("signed")),
    Step.SENT: (Tone.DONE, _("sent")),
    Step.RECEIVED: (Tone.DONE, _("received")),
    Step.RETURNED: (Tone.LATE, _("returned to the sender")),
    Step.ACCEPTED: (Tone.DONE, _("taken in")),
}
MOMENT = dt.timedelta(microseconds=1)
MOST_PERIODS = 60


@dataclass(frozen=True)
class Group:
    """Nhóm: a ministry or a province with what it and the units under it owe."""

    unit_id: int
    name: str
    kind: str
    owed: Sequence[Owed]
    tally: Tally


@dataclass(frozen=True)
class PeriodChoice:
    """Kỳ để chọn."""

    period_id: int
    label: str


@dataclass(frozen=True)
class Past:
    """Một kỳ đã qua của đơn vị."""

    owed: Owed
    regime: str
    period: str


def progress(regime_id: int, period_id: int, *, now: dt.datetime) -> Tally:
    """Return where the reports of one regime and period stand, in obligations, not papers."""
    day = last_day(Period.objects.get(pk=period_id))
    return tally(owed_for(regime_id, period_id, units=None, day=day, now=now))


def last_day(period: Period) -> dt.date:
    """Return the last day of a period, on which units are called and placed as they then were."""
    return local(period.window.upper - MOMENT).date()


def groups(owed: Iterable[Owed], *, day: dt.date) -> list[Group]:
    """Return the owed reports by the ministry or province that answers, the latest first."""
    under: dict[int, list[Owed]] = {}
    for one in owed:
        under.setdefault(one.top_id, []).append(one)
    held = {"unit__in": under.keys(), "valid__contains": day}
    names = {one.unit_id: one for one in Name.objects.filter(**held)}
    kinds = dict(Kind.objects.filter(**held).values_list("unit_id", "kind"))
    made = [
        Group(
            unit_id=top,
            name=names[top].name if top in names else f"({top})",
            kind=label_of(kinds[top]) if top in kinds else "",
            owed=lines,
            tally=tally(lines),
        )
        for top, lines in under.items()
    ]

    def in_order(group: Group) -> tuple[int, str]:
        name = names.get(group.unit_id)
        return -group.tally.late, name.sort_key if name else ""

    return sorted(made, key=in_order)


def periods_of(regime: Regime, *, units: Sequence[int] | None) -> list[PeriodChoice]:
    """Return the newest periods for which something is owed, the newest first."""
    newest = _periods_owed(regime, units).order_by("-window")[:MOST_PERIODS]
    return [PeriodChoice(one.pk, _label(one)) for one in newest]


def newest_ended(regime: Regime, *, units: Sequence[int] | None, now: dt.datetime) -> int | None:
    """Return the period that people ask about: the newest that ended, else the newest of all."""
    owed = _periods_owed(regime, units).order_by("-window__endswith")
    chosen = owed.filter(window__endswith__lte=now).first() or owed.first()
    return chosen.pk if chosen else None


def history_of(
    unit_id: int, *, regimes: Iterable[Regime], now: dt.datetime
) -> tuple[list[Past], int]:
    """Return what a unit owed this year, newest first, and how many times it was late."""
    on = local(now)
    january = on.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    followed = {regime.pk: regime_name(regime) for regime in regimes}
    lines = [
        one
        for one in owed_by([unit_id], since=january, now=now, day=on.date())
        if one.regime_id in followed
    ]
    periods = Period.objects.in_bulk({one.period_id for one in lines})
    past = [
        Past(one, followed[one.regime_id], _label(periods[one.period_id]))
        for one in sorted(lines, key=lambda one: one.due_at, reverse=True)
    ]
    return past, times_late(lines)


def step_mark(one: Owed) -> Mark:
    """Return where an owed report stands, in words; what is missing after its time is late."""
    tone, word = STEPS[one.step]
    return Mark(Tone.LATE if one.is_late else tone, str(word))


def times_late(lines: Iterable[Owed]) -> int:
    """Return how often the due time in force had passed before the report left."""
    return sum(one.counts_as_late and one.step is not Step.EXCLUDED for one in lines)


def _periods_owed(regime: Regime, units: Sequence[int] | None) -> QuerySet[Period]:
    """Return the periods for which these units owe a report; asked per period, not per report."""
    owed = Obligation.objects.filter(regime=regime, period=OuterRef("pk"), frozen_at__isnull=False)
    if units is not None:
        owed = owed.filter(unit__in=units)
    return Period.objects.filter(Exists(owed))


def _label(period: Period) -> str:
    return in_language(period.label, period.label_en)
