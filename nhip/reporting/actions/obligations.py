"""Nghĩa vụ báo cáo: forecast and freeze what is owed; later changes are dated rows beside it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid, Refused
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.indicators.actions.resolution import ensure_periods
from nhip.indicators.queries.working_days import working_days
from nhip.indicators.rules.calendars import Span
from nhip.indicators.rules.periods import CALENDARS
from nhip.indicators.rules.working_days import WorkingDays
from nhip.organisations.models import Unit
from nhip.reporting.models import Intake, Obligation, ObligationChange, Regime
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.forecast import deadlines
from nhip.reporting.queries.giving import require_giver
from nhip.reporting.rules.forecast import owed as owed_spans
from nhip.reporting.rules.forecast import periods_on
from nhip.reporting.rules.states import Stage

FROZEN = "reporting.obligation.frozen"
CHANGED = "reporting.obligation.changed"


WANTED = """
INSERT INTO reporting_obligation AS o (regime_id, unit_id, period_id, tier, due_at)
SELECT %(regime)s, unit_id, period_id, tier, due_at
FROM unnest(%(units)s::bigint[], %(of)s::bigint[], %(tiers)s::text[], %(dues)s::timestamptz[])
    AS wanted(unit_id, period_id, tier, due_at)
ON CONFLICT (regime_id, period_id, unit_id, tier) DO UPDATE SET due_at = excluded.due_at
    WHERE o.due_at <> excluded.due_at
"""
GONE = """
DELETE FROM reporting_obligation o
WHERE o.regime_id = %(regime)s AND o.period_id = ANY (%(periods)s) AND o.frozen_at IS NULL
  AND NOT EXISTS (
    SELECT FROM unnest(%(units)s::bigint[], %(of)s::bigint[], %(tiers)s::text[])
        AS wanted(unit_id, period_id, tier)
    WHERE wanted.unit_id = o.unit_id AND wanted.period_id = o.period_id AND wanted.tier = o.tier)
"""


class RegimeIsNotActive(Refused):
    """Chế độ chưa áp dụng: nobody owes what is not in force."""

    message = _("%(regime)s is not active; nobody owes it.")


class CalendarIsMissing(Refused):
    """Chưa có lịch: the periods of a regime come from the calendars of the dictionary."""

    message = _("The calendar %(calendar)s is not loaded; load the indicators first.")


class ReasonIsMissing(Invalid):
    """Thiếu lý do."""

    message = _("Give the reason.")


class NotFrozen(Refused):
    """Kỳ chưa mở: while a period is not open, its obligations are only a forecast."""

    message = _("The period is not open yet; what is owed is still a forecast.")


class EarlierThanBefore(Refused):
    """Gia hạn: an extension only moves a deadline later."""

    message = _("An extension moves the deadline later; it is %(due)s already.")


class AlreadySent(Refused):
    """Đã gửi: a report that has left cannot be taken out of the count."""

    message = _("The report was sent already.")


class PeriodIsClosed(Refused):
    """Kỳ đã chốt: once its reports are closed, who had to report stays as it was."""

    message = _("The period was closed; who had to report in it stays as it was.")


@dataclass(frozen=True)
class Owed:
    """Phải báo cáo: one line of the forecast."""

    unit_id: int
    period_id: int
    tier: str
    due_at: dt.datetime


@transaction.atomic
def generate_obligations(
    *, actor: Actor, regime_id: int, first: dt.date, last: dt.date, now: dt.datetime
) -> int:
    """Lập danh sách phải báo cáo: forecast what is owed in some days, and freeze what is open.

    Regenerating changes forecasts only, never a frozen period; a period whose deadline depends on
    holidays not decreed yet is left for later. Returns how many are frozen now.
    Raises RegimeIsNotActive, CalendarIsMissing.
    """
    regime = Regime.objects.select_for_update().get(pk=regime_id)
    require(actor, Permission.ADMINISTER, None, on=local(now).date())

    if regime.status != Regime.Status.ACTIVE:
        raise RegimeIsNotActive(regime=regime.name)
    known = working_days()
    spans = _spans(regime, first, last, known)
    periods = _periods(regime, spans)
    closed = _frozen_periods(regime, periods)

    forecast = [
        owed
        for span in spans
        if (period := periods[span.key]) not in closed
        for owed in _owed(regime, span, period, known)
    ]
    _write(regime, forecast, set(periods.values()) - closed)

    return _freeze(regime, actor=actor, now=now)


def extend(
    *, actor: Actor, obligation_id: int, due_at: dt.datetime, reason: str, now: dt.datetime
) -> ObligationChange:
    """Gia hạn. Raises ReasonIsMissing, NotFrozen, EarlierThanBefore."""
    return _change(
        actor, obligation_id, now, reason, kind=ObligationChange.Kind.EXTENSION, due_at=due_at
    )


def exclude(*, actor: Actor, obligation_id: int, reason: str, now: dt.datetime) -> ObligationChange:
    """Loại khỏi diện phải báo cáo.

    Raises ReasonIsMissing, NotFrozen, AlreadySent, PeriodIsClosed.
    """
    return _change(actor, obligation_id, now, reason, kind=ObligationChange.Kind.EXCLUSION)


def restore(*, actor: Actor, obligation_id: int, reason: str, now: dt.datetime) -> ObligationChange:
    """Đưa lại vào diện phải báo cáo, while the period is open.

    Raises ReasonIsMissing, NotFrozen, AlreadySent, PeriodIsClosed.
    """
    return _change(actor, obligation_id, now, reason, kind=ObligationChange.Kind.RESTORATION)


@transaction.atomic
def transfer(
    *, actor: Actor, obligation_id: int, successor_id: int, reason: str, now: dt.datetime
) -> Obligation:
    """Chuyển cho đơn vị kế thừa: the successor owes the same report by the same time.

    Raises ReasonIsMissing, NotFrozen, AlreadySent, PeriodIsClosed.
    """
    change = _change(
        actor,
        obligation_id,
        now,
        reason,
        kind=ObligationChange.Kind.TRANSFER,
        successor_id=successor_id,
    )
    former = change.obligation
    inherited, _new = Obligation.objects.get_or_create(
        regime=former.regime,
        period=former.period,
        unit_id=successor_id,
        tier=former.tier,
        defaults={"due_at": former.due_in_force(), "frozen_at": now},
    )
    return inherited


def _spans(regime: Regime, first: dt.date, last: dt.date, known: WorkingDays) -> list[Span]:
    """Return the periods whose last day lies between two days, while the regime is valid."""
    calendar = CALENDARS[regime.calendar]
    spans = periods_on(calendar, regime.cut, first, last)
    held = owed_spans(calendar, regime.cut, spans, working_days=known)
    return [span for span in held if span.first_date in regime.valid]


def _periods(regime: Regime, spans: list[Span]) -> dict[str, int]:
    """Return the row of each period, opened now if it is new. Raises CalendarIsMissing."""
    rows = ensure_periods({span.key for span in spans})
    if None in rows.values():
        raise CalendarIsMissing(calendar=regime.calendar)
    return {key: row for key, row in rows.items() if row is not None}


def _owed(regime: Regime, span: Span, period_id: int, known: WorkingDays) -> Iterator[Owed]:
    due = {one.tier: one.at for one in deadlines(regime, span, known) or ()}
    for reporters in regime.reporters if due else ():
        for unit_id in _reporting_units(reporters, on=span.last_date):
            yield Owed(unit_id, period_id, reporters["tier"], due[reporters["tier"]])


def _reporting_units(reporters: dict[str, Any], *, on: dt.date) -> list[int]:
    if kind := reporters.get("kind"):
        return list(Unit.objects.of_kind(kind, on=on).order_by("pk").values_list("pk", flat=True))
    named = (_named(scheme, code, on=on) for scheme, code in reporters["codes"])
    return [unit.pk for unit in named if unit is not None]


def _named(scheme: str, code: str, *, on: dt.date) -> Unit | None:
    """Return the unit of a code, None once it is merged or dissolved: then it owes nothing.

    Raises Unit.DoesNotExist for a code that no unit ever bore.
    """
    try:
        return Unit.objects.by_code(scheme, code, on=on)
    except Unit.DoesNotExist:
        if Unit.objects.filter(codes__scheme=scheme, codes__value=code).exists():
            return None
        raise


def _frozen_periods(regime: Regime, periods: dict[str, int]) -> set[int]:
    frozen = regime.obligations.filter(period__in=periods.values(), frozen_at__isnull=False)
    return set(frozen.values_list("period_id", flat=True))


def _write(regime: Regime, forecast: list[Owed], periods: set[int]) -> None:
    """Bring what is not frozen in line with the forecast, by two statements for all units."""
    values: dict[str, Any] = {
        "regime": regime.pk,
        "periods": list(periods),
        "units": [owed.unit_id for owed in forecast],
        "of": [owed.period_id for owed in forecast],
        "tiers": [owed.tier for owed in forecast],
        "dues": [owed.due_at for owed in forecast],
    }
    with connection.cursor() as cursor:
        cursor.execute(WANTED, values)
        cursor.execute(GONE, values)


def _freeze(regime: Regime, *, actor: Actor, now: dt.datetime) -> int:
    due = regime.obligations.filter(frozen_at=None, period__window__startswith__lte=now)
    frozen = due.update(frozen_at=now)
    if frozen:
        record(FROZEN, regime, actor=actor, now=now, count=frozen)
    return frozen


@transaction.atomic
def _change(
    actor: Actor, obligation_id: int, now: dt.datetime, reason: str, **what: Any
) -> ObligationChange:
    obligation = Obligation.objects.locked(obligation_id)
    require_giver(actor, obligation, on=local(now).date())

    return write_change(obligation, actor=actor, now=now, reason=reason, **what)


def write_change(
    obligation: Obligation, *, actor: Actor, now: dt.datetime, reason: str, **what: Any
) -> ObligationChange:
    """Write a dated change beside an obligation that is held, by who was let to.

    Raises ReasonIsMissing, NotFrozen, EarlierThanBefore, AlreadySent, PeriodIsClosed.
    """
    if not reason.strip():
        raise ReasonIsMissing
    if obligation.frozen_at is None:
        raise NotFrozen
    _check_change(obligation, what)

    change = ObligationChange.objects.create(
        obligation=obligation, reason=reason, actor=actor.ref, changed_at=now, **what
    )

    record(CHANGED, obligation, actor=actor, now=now, kind=what["kind"], reason=reason)
    return change


def _check_change(obligation: Obligation, what: dict[str, Any]) -> None:
    if what["kind"] == ObligationChange.Kind.EXTENSION:
        due = obligation.due_in_force()
        if what["due_at"] <= due:
            raise EarlierThanBefore(due=f"{local(due):%H:%M %d/%m/%Y}")
        return
    if _was_sent(obligation):
        raise AlreadySent
    if Intake.objects.closed(obligation).exists():
        raise PeriodIsClosed


def _was_sent(obligation: Obligation) -> bool:
    """Tell whether the report has left here, or was taken into totals here."""
    if obligation.reports.filter(stage=Stage.ISSUED).exists():
        return True
    return Intake.objects.of(obligation).in_totals().exists()
