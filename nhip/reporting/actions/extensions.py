"""Gia hạn theo đề nghị: a unit asks for more time; who receives its report grants or refuses."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Refused
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.reporting.actions.obligations import (
    AlreadySent,
    EarlierThanBefore,
    NotFrozen,
    ReasonIsMissing,
    write_change,
)
from nhip.reporting.models import ExtensionRequest, Obligation, ObligationChange
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.giving import require_giver
from nhip.reporting.rules.states import Stage

ASKED = "reporting.extension.asked"
GRANTED = "reporting.extension.granted"
REFUSED = "reporting.extension.refused"
EXPIRED = "reporting.extension.expired"

Answer = ExtensionRequest.Answer


class DueAlready(Refused):
    """Đã đến hạn: more time is asked for before the time is up."""

    message = _("The report was due at %(due)s; more time is asked for before that.")


class AskedAlready(Refused):
    """Đã đề nghị: one request at a time."""

    message = _("More time was asked for already; wait for the decision.")


class DecidedAlready(Refused):
    """Đã quyết định: a request is decided once."""

    message = _("This request was decided, or ran out when the report was due.")


@transaction.atomic
def ask_extension(
    *, actor: Actor, obligation_id: int, until: dt.datetime, reason: str, now: dt.datetime
) -> ExtensionRequest:
    """Đề nghị gia hạn; it runs out when the report is due.

    Raises ReasonIsMissing, NotFrozen, AlreadySent, DueAlready, EarlierThanBefore, AskedAlready.
    """
    obligation = Obligation.objects.locked(obligation_id)
    require(actor, Permission.ENTER, obligation.unit_id, on=local(now).date())

    if not reason.strip():
        raise ReasonIsMissing
    due = _due_of(obligation, now)
    if until <= due:
        raise EarlierThanBefore(due=f"{local(due):%H:%M %d/%m/%Y}")
    if obligation.extension_requests.open().exists():
        raise AskedAlready
    asked = ExtensionRequest.objects.create(
        obligation=obligation,
        until=until,
        reason=reason.strip(),
        asked_by=actor.ref,
        asked_at=now,
        expires_at=due,
    )

    record(ASKED, obligation, actor=actor, now=now, until=until.isoformat(), reason=asked.reason)
    return asked


@transaction.atomic
def grant_extension(
    *, actor: Actor, request_id: int, until: dt.datetime, now: dt.datetime
) -> ExtensionRequest:
    """Đồng ý gia hạn, to the time asked for or another. Raises DecidedAlready, EarlierThanBefore.

    The due time moves by a dated row, and reminders follow it.
    """
    asked = _open(request_id, actor, now)

    write_change(
        asked.obligation,
        actor=actor,
        now=now,
        reason=asked.reason,
        kind=ObligationChange.Kind.EXTENSION,
        due_at=until,
    )
    asked.granted_until = until
    _decide(asked, Answer.GRANTED, actor, now)

    record(GRANTED, asked.obligation, actor=actor, now=now, until=until.isoformat())
    return asked


@transaction.atomic
def refuse_extension(
    *, actor: Actor, request_id: int, reason: str, now: dt.datetime
) -> ExtensionRequest:
    """Từ chối gia hạn, with a reason. Raises DecidedAlready, ReasonIsMissing."""
    asked = _open(request_id, actor, now)

    if not reason.strip():
        raise ReasonIsMissing
    asked.answer_reason = reason.strip()
    _decide(asked, Answer.REFUSED, actor, now)

    record(REFUSED, asked.obligation, actor=actor, now=now, reason=asked.answer_reason)
    return asked


@transaction.atomic
def expire_extensions(*, actor: Actor, now: dt.datetime) -> int:
    """Hết hiệu lực đề nghị: let requests nobody decided in time run out. Returns how many did."""
    require(actor, Permission.ADMINISTER, None, on=local(now).date())
    run_out = list(ExtensionRequest.objects.run_out(now=now).select_related("obligation"))

    keys = [one.pk for one in run_out]
    ExtensionRequest.objects.filter(pk__in=keys).update(answer=Answer.EXPIRED, decided_at=now)

    for one in run_out:
        record(EXPIRED, one.obligation, actor=actor, now=now, request=one.pk)
    return len(run_out)


def _due_of(obligation: Obligation, now: dt.datetime) -> dt.datetime:
    """Return the due time in force. Raises NotFrozen, AlreadySent, DueAlready."""
    if obligation.frozen_at is None:
        raise NotFrozen
    if obligation.reports.filter(stage=Stage.ISSUED).exists():
        raise AlreadySent
    due = obligation.due_in_force()
    if due <= now:
        raise DueAlready(due=f"{local(due):%H:%M %d/%m/%Y}")
    return due


def _open(request_id: int, actor: Actor, now: dt.datetime) -> ExtensionRequest:
    """Hold an open request for who decides about it. Raises DecidedAlready."""
    asked = ExtensionRequest.objects.locked(request_id)
    require_giver(actor, asked.obligation, on=local(now).date())

    if asked.answer != Answer.NONE or asked.expires_at <= now:
        raise DecidedAlready
    return asked


def _decide(asked: ExtensionRequest, answer: str, actor: Actor, now: dt.datetime) -> None:
    asked.answer, asked.decided_by, asked.decided_at = answer, actor.ref, now
    asked.save()
