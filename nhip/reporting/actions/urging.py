"""Đôn đốc, trực, xác nhận cảnh báo: remind who has not reported; say who can be called."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
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
from nhip.reporting.queries.following import urging_agency
from nhip.reporting.rules.states import Stage

URGED = "reporting.obligation.urged"
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
    day = local(now).date()
    agency_id = urging_agency(actor, obligation, on=day)
    if agency_id is None:
        raise PermissionDenied(Permission.URGE)

    _check_is_missing(obligation)
    last = Urge.objects.filter(obligation=obligation, quiet__contains=now).first()
    if last is not None:
        raise UrgedLately(at=f"{local(last.urged_at):%H:%M}")

    channel, address = _way_to(obligation, day)
    fresh = Urge.objects.create(
        obligation=obligation,
        agency_id=agency_id,
        channel=channel,
        address=address,
        actor=actor.ref,
        urged_at=now,
        quiet=TimestamptzRange(now, now + QUIET),
    )

    record(URGED, obligation, actor=actor, now=now, agency=agency_id, channel=channel)
    return fresh


def urge_all(*, actor: Actor, obligation_ids: Sequence[int], now: dt.datetime) -> list[Urge]:
    """Đôn đốc tất cả: remind each unit; those urged lately, or done meanwhile, are left alone."""
    urged = []
    for obligation_id in sorted(set(obligation_ids)):
        try:
            urged.append(urge(actor=actor, obligation_id=obligation_id, now=now))
        except (NothingToUrge, UrgedLately):
            continue
    return urged


@transaction.atomic
def put_on_duty(
    *, actor: Actor, unit_id: int, name: str, telephone: str, valid: DateRange, now: dt.datetime
) -> Duty:
    """Phân công trực: say whom to call at a unit, and from which day to which. Twice is once.

    Raises DutyIsIncomplete, EndsBeforeItBegins, SomebodyIsOnDuty.
    """
    require(actor, Permission.ADMINISTER, None, on=local(now).date())

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


def _check_is_missing(obligation: Obligation) -> None:
    counts = Obligation.objects.counted().filter(pk=obligation.pk).exists()
    has_left = obligation.reports.filter(stage=Stage.ISSUED).exists()
    if not counts or has_left or Intake.objects.of(obligation).exists():
        raise NothingToUrge


def _way_to(obligation: Obligation, day: dt.date) -> tuple[str, str]:
    """Return how the unit learns of it, and whom to call."""
    codes = Code.objects.filter(scheme="qd20", unit=obligation.unit_id, valid__contains=day)
    is_here = any(is_hosted(code) for code in codes.values_list("value", flat=True))
    on_duty = Duty.objects.of(obligation.unit_id, on=day)
    channel = Urge.Channel.NOTICE if is_here else Urge.Channel.TELEPHONE
    return channel, str(on_duty) if on_duty else ""
