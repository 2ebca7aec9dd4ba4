"""Trang thời hạn: one obligation with what changed its time; requests, outages, reminders."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from nhip.accounts.models import User
from nhip.accounts.queries import names_of, scope
from nhip.core.clock import local
from nhip.desk.queries.asking_page import AskedLine, asked_below
from nhip.organisations.models import Unit
from nhip.organisations.queries import successors
from nhip.reporting.models import (
    ExtensionRequest,
    Incident,
    Obligation,
    ObligationChange,
    ReminderChoice,
)
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.following import receiving_by_regime
from nhip.reporting.queries.giving import DECIDES, gives
from nhip.reporting.queries.letters import Told, told_in_work
from nhip.reporting.queries.titles import Title, title_of, titles_of, unit_names
from nhip.reporting.rules.states import Stage

MOST = 100
_OUT = (ObligationChange.Kind.EXCLUSION, ObligationChange.Kind.TRANSFER)


@dataclass(frozen=True)
class Changed:
    """Thay đổi: what was changed, to when, why, by whom."""

    kind: str
    due_at: dt.datetime | None
    reason: str
    who: str
    at: dt.datetime


@dataclass(frozen=True)
class Asked:
    """Đề nghị gia hạn của một báo cáo."""

    pk: int
    obligation_id: int
    title: Title | None
    until: dt.datetime
    reason: str
    who: str
    at: dt.datetime
    answer: str
    answer_reason: str
    is_open: bool


@dataclass(frozen=True)
class ObligationPage:
    """Trang một nghĩa vụ: its time, what changed it, and what this person may do about it."""

    pk: int
    unit_id: int
    title: Title
    first_due_at: dt.datetime
    is_out: bool
    has_left: bool
    changes: Sequence[Changed]
    requests: Sequence[Asked]
    may_ask: bool
    may_decide: bool
    successors: Sequence[tuple[int, str]]
    below: AskedLine | None
    may_pass_on: bool


@dataclass(frozen=True)
class RemindersPage:
    """Trang nhắc hạn: what the ladder says now, and how this person is told."""

    told: Sequence[Told]
    by_mail: bool
    email: str
    language: str
    to_decide: Sequence[Asked]


@dataclass(frozen=True)
class IncidentLine:
    """Sự cố đã khai báo, with how many reports it touched."""

    incident: Incident
    unit: str
    who: str
    touched: int


def obligation_page(pk: int, *, viewer: User, now: dt.datetime) -> ObligationPage | None:
    """Return the page of an obligation; None if this person may neither see nor decide it."""
    day = local(now).date()
    one = Obligation.objects.counted().filter(pk=pk).first() or _out(pk)
    if one is None:
        return None
    decides = gives(viewer, one, on=day)
    if not (decides or viewer.may(Permission.VIEW, one.unit_id, on=day)):
        return None
    due_at, has_left = one.due_in_force(), one.reports.filter(stage=Stage.ISSUED).exists()
    enters = viewer.may(Permission.ENTER, one.unit_id, on=day)
    requests = _asked(list(one.extension_requests.all()), {}, now)
    name = unit_names([one.unit_id], on=day).get(one.unit_id, "")
    heirs = list(successors(one.unit_id, on=day).values_list("pk", flat=True)) if decides else []
    return ObligationPage(
        pk=one.pk,
        unit_id=one.unit_id,
        title=title_of(one, unit=name, now=now),
        first_due_at=one.due_at,
        is_out=getattr(one, "last_change", None) in _OUT,
        has_left=has_left,
        changes=_changes(one),
        requests=requests,
        may_ask=enters and due_at > now and not has_left and not any(r.is_open for r in requests),
        may_decide=decides and not has_left,
        successors=list(unit_names(heirs, on=day).items()),
        below=asked_below(one.pk, now=now),
        may_pass_on=due_at > now
        and viewer.may(Permission.REQUEST, one.unit_id, on=day)
        and Unit.objects.children_of(one.unit_id, on=day).exists(),
    )


def reminders_page(*, viewer: User, now: dt.datetime) -> RemindersPage:
    """Return what this person is reminded of now, and which requests wait for them."""
    choice = ReminderChoice.objects.filter(user=viewer).first()
    return RemindersPage(
        told=told_in_work(viewer=viewer, now=now),
        by_mail=choice.by_mail if choice else True,
        email=viewer.email,
        language=viewer.language,
        to_decide=requests_to_decide(viewer=viewer, now=now),
    )


def requests_to_decide(*, viewer: User, now: dt.datetime) -> list[Asked]:
    """Return the open requests for more time that this person decides, first due first."""
    day = local(now).date()
    rows = ExtensionRequest.objects.open().filter(expires_at__gt=now).order_by("expires_at")
    held = list(rows.select_related("obligation__regime", "obligation__period")[:MOST])
    regimes = {one.obligation.regime_id: one.obligation.regime for one in held}
    receiving = receiving_by_regime(list(regimes.values()), on=day)
    deciding = reduce(or_, (scope(viewer, right, on=day) for right in DECIDES))
    mine = set(deciding.values_list("pk", flat=True))
    shown = [one for one in held if mine & {*receiving[one.obligation.regime_id]}]
    titles = titles_of([one.obligation for one in shown], now=now)
    return _asked(shown, titles, now)


def incidents_declared() -> list[IncidentLine]:
    """Return the outages declared here, the newest first."""
    rows = list(Incident.objects.all()[:MOST])
    counts: dict[int, int] = {}
    changes = ObligationChange.objects.filter(incident__in=rows).order_by()
    for pk in changes.values_list("incident", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    today = max((local(one.declared_at).date() for one in rows), default=dt.date.min)
    names = unit_names({one.unit_id for one in rows}, on=today)
    people = names_of(one.actor for one in rows)
    return [
        IncidentLine(one, names.get(one.unit_id, ""), people[one.actor], counts.get(one.pk, 0))
        for one in rows
    ]


def _out(pk: int) -> Obligation | None:
    """Return an obligation that does not count: excluded, handed on, or still a forecast."""
    rows = Obligation.objects.in_force().select_related("regime", "period")
    return rows.filter(pk=pk).first()


def _changes(one: Obligation) -> list[Changed]:
    rows = list(one.changes.all())
    people = names_of(each.actor for each in rows)
    return [
        Changed(
            each.get_kind_display(), each.due_at, each.reason, people[each.actor], each.changed_at
        )
        for each in rows
    ]


def _asked(
    rows: Sequence[ExtensionRequest], titles: dict[int, Title], now: dt.datetime
) -> list[Asked]:
    people = names_of(one.asked_by for one in rows)
    return [
        Asked(
            pk=one.pk,
            obligation_id=one.obligation_id,
            title=titles.get(one.obligation_id),
            until=one.until,
            reason=one.reason,
            who=people[one.asked_by],
            at=one.asked_at,
            answer=one.get_answer_display(),
            answer_reason=one.answer_reason,
            is_open=one.answer == ExtensionRequest.Answer.NONE and one.expires_at > now,
        )
        for one in rows
    ]
