"""Lấy số: open number series, take their numbers, and account for those no document bears."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Invalid, Refused
from nhip.core.web import Actor, require
from nhip.documents.models import Series, TakenNumber
from nhip.documents.models.series import ADMINISTRATIVE
from nhip.documents.permissions import Permission
from nhip.documents.rules.numbering import day_of
from nhip.events.actions import record

OPENED = "documents.series.opened"
TAKEN_FOR_PAPER = "documents.number.taken_for_paper"
VOIDED = "documents.number.voided"


class SeriesAlreadyRuns(Refused):
    """Dãy số đã dùng: its first number cannot be moved any more."""

    message = _("This series already gives numbers; the next is %(next)s.")


class ReasonIsMissing(Invalid):
    """Thiếu lý do: a number that no electronic document bears must say why."""

    message = _("Say why this number is used without an electronic document.")


@dataclass(frozen=True)
class SeriesKey:
    """Dãy số nào: one agency, one calendar year, one group of documents."""

    agency_id: int
    year: int
    group: str = ADMINISTRATIVE


def take(
    *, agency_id: int, use: TakenNumber.Use, actor: Actor, now: dt.datetime, reason: str = ""
) -> TakenNumber:
    """Take the next number of the agency's administrative series, inside the caller's transaction.

    The year is that of the moment in Hà Nội, not in UTC.
    """
    series = Series.objects.held(agency_id, day_of(now).year, ADMINISTRATIVE)
    taken = TakenNumber.objects.create(
        series=series,
        number=series.next_number,
        use=use,
        reason=reason,
        taken_at=now,
        taken_by=actor.ref,
    )
    series.next_number += 1
    series.save(update_fields=["next_number"])
    return taken


@transaction.atomic
def open_series(*, actor: Actor, key: SeriesKey, first: int, now: dt.datetime) -> Series:
    """Mở dãy số: let the series go on from where paper left off. Raises SeriesAlreadyRuns."""
    series = Series.objects.held(key.agency_id, key.year, key.group)
    require(actor, Permission.NUMBER, key.agency_id, on=day_of(now))

    if series.taken.exists():
        raise SeriesAlreadyRuns(next=series.next_number)

    series.opened_at_number = series.next_number = first
    series.save(update_fields=["opened_at_number", "next_number"])

    record(OPENED, series, actor=actor, now=now, first=first)
    return series


@transaction.atomic
def take_for_paper(*, actor: Actor, agency_id: int, reason: str, now: dt.datetime) -> TakenNumber:
    """Cấp số cho văn bản giấy: paper and electronic documents share one series.

    Raises ReasonIsMissing.
    """
    require(actor, Permission.NUMBER, agency_id, on=day_of(now))

    if not reason.strip():
        raise ReasonIsMissing

    taken = take(
        agency_id=agency_id, use=TakenNumber.Use.PAPER, actor=actor, now=now, reason=reason
    )

    record(TAKEN_FOR_PAPER, taken, actor=actor, now=now, number=taken.number, reason=reason)
    return taken


@transaction.atomic
def void(*, actor: Actor, agency_id: int, reason: str, now: dt.datetime) -> TakenNumber:
    """Hủy số: spend the next number on nothing, and say why. Raises ReasonIsMissing."""
    require(actor, Permission.NUMBER, agency_id, on=day_of(now))

    if not reason.strip():
        raise ReasonIsMissing

    taken = take(agency_id=agency_id, use=TakenNumber.Use.VOID, actor=actor, now=now, reason=reason)

    record(VOIDED, taken, actor=actor, now=now, number=taken.number, reason=reason)
    return taken
