"""Bàn trực: what falls due next, who is missing and whom to call, what is out of the ordinary."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nhip.accounts.models import User
from nhip.accounts.queries import names_of
from nhip.core.clock import local
from nhip.desk.queries.progress_page import Logged, logged, may_urge
from nhip.indicators.models import Indicator, Period
from nhip.indicators.permissions import Permission as Indicators
from nhip.reporting.models import Duty, Obligation, Regime, Urge
from nhip.reporting.queries.alerts import Alert, figure_alerts, stale_alerts, with_what_was_said
from nhip.reporting.queries.following import regimes_followed, units_followed
from nhip.reporting.queries.progress import last_day, step_mark
from nhip.reporting.queries.standing import Owed, owed_for
from nhip.reporting.queries.titles import regime_name
from nhip.reporting.queries.wording import due_mark
from nhip.reporting.rules.progress import HAVE_LEFT, Step, tally
from nhip.ui.queries import in_language
from nhip.ui.rules import Mark

BACK: Final = dt.timedelta(days=3)
AHEAD: Final = dt.timedelta(days=45)
MOST_DEADLINES, MOST_MISSING, MOST_LOGGED, MOST_ALERTS = 12, 100, 40, 60


@dataclass(frozen=True)
class Deadline:
    """Hạn gửi: one regime and period, how long it still is, and how many are missing."""

    regime_id: int
    period_id: int
    regime: str
    period: str
    due_at: dt.datetime
    due: Mark
    missing: int
    must: int


@dataclass(frozen=True)
class Missing:
    """Đơn vị chưa gửi, with whom to call."""

    owed: Owed
    report: str
    mark: Mark
    due: Mark
    on_duty: str
    telephone: str
    may_be_urged: bool


@dataclass(frozen=True)
class SeenAlert:
    """Cảnh báo, with the name of who saw to it."""

    alert: Alert
    by: str


@dataclass(frozen=True)
class DutyPage:
    """Bàn trực."""

    deadlines: Sequence[Deadline]
    missing: Sequence[Missing]
    more_missing: int
    alerts: Sequence[SeenAlert]
    open_alerts: int
    thresholds: int
    log: Sequence[Logged]


@dataclass(frozen=True)
class Watched:
    """Điều phải canh: one regime and period with what is owed for it."""

    regime: Regime
    period: Period
    owed: Sequence[Owed]
    may_urge: bool

    @property
    def called(self) -> tuple[str, str]:
        """Return how regime and period are called in the language in use."""
        label = in_language(self.period.label, self.period.label_en)
        return regime_name(self.regime), label


def duty_page(*, viewer: User, now: dt.datetime) -> DutyPage:
    """Return what an officer on duty watches, the nearest time first."""
    day = local(now).date()
    watched = _watched(viewer, now, day)
    missing = [line for one in watched for line in _missing(one, now, day)]
    missing.sort(key=lambda line: (line.owed.due_at >= now, line.owed.due_at))
    alerts = _alerts(watched, viewer, now, day)
    followed = [one.obligation_id for each in watched for one in each.owed]
    log = Urge.objects.filter(obligation__in=followed).select_related("obligation")
    return DutyPage(
        deadlines=[_deadline(one, now) for one in watched],
        missing=missing[:MOST_MISSING],
        more_missing=max(0, len(missing) - MOST_MISSING),
        alerts=alerts[:MOST_ALERTS],
        open_alerts=sum(one.alert.seen is None for one in alerts),
        thresholds=Indicator.objects.exclude(thresholds={}).count(),
        log=logged(log[:MOST_LOGGED], day=day),
    )


def alerts_of(*, viewer: User, now: dt.datetime) -> list[SeenAlert]:
    """Return every alert this person is shown."""
    day = local(now).date()
    return _alerts(_watched(viewer, now, day), viewer, now, day)


def _watched(viewer: User, now: dt.datetime, day: dt.date) -> list[Watched]:
    """Return what is due about now and can be followed: first what comes, then what is past."""
    found = []
    for regime in regimes_followed(viewer, on=day):
        units = units_followed(viewer, regime, on=day)
        mine = None if units is None else list(units.values_list("pk", flat=True))
        about = Obligation.objects.filter(
            regime=regime, frozen_at__isnull=False, due_at__gt=now - BACK, due_at__lt=now + AHEAD
        )
        if mine is not None:
            about = about.filter(unit__in=mine)
        periods = Period.objects.filter(pk__in=about.values("period")).order_by("window")
        urges = may_urge(viewer, regime, on=day)
        for period in periods[:MOST_DEADLINES]:
            on = last_day(period)
            owed = owed_for(regime.pk, period.pk, units=mine, day=on, now=now)
            found.append(Watched(regime, period, owed, urges))
    return sorted((one for one in found if one.owed), key=lambda one: _nearness(one, now))


def _nearness(one: Watched, now: dt.datetime) -> tuple[bool, dt.timedelta]:
    due = _due_at(one)
    return due < now, abs(due - now)


def _due_at(one: Watched) -> dt.datetime:
    """Return the next due time of those that are missing, or the last of all."""
    missing = [each.due_at for each in one.owed if each.step not in (*HAVE_LEFT, Step.EXCLUDED)]
    return min(missing) if missing else max(each.due_at for each in one.owed)


def _deadline(one: Watched, now: dt.datetime) -> Deadline:
    counts, due = tally(one.owed), _due_at(one)
    regime, period = one.called
    return Deadline(
        regime_id=one.regime.pk,
        period_id=one.period.pk,
        regime=regime,
        period=period,
        due_at=due,
        due=due_mark(due, now=now),
        missing=counts.must - counts.sent,
        must=counts.must,
    )


def _missing(one: Watched, now: dt.datetime, day: dt.date) -> list[Missing]:
    """Return who has not sent, of a period that has ended: before that nobody is missing."""
    if one.period.window.upper > now:
        return []
    gone = (*HAVE_LEFT, Step.EXCLUDED)
    lines = [each for each in one.owed if each.step not in gone]
    duties = Duty.objects.filter(unit__in=[each.unit_id for each in lines], valid__contains=day)
    called = {each.unit_id: each for each in duties}
    return [
        Missing(
            owed=each,
            report=" – ".join(one.called),
            mark=step_mark(each),
            due=due_mark(each.due_at, now=now),
            on_duty=called[each.unit_id].name if each.unit_id in called else "",
            telephone=called[each.unit_id].telephone if each.unit_id in called else "",
            may_be_urged=one.may_urge,
        )
        for each in lines
    ]


def _alerts(
    watched: Sequence[Watched], viewer: User, now: dt.datetime, day: dt.date
) -> list[SeenAlert]:
    found = []
    for one in watched:
        due = [each for each in one.owed if each.due_at < now]
        regime, period = one.called
        found += stale_alerts(due, regime=regime, period=period)
    if viewer.may(Indicators.VIEW, None, on=day):
        found += figure_alerts(now=now, day=day)
    known = with_what_was_said(found)
    people = names_of(one.seen.actor for one in known if one.seen)
    return [SeenAlert(one, people[one.seen.actor] if one.seen else "") for one in known]
