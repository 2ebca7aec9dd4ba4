"""Bàn trực: what falls due next, who is missing and whom to call, what is out of the ordinary."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from nhip.accounts.models import User
from nhip.accounts.queries import names_of, scope
from nhip.core.clock import local
from nhip.desk.queries.progress_page import Logged, logged
from nhip.indicators.models import Indicator, Period
from nhip.indicators.permissions import Permission as Indicators
from nhip.reporting.models import Duty, Obligation, Regime, Urge
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.alerts import Alert, figure_alerts, stale_alerts, with_what_was_said
from nhip.reporting.queries.following import Following, following
from nhip.reporting.queries.progress import step_mark
from nhip.reporting.queries.standing import Frame, Owed, owed_in
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
    missing = _missing(watched, now, day)
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
    followed = {one.regime.pk: one for one in following(viewer, on=day)}
    frames = _frames(followed, viewer, now, day)
    periods = Period.objects.in_bulk({period for _regime, period in frames})
    owed = _owed(frames, followed, viewer, now, day)
    found = [
        Watched(followed[regime].regime, periods[period], lines, followed[regime].may_urge)
        for (regime, period), lines in owed.items()
    ]
    return sorted(found, key=lambda one: _nearness(one, now))


def _frames(
    followed: Mapping[int, Following], viewer: User, now: dt.datetime, day: dt.date
) -> list[Frame]:
    """Return the regimes and periods about now, of each regime the first ones."""
    whole = Q(regime__in=[pk for pk, one in followed.items() if one.sees_all])
    mine = Q(regime__in=followed, unit__in=scope(viewer, Permission.VIEW, on=day))
    about = Obligation.objects.filter(
        whole | mine, frozen_at__isnull=False, due_at__gt=now - BACK, due_at__lt=now + AHEAD
    )
    found: dict[int, list[Frame]] = {}
    rows = about.order_by("period__window").values_list("regime_id", "period_id")
    for regime, period in rows.distinct():
        found.setdefault(regime, []).append((regime, period))
    return [frame for frames in found.values() for frame in frames[:MOST_DEADLINES]]


def _owed(
    frames: Sequence[Frame],
    followed: Mapping[int, Following],
    viewer: User,
    now: dt.datetime,
    day: dt.date,
) -> dict[Frame, list[Owed]]:
    """Return what everybody owes where one sees everybody, elsewhere what one's own units owe."""
    whole = {frame for frame in frames if followed[frame[0]].sees_all}
    mine = scope(viewer, Permission.VIEW, on=day).values_list("pk", flat=True)
    own = owed_in({*frames} - whole, units=list(mine), now=now)
    return own | owed_in(whole, units=None, now=now)


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


def _missing(watched: Sequence[Watched], now: dt.datetime, day: dt.date) -> list[Missing]:
    """Return who has not sent, of periods that have ended: before that nobody is missing."""
    gone = (*HAVE_LEFT, Step.EXCLUDED)
    ended = [one for one in watched if one.period.window.upper <= now]
    lines = [(one, each) for one in ended for each in one.owed if each.step not in gone]
    units = {each.unit_id for _one, each in lines}
    duties = Duty.objects.filter(unit__in=units, valid__contains=day)
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
        for one, each in lines
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
