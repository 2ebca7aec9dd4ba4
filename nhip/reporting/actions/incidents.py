"""Sự cố: declare when the system was down, so that what was due then is moved or excused."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import TimestamptzRange

from nhip.core.clock import local
from nhip.core.errors import Invalid, Refused
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.organisations.models import Unit
from nhip.reporting.actions.obligations import ReasonIsMissing
from nhip.reporting.models import Incident, Obligation, ObligationChange
from nhip.reporting.permissions import Permission

DECLARED = "reporting.incident.declared"

_KINDS = {
    Incident.Effect.MOVE: ObligationChange.Kind.EXTENSION,
    Incident.Effect.MARK: ObligationChange.Kind.INCIDENT,
}


class ReferenceIsMissing(Invalid):
    """Thiếu số hiệu sự cố."""

    message = _("Give the reference under which the outage is known.")


class OutageIsWrong(Invalid):
    """Thời gian sự cố sai: it ends after it begins, and late entry ends after that."""

    message = _("An outage ends after it begins, and there is time to enter late after its end.")


class KnownIncident(Refused):
    """Đã khai báo: one reference names one outage."""

    message = _("The incident %(reference)s was declared already, with other facts.")


@dataclass(frozen=True)
class Outage:
    """Sự cố hệ thống: from when to when, for a unit and all under it, and what follows."""

    reference: str
    unit_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    enter_by: dt.datetime
    effect: Incident.Effect
    reason: str


@transaction.atomic
def declare_incident(*, actor: Actor, outage: Outage, now: dt.datetime) -> tuple[Incident, int]:
    """Khai báo sự cố: move what was due in an outage, or excuse late entry, under its reference.

    Returns the incident and how many reports it touches; twice is once.
    Raises ReferenceIsMissing, ReasonIsMissing, OutageIsWrong, KnownIncident.
    """
    Unit.objects.select_for_update().get(pk=outage.unit_id)
    require(actor, Permission.ADMINISTER, outage.unit_id, on=local(now).date())

    _check(outage)
    if (held := Incident.objects.filter(reference=outage.reference).first()) is not None:
        if not _is_same(held, outage):
            raise KnownIncident(reference=outage.reference)
        return held, held.changes.count()
    incident = Incident.objects.create(
        reference=outage.reference,
        unit_id=outage.unit_id,
        outage=TimestamptzRange(outage.starts_at, outage.ends_at),
        enter_by=outage.enter_by,
        effect=outage.effect,
        reason=outage.reason,
        actor=actor.ref,
        declared_at=now,
    )
    touched = _change_hit(incident, outage, actor, now)

    record(DECLARED, incident, actor=actor, now=now, count=touched, effect=outage.effect)
    return incident, touched


def _check(outage: Outage) -> None:
    if not outage.reference.strip():
        raise ReferenceIsMissing
    if not outage.reason.strip():
        raise ReasonIsMissing
    if not outage.starts_at < outage.ends_at < outage.enter_by:
        raise OutageIsWrong


def _is_same(held: Incident, outage: Outage) -> bool:
    window = TimestamptzRange(outage.starts_at, outage.ends_at)
    said = (outage.unit_id, window, outage.enter_by, outage.effect)
    return (held.unit_id, held.outage, held.enter_by, held.effect) == said


def _change_hit(incident: Incident, outage: Outage, actor: Actor, now: dt.datetime) -> int:
    """Write a dated change beside everything the outage hit; return how many there are."""
    changes = [
        ObligationChange(
            obligation_id=pk,
            kind=_KINDS[outage.effect],
            due_at=outage.enter_by,
            reason=f"{outage.reference}: {outage.reason}",
            actor=actor.ref,
            changed_at=now,
            incident=incident,
        )
        for pk in _hit(outage)
    ]
    return len(ObligationChange.objects.bulk_create(changes, batch_size=1_000))


def _hit(outage: Outage) -> list[int]:
    """Return what was due while the system was down and had not left in time."""
    day = local(outage.starts_at).date()
    due = Obligation.objects.counted().filter(
        unit__in=Unit.objects.under(outage.unit_id, on=day),
        due_now_at__gte=outage.starts_at,
        due_now_at__lte=outage.ends_at,
    )
    before = due.filter(reports__stage="issued", reports__document__sent_at__lte=outage.starts_at)
    return list(due.exclude(pk__in=before.values("pk")).values_list("pk", flat=True))
