"""Đôn đốc, trực, xác nhận cảnh báo: remind who has not reported; say who can be called."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange, TimestamptzRange

from nhip.core.clock import local
from nhip.core.errors import Invalid, Refused
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.exchange.queries import is_hosted
from nhip.organisations.models import Code
from nhip.reporting.models import Acknowledgement, Duty, Intake, Obligation, Urge
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.following import urging_agencies
from nhip.reporting.rules.states import Stage

URGED = "reporting.obligation.urged"
ALL_URGED = "reporting.regime.urged"
PUT_ON = "reporting.duty.put_on"
ACKNOWLEDGED = "reporting.alert.acknowledged"
QUIET = dt.timedelta(hours=1)


class NothingToUrge(Refused):
    """Không phải đôn đốc: the report has left, or is not owed."""

    message = _("The report has been sent or is not owed; there is nothing to urge.")


class UrgedLately(Refused):
    """Vừa đôn đốc: one reminder an hour is enough."""

    message = _("This unit was urged at %(at)s; wait an hour before urging again.")


class DutyIsIncomplete(Invalid):
    """Thiếu người trực: a name and a telephone number."""

    message = _("Give the name and the telephone number of the person on duty.")


class EndsBeforeItBegins(Invalid):
    """Ngày kết thúc trước ngày bắt đầu."""

    message = _("The last day lies before the first.")


class SomebodyIsOnDuty(Refused):
    """Đã có người trực: one person at a time answers for a unit."""

    message = _("%(name)s is on duty for this unit in these days already.")


class NoteIsMissing(Invalid):
    """Thiếu ghi chú: who saw to an alert says how."""

    message = _("Say in a few words what was found and done.")


@transaction.atomic
def urge(*, actor: Actor, obligation_id: int, now: dt.datetime) -> Urge:
    """Đôn đốc: remind a unit of a report that has not left.

    A unit of this node reads it in its work; for one elsewhere the log says whom to call.
    Raises NothingToUrge, UrgedLately.
    """
    obligation = Obligation.objects.locked(obligation_id)
    agencies = urging_agencies(actor, [obligation], on=local(now).date())
    if not agencies:
        raise PermissionDenied(Permission.URGE)

    if not _missing([obligation]):
        raise NothingToUrge
    last = Urge.objects.filter(obligation=obligation, quiet__contains=now).first()
    if last is not None:
        raise UrgedLately(at=f"{local(last.urged_at):%H:%M}")

    (fresh,) = _reminders([obligation], agencies, actor, now)
    fresh.save()

    record(URGED, obligation, actor=actor, now=now, agency=fresh.agency_id, channel=fresh.channel)
    return fresh


@transaction.atomic
def urge_all(*, actor: Actor, obligation_ids: Sequence[int], now: dt.datetime) -> list[Urge]:
    """Đôn đốc tất cả: remind each unit; those urged lately, or done meanwhile, are left alone.

    Thousands take a few statements, and leave one event for each regime.
    """
    obligations = list(Obligation.objects.all_locked(obligation_ids))
    agencies = urging_agencies(actor, obligations, on=local(now).date())
    if len(agencies) < len(obligations):
        raise PermissionDenied(Permission.URGE)

    quiet = Urge.objects.filter(obligation__in=obligations, quiet__contains=now)
    left = _missing(obligations) - set(quiet.values_list("obligation", flat=True))
    to_urge = [one for one in obligations if one.pk in left]

    fresh = _reminders(to_urge, agencies, actor, now)
    Urge.objects.bulk_create(fresh, batch_size=1_000)

    for regime, each in groupby(to_urge, key=lambda one: one.regime):
        urged = [one.pk for one in each]
        record(ALL_URGED, regime, actor=actor, now=now, obligations=urged)
    return fresh


@transaction.atomic
def put_on_duty(
    *, actor: Actor, unit_id: int, name: str, telephone: str, valid: DateRange, now: dt.datetime
) -> Duty:
    """Phân công trực: say whom to call at a unit, and from which day to which. Twice is once.

    Raises DutyIsIncomplete, EndsBeforeItBegins, SomebodyIsOnDuty.
    """
    on = local(now).date()
    require(actor, Permission.ADMINISTER, unit_id if _is_hosted(unit_id, on) else None, on=on)

    if not (name.strip() and telephone.strip()):
        raise DutyIsIncomplete
    if valid.upper and valid.lower and valid.upper <= valid.lower:
        raise EndsBeforeItBegins
    other = Duty.objects.select_for_update().filter(unit=unit_id, valid__overlap=valid).first()
    if other is not None:
        if (other.name, other.telephone, other.valid) == (name.strip(), telephone.strip(), valid):
            return other
        raise SomebodyIsOnDuty(name=other.name)

    fresh = Duty.objects.create(
        unit_id=unit_id, name=name.strip(), telephone=telephone.strip(), valid=valid
    )

    record(PUT_ON, fresh, actor=actor, now=now, unit=unit_id)
    return fresh


@transaction.atomic
def acknowledge(
    *, actor: Actor, kind: str, subject: str, note: str, now: dt.datetime
) -> Acknowledgement:
    """Xác nhận cảnh báo: say that an alert was seen to, and how. The first word stays.

    Raises NoteIsMissing.
    """
    require(actor, Permission.URGE, None, on=local(now).date())

    if not note.strip():
        raise NoteIsMissing
    said, is_new = Acknowledgement.objects.get_or_create(
        kind=kind,
        subject=subject,
        defaults={"note": note.strip(), "actor": actor.ref, "acknowledged_at": now},
    )

    if is_new:
        record(ACKNOWLEDGED, said, actor=actor, now=now, kind=kind, about=subject)
    return said


def _missing(obligations: Sequence[Obligation]) -> set[int]:
    """Return which of them count, and have neither left here nor come in."""
    asked = Obligation.objects.counted().filter(pk__in=[one.pk for one in obligations])
    came_in = Intake.objects.filter(
        version__regime=OuterRef("regime"),
        version__unit=OuterRef("unit"),
        version__period=OuterRef("period"),
    )
    left = asked.exclude(reports__stage=Stage.ISSUED).exclude(Exists(came_in))
    return set(left.values_list("pk", flat=True))


def _reminders(
    obligations: Sequence[Obligation], agencies: Mapping[int, int], actor: Actor, now: dt.datetime
) -> list[Urge]:
    """Return what reminds each unit: a notice in its work here, a call to one elsewhere."""
    day, units = local(now).date(), {one.unit_id for one in obligations}
    codes = Code.objects.filter(scheme="qd20", unit__in=units, valid__contains=day)
    here = {unit for unit, code in codes.values_list("unit", "value") if is_hosted(code)}
    duties = Duty.objects.filter(unit__in=units, valid__contains=day)
    on_duty = {one.unit_id: str(one) for one in duties}
    return [
        Urge(
            obligation=one,
            agency_id=agencies[one.pk],
            channel=Urge.Channel.NOTICE if one.unit_id in here else Urge.Channel.TELEPHONE,
            address=on_duty.get(one.unit_id, ""),
            actor=actor.ref,
            urged_at=now,
            quiet=TimestamptzRange(now, now + QUIET),
        )
        for one in obligations
    ]


def _is_hosted(unit_id: int, on: dt.date) -> bool:
    """Tell whether the agency is of this node; whom to call elsewhere is a note of anybody's."""
    codes = Code.objects.filter(scheme="qd20", value__in=settings.NHIP_AGENCIES)
    return codes.filter(unit=unit_id, valid__contains=on).exists()
