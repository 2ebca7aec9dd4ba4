"""Dự kiến nghĩa vụ: for which days a regime's obligations are to be made out now."""

import datetime as dt
from collections.abc import Sequence

from nhip.core.clock import local
from nhip.indicators.queries.working_days import working_days
from nhip.indicators.rules.calendars import Span
from nhip.indicators.rules.periods import CALENDARS
from nhip.indicators.rules.working_days import WorkingDays
from nhip.reporting.models import Regime
from nhip.reporting.rules.deadlines import Due, Window, known_dues
from nhip.reporting.rules.forecast import owed, period_before, periods_to_hold

Days = tuple[dt.date, dt.date]


def days_to_generate(regime: Regime, *, now: dt.datetime) -> Days | None:
    """Return the days in which periods end that lack obligations or have begun; None if none do.

    It begins where the frozen obligations end, so what a node missed while it was out is caught up.
    """
    known = working_days()
    wanted = _known(regime, now, known)
    if not wanted or not _has_work(regime, wanted, now):
        return None
    return wanted[0].last_date, wanted[-1].last_date


def days_to_forecast(regime: Regime, *, now: dt.datetime) -> Days | None:
    """Return the days in which the periods end that a regime holds, to be made out anew."""
    wanted = _known(regime, now, working_days())
    return (wanted[0].last_date, wanted[-1].last_date) if wanted else None


def deadlines(regime: Regime, span: Span, known: WorkingDays) -> tuple[Due, ...] | None:
    """Return when each tier's report of a period is due, or None while nobody can know."""
    rule, window = regime.rule, Window(span.starts_at, span.ends_at)
    return known_dues(rule.rules, window, policy=rule.policy, working_days=known)


def _known(regime: Regime, now: dt.datetime, known: WorkingDays) -> list[Span]:
    """Return the periods wanted now whose deadlines can be known."""
    calendar, today = CALENDARS[regime.calendar], local(now).date()
    since = _since(regime, known)
    spans = periods_to_hold(calendar, regime.cut, since=since, today=today)
    held = owed(calendar, regime.cut, spans, working_days=known)
    valid = [span for span in held if span.first_date in regime.valid]
    return [span for span in valid if deadlines(regime, span, known) is not None]


def _since(regime: Regime, known: WorkingDays) -> dt.date:
    """Return the last day of the newest frozen period, else that of the first period to be owed."""
    frozen = regime.obligations.filter(frozen_at__isnull=False).select_related("period__calendar")
    if (newest := frozen.order_by("-period__window").first()) is not None:
        return newest.period.span.last_date
    return _first_day(regime, known)


def _first_day(regime: Regime, known: WorkingDays) -> dt.date:
    """Nobody owes what was due before the regime began here; what is still to come in is owed."""
    assert regime.activated_at is not None
    began = local(regime.activated_at).date()
    former = period_before(CALENDARS[regime.calendar], regime.cut, began)
    due = deadlines(regime, former, known) if former is not None else None
    if former is None or not due or due[-1].at <= regime.activated_at:
        return began
    return former.last_date


def _has_work(regime: Regime, wanted: Sequence[Span], now: dt.datetime) -> bool:
    begun = regime.obligations.filter(frozen_at=None, period__window__startswith__lte=now)
    keys = {span.key for span in wanted}
    held = regime.obligations.filter(period__key__in=keys).values("period__key").distinct()
    return held.count() < len(keys) or begun.exists()
