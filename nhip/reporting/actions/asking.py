"""Yêu cầu báo cáo đột xuất: ask units for a report at once; ask those below for what one owes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.indicators.actions.resolution import ensure_periods
from nhip.organisations.models import Code, Unit
from nhip.reporting.actions.obligations import CalendarIsMissing, NotFrozen, ReasonIsMissing
from nhip.reporting.models import AdHocRequest, Form, FormVersion, Obligation, Regime
from nhip.reporting.permissions import Permission
from nhip.reporting.rules.asking import (
    MOST_QUESTIONS,
    TIER,
    Question,
    Request,
    description,
    specification,
)
from nhip.reporting.rules.specification import parse_form

ASKED = "reporting.request.asked"


class NothingIsAsked(Invalid):
    """Thiếu nội dung yêu cầu: a title, what to report, its legal basis, questions or a form."""

    message = _("Give a title, what to report, the legal basis, and at least one question.")


class NobodyIsAsked(Invalid):
    """Thiếu đơn vị: a request names who reports."""

    message = _("Choose at least one unit with a code of the directory.")


class NoTimeIsLeft(Invalid):
    """Hạn đã qua, or not before the time by which the asking agency owes the whole."""

    message = _("The report must be due after now, and before the time of the whole: %(due)s.")


@dataclass(frozen=True)
class Asking:
    """Nội dung yêu cầu: what is asked of whom, why, by which law and by when."""

    agency_id: int
    title: str
    content: str
    reason: str
    basis: str
    due_at: dt.datetime
    units: Sequence[int]
    questions: Sequence[Question] = ()


@transaction.atomic
def ask_report(*, actor: Actor, asking: Asking, now: dt.datetime) -> AdHocRequest:
    """Yêu cầu báo cáo đột xuất: form, regime and what each unit owes, at once and in force.

    Raises ReasonIsMissing, NothingIsAsked, NobodyIsAsked, NoTimeIsLeft, CalendarIsMissing.
    """
    agency = Unit.objects.select_for_update().get(pk=asking.agency_id)
    day = local(now).date()
    require(actor, Permission.REQUEST, agency.pk, on=day)

    _check(asking, now)
    code = _next_code(agency, day)
    form = _make_form(code, asking, day, now)
    request = Request(code, asking.title, asking.content, asking.basis, day, asking.due_at)
    regime = _make_regime(request, form, agency, asking.units, now)
    asked = _keep(regime, agency, None, asking.reason, actor, now)
    count = _owe(regime, asking.units, f"D:{day}", asking.due_at, now)

    record(ASKED, asked, actor=actor, now=now, count=count, regime=regime.code)
    return asked


@transaction.atomic
def ask_below(
    *,
    actor: Actor,
    obligation_id: int,
    units: Sequence[int],
    due_at: dt.datetime,
    now: dt.datetime,
) -> AdHocRequest:
    """Giao cấp dưới: ask units below for the same form and period, due before one's own report.

    Asking again adds the units that were not asked yet.
    Raises NotFrozen, NobodyIsAsked, NoTimeIsLeft.
    """
    owed = Obligation.objects.locked(obligation_id)
    day = local(now).date()
    require(actor, Permission.REQUEST, owed.unit_id, on=day)

    if owed.frozen_at is None:
        raise NotFrozen
    below = list(Unit.objects.under(owed.unit_id, on=day).filter(pk__in=units).order_by("pk"))
    chosen = [one.pk for one in below if one.pk != owed.unit_id]
    if not chosen:
        raise NobodyIsAsked
    whole = owed.due_in_force()
    if not now < due_at < whole:
        raise NoTimeIsLeft(due=f"{local(whole):%H:%M %d/%m/%Y}")
    asked = AdHocRequest.objects.filter(parent=owed).select_related("regime").first()
    if asked is None:
        asked = _pass_on(owed, chosen, due_at, actor, now)
    count = _owe(asked.regime, chosen, owed.period.key, due_at, now)

    record(ASKED, asked, actor=actor, now=now, count=count, regime=asked.regime.code)
    return asked


def _check(asking: Asking, now: dt.datetime) -> None:
    if not asking.reason.strip():
        raise ReasonIsMissing
    words = (asking.title, asking.content, asking.basis)
    few = 0 < len(asking.questions) <= MOST_QUESTIONS
    if not (few and all(word.strip() for word in words)):
        raise NothingIsAsked
    if any(not one.label.strip() for one in asking.questions):
        raise NothingIsAsked
    if asking.due_at <= now:
        raise NoTimeIsLeft(due="–")


def _next_code(agency: Unit, day: dt.date) -> str:
    """Return the next code of the agency's requests of a year; the agency is held meanwhile."""
    begins = f"DX.{agency.code_on('qd20', day)}.{day.year}."
    return f"{begins}{Regime.objects.filter(code__startswith=begins).count() + 1:03}"


def _make_form(code: str, asking: Asking, day: dt.date, now: dt.datetime) -> Form:
    spec = specification(asking.title, asking.questions)
    parse_form(code, "1", spec)
    form = Form.objects.create(code=code, title=asking.title)
    FormVersion.objects.create(
        form=form,
        version="1",
        decision_number=asking.basis,
        decision_date=day,
        decision_issuer=Unit.objects.get(pk=asking.agency_id).name_on(day),
        valid=DateRange(day, None),
        specification=spec,
        note="[design]",
        activated_at=now,
    )
    return form


def _make_regime(
    request: Request, form: Form, agency: Unit, units: Sequence[int], now: dt.datetime
) -> Regime:
    day = local(now).date()
    held = Code.objects.filter(unit__in=units, scheme="qd20", valid__contains=day)
    codes = list(held.order_by("value").values_list("value", flat=True))
    if not codes or len(codes) < len(set(units)):
        raise NobodyIsAsked
    recipient = {
        "scheme": "qd20",
        "code": agency.code_on("qd20", day),
        "name": agency.name_on(day),
    }
    return Regime.objects.create(
        code=request.code,
        name=request.title,
        regime_class="administrative",
        kind="ad_hoc",
        form=form,
        valid=DateRange(request.as_of, None),
        description=description(request, form=form.code, recipient=recipient, codes=codes),
        status=Regime.Status.ACTIVE,
        activated_at=now,
        issuer=agency,
    )


def _pass_on(
    owed: Obligation, units: Sequence[int], due_at: dt.datetime, actor: Actor, now: dt.datetime
) -> AdHocRequest:
    """Open the request that passes on what an agency owes, on the same form."""
    agency = Unit.objects.select_for_update().get(pk=owed.unit_id)
    day, above = local(now).date(), owed.regime
    request = Request(
        code=_next_code(agency, day),
        title=above.name,
        content=str(above.description.get("content") or above.name),
        basis=above.code,
        as_of=owed.period.span.last_date,
        due_at=due_at,
    )
    regime = _make_regime(request, above.form, agency, units, now)
    return _keep(regime, agency, owed, above.name, actor, now)


def _keep(
    regime: Regime,
    agency: Unit,
    parent: Obligation | None,
    reason: str,
    actor: Actor,
    now: dt.datetime,
) -> AdHocRequest:
    return AdHocRequest.objects.create(
        regime=regime,
        agency=agency,
        parent=parent,
        reason=reason,
        asked_by=actor.ref,
        asked_at=now,
    )


def _owe(
    regime: Regime, units: Sequence[int], key: str, due_at: dt.datetime, now: dt.datetime
) -> int:
    """Write what each unit owes, at once; return how many owe the request now."""
    period = ensure_periods({key})[key]
    if period is None:
        raise CalendarIsMissing(calendar=key.partition(":")[0])
    Obligation.objects.bulk_create(
        [
            Obligation(
                regime=regime,
                unit_id=unit,
                period_id=period,
                tier=TIER,
                due_at=due_at,
                frozen_at=now,
            )
            for unit in dict.fromkeys(units)
        ],
        ignore_conflicts=True,
        batch_size=1_000,
    )
    return regime.obligations.count()
