"""Trang tiến độ: one regime and period as a person may follow it, by agency and by unit."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from nhip.accounts.models import User
from nhip.accounts.queries import names_of, scope
from nhip.core.clock import local
from nhip.indicators.models import Period
from nhip.reporting.models import Obligation, Regime, Urge
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.following import (
    following,
    receiving_agencies,
    regimes_followed,
    units_followed,
)
from nhip.reporting.queries.progress import (
    STEPS,
    Group,
    Past,
    PeriodChoice,
    groups,
    history_of,
    last_day,
    newest_ended,
    periods_of,
    step_mark,
    times_late,
)
from nhip.reporting.queries.standing import Owed, owed_by, owed_for
from nhip.reporting.queries.titles import regime_name, unit_names
from nhip.reporting.rules.progress import HAVE_LEFT, Step, Tally, tally
from nhip.ui.rules import Mark

MOST_UNITS, MOST_LOGGED, MOST_COUNTED = 500, 40, 100
COLUMNS = (
    *(Step.DRAFT, Step.PUT_UP, Step.SIGNED, Step.SENT),
    *(Step.RECEIVED, Step.ACCEPTED, Step.RETURNED),
)


@dataclass(frozen=True)
class Asked:
    """Điều được hỏi: regime, period and agency in the address; what is absent is chosen."""

    regime: int | None = None
    period: int | None = None
    group: int | None = None


@dataclass(frozen=True)
class UnitLine:
    """Một đơn vị: where its report stands, and how often it was late this year if it is now."""

    owed: Owed
    mark: Mark
    may_be_urged: bool
    late_this_year: int | None


@dataclass(frozen=True)
class GroupLine:
    """Một bộ, ngành hoặc tỉnh, with its counts in the order of the columns."""

    group: Group
    counts: Sequence[int]


@dataclass(frozen=True)
class Followed:
    """Điều theo dõi được: what is owed, as of which day, whether one may urge, whose it is."""

    owed: Sequence[Owed]
    day: dt.date
    urges: bool
    group: int | None


@dataclass(frozen=True)
class Logged:
    """Một lần đôn đốc."""

    at: dt.datetime
    unit: str
    agency: str
    who: str
    how: str
    address: str


@dataclass(frozen=True)
class Page:
    """Trang tiến độ; without ``regime`` or ``period`` there is nothing to follow."""

    regimes: Sequence[tuple[int, str]]
    regime: int | None = None
    title: str = ""
    periods: Sequence[PeriodChoice] = ()
    period: PeriodChoice | None = None
    group: Group | None = None
    tally: Tally | None = None
    steps: Sequence[tuple[str, int]] = ()
    heads: Sequence[str] = ()
    group_lines: Sequence[GroupLine] = ()
    unit_lines: Sequence[UnitLine] = ()
    to_urge: Sequence[int] = ()
    log: Sequence[Logged] = ()

    @property
    def more_units(self) -> bool:
        """Tell whether only the first units are listed."""
        return len(self.unit_lines) == MOST_UNITS


@dataclass(frozen=True)
class UnitPage:
    """Trang một đơn vị: its reports of this year, how often it was late, who urged it."""

    name: str
    past: Sequence[tuple[Past, Mark]]
    late: int
    log: Sequence[Logged]


def progress_page(asked: Asked, *, viewer: User, now: dt.datetime) -> Page:
    """Return the progress of the regime and period asked for, or of the newest that ended."""
    day = local(now).date()
    regimes = regimes_followed(viewer, on=day)
    regime = _chosen(regimes, asked.regime, now)
    shown = [(one.pk, regime_name(one)) for one in regimes]
    if regime is None:
        return Page(shown)
    units = _units(viewer, regime, day)
    periods = periods_of(regime, units=units)
    wanted = asked.period or newest_ended(regime, units=units, now=now)
    period = next((one for one in periods if one.period_id == wanted), None)
    empty = Page(shown, regime.pk, regime_name(regime), periods, period)
    if period is None:
        return empty
    urges = may_urge(viewer, regime, on=day)
    owed, last = _lines(regime, period.period_id, units, now)
    return _filled(empty, Followed(owed, last, urges, asked.group), now)


def export_lines(asked: Asked, *, viewer: User, now: dt.datetime) -> Iterator[Sequence[str]]:
    """Yield the rows of the file: heads, then one row per unit."""
    yield (_("Agency"), _("Unit"), _("State"), _("Due"), _("Sent"), _("Late"), _("Times urged"))
    found = lines_asked(asked, viewer=viewer, now=now)
    if found is None:
        return
    owed, day = found
    names = unit_names({one.top_id for one in owed}, on=day)
    for one in owed:
        yield [
            names.get(one.top_id, ""),
            one.unit,
            step_mark(one).word,
            f"{local(one.due_at):%d/%m/%Y %H:%M}",
            f"{local(one.sent_at):%d/%m/%Y %H:%M}" if one.sent_at else "",
            _("yes") if one.counts_as_late else "",
            str(one.times_urged),
        ]


def lines_asked(
    asked: Asked, *, viewer: User, now: dt.datetime
) -> tuple[list[Owed], dt.date] | None:
    """Return what this person may follow of one regime and period; None if that is nothing."""
    today = local(now).date()
    regime = _chosen(regimes_followed(viewer, on=today), asked.regime, now)
    if regime is None:
        return None
    units = _units(viewer, regime, today)
    wanted = asked.period or newest_ended(regime, units=units, now=now)
    if wanted is None or not Period.objects.filter(pk=wanted).exists():
        return None
    owed, day = _lines(regime, wanted, units, now)
    if asked.group is not None:
        owed = [one for one in owed if one.top_id == asked.group]
    return owed, day


def unit_page(unit_id: int, *, viewer: User, now: dt.datetime) -> UnitPage | None:
    """Return the history of a unit; None if this person may follow none of its reports."""
    day = local(now).date()
    is_own = scope(viewer, Permission.VIEW, on=day).filter(pk=unit_id).exists()
    regimes = [one.regime for one in following(viewer, on=day) if one.sees_all or is_own]
    past, late = history_of(unit_id, regimes=regimes, now=now)
    if not past:
        return None
    urges = Urge.objects.filter(
        obligation__unit=unit_id, obligation__regime__in=[one.pk for one in regimes]
    )
    name = unit_names([unit_id], on=day).get(unit_id, "")
    marks = [(one, step_mark(one.owed)) for one in past]
    log = urges.select_related("obligation")[:MOST_LOGGED]
    return UnitPage(name, marks, late, logged(log, day=day))


def logged(urges: Iterable[Urge], *, day: dt.date) -> list[Logged]:
    """Return reminders as the log shows them: who urged whom, when and how."""
    rows = list(urges)
    units = {one.obligation.unit_id for one in rows} | {one.agency_id for one in rows}
    names, people = unit_names(units, on=day), names_of(one.actor for one in rows)
    return [
        Logged(
            at=one.urged_at,
            unit=names.get(one.obligation.unit_id, ""),
            agency=names.get(one.agency_id, ""),
            who=people[one.actor],
            how=one.get_channel_display(),
            address=one.address,
        )
        for one in rows
    ]


def may_urge(viewer: User, regime: Regime, *, on: dt.date) -> bool:
    """Tell whether this person may remind everybody who owes a regime's report."""
    receiving = receiving_agencies(regime, on=on)
    return any(viewer.may(Permission.URGE, each, on=on) for each in receiving)


def _filled(empty: Page, followed: Followed, now: dt.datetime) -> Page:
    made = groups(followed.owed, day=followed.day)
    group = next((one for one in made if one.unit_id == followed.group), None)
    lines = group.owed if group else followed.owed
    counts = tally(lines)
    by_unit = group is not None or all(len(one.owed) == 1 for one in made)
    log = Urge.objects.filter(obligation__in=[one.obligation_id for one in lines])
    return replace(
        empty,
        group=group,
        tally=counts,
        steps=[(str(STEPS[step][1]), counts.steps[step]) for step in Step if step in counts.steps],
        heads=[str(STEPS[step][1]) for step in COLUMNS],
        group_lines=[] if by_unit else [_group_line(one) for one in made],
        unit_lines=_unit_lines(lines, followed.urges, now) if by_unit else [],
        to_urge=[one.obligation_id for one in lines if one.is_late] if followed.urges else [],
        log=logged(log.select_related("obligation")[:MOST_LOGGED], day=local(now).date()),
    )


def _lines(
    regime: Regime, period_id: int, units: Sequence[int] | None, now: dt.datetime
) -> tuple[list[Owed], dt.date]:
    day = last_day(Period.objects.get(pk=period_id))
    return owed_for(regime.pk, period_id, units=units, day=day, now=now), day


def _unit_lines(owed: Sequence[Owed], urges: bool, now: dt.datetime) -> list[UnitLine]:
    """Return the first units, those that are late first."""
    first = sorted(owed, key=lambda one: (not one.is_late, one.step in HAVE_LEFT))[:MOST_UNITS]
    late = [one.unit_id for one in first if one.is_late][:MOST_COUNTED]
    counted = _late_this_year(late, {one.regime_id for one in first}, now)
    return [
        UnitLine(
            owed=one,
            mark=step_mark(one),
            may_be_urged=urges and one.step not in (*HAVE_LEFT, Step.EXCLUDED),
            late_this_year=counted.get(one.unit_id),
        )
        for one in first
    ]


def _late_this_year(units: Sequence[int], regimes: set[int], now: dt.datetime) -> dict[int, int]:
    on = local(now)
    january = on.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    lines = owed_by(units, since=january, now=now, day=on.date()) if units else []
    under: dict[int, list[Owed]] = {}
    for one in lines:
        if one.regime_id in regimes:
            under.setdefault(one.unit_id, []).append(one)
    return {unit: times_late(each) for unit, each in under.items()}


def _group_line(group: Group) -> GroupLine:
    return GroupLine(group, [group.tally.steps.get(step, 0) for step in COLUMNS])


def _chosen(regimes: Sequence[Regime], asked: int | None, now: dt.datetime) -> Regime | None:
    """Return the regime asked for, else the first of which a period has ended, else the first."""
    if asked is None:
        owed = Obligation.objects.filter(regime__in=regimes, period__window__endswith__lte=now)
        ended = set(owed.order_by().values_list("regime", flat=True).distinct())
        return next((one for one in regimes if one.pk in ended), regimes[0] if regimes else None)
    return next((one for one in regimes if one.pk == asked), None)


def _units(viewer: User, regime: Regime, day: dt.date) -> list[int] | None:
    found = units_followed(viewer, regime, on=day)
    return None if found is None else list(found.values_list("pk", flat=True))
