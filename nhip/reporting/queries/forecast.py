"""Dự kiến nghĩa vụ: for which days a regime's obligations are to be made out now."""

import datetime as dt
from collections.abc import Sequence

from nhip.core.clock import local
from nhip.indicators.rules.calendars import Span
from nhip.indicators.rules.periods import CALENDARS
from nhip.indicators.rules.working_days import shipped
from nhip.reporting.models import Regime
from nhip.reporting.rules.deadlines import Due, Window, known_dues
from nhip.reporting.rules.forecast import period_before, periods_to_hold

Days = tuple[dt.date, dt.date]


def days_to_generate(regime: Regime, *, now: dt.datetime) -> Days | None:
    """Return the days in which periods end that lack obligations or have begun; None if none do.

    It begins where the frozen obligations end, so what a node missed while it was out is caught up.
    """
    wanted = [span for span in _wanted(regime, now) if deadlines(regime, span) is not None]
    if not wanted or not _has_work(regime, wanted, now):
        return None
    return wanted[0].last_date, wanted[-1].last_date


def deadlines(regime: Regime, span: Span) -> tuple[Due, ...] | None:
    """Return when each tier's report of a period is due, or None while nobody can know."""
    rule, window = regime.rule, Window(span.starts_at, span.ends_at)
    return known_dues(rule.rules, window, policy=rule.policy, working_days=shipped())


def _wanted(regime: Regime, now: dt.datetime) -> list[Span]:
    calendar = CALENDARS[regime.calendar]
    spans = periods_to_hold(calendar, regime.cut, since=_since(regime), today=local(now).date())
    return [span for span in spans if span.first_date in regime.valid]


def _since(regime: Regime) -> dt.date:
    """Return the last day of the newest frozen period, else that of the first period to be owed."""
    frozen = regime.obligations.filter(frozen_at__isnull=False).select_related("period__calendar")
    if (newest := frozen.order_by("-period__window").first()) is not None:
        return newest.period.span.last_date
    return _first_day(regime)


def _first_day(regime: Regime) -> dt.date:
    """Nobody owes what was due before the regime began here; what is still to come in is owed."""
    assert regime.activated_at is not None
    began = local(regime.activated_at).date()
    former = period_before(CALENDARS[regime.calendar], regime.cut, began)
    due = deadlines(regime, former) if former is not None else None
    if former is None or not due or due[-1].at <= regime.activated_at:
        return began
    return former.last_date


def _has_work(regime: Regime, wanted: Sequence[Span], now: dt.datetime) -> bool:
    begun = regime.obligations.filter(frozen_at=None, period__window__startswith__lte=now)
    keys = {span.key for span in wanted}
    held = regime.obligations.filter(period__key__in=keys).values("period__key").distinct()
    return held.count() < len(keys) or begun.exists()
