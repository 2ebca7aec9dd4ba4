"""Lịch nghỉ: enter the days off and the swapped days of a year, as a notice decreed them."""

import datetime as dt
from collections.abc import Collection

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.indicators.models import WorkingYear
from nhip.indicators.permissions import Permission
from nhip.indicators.rules.working_days import wrong_days

YEAR_SET = "indicators.working_year.set"
_ENTERING = 0x6E686F6C  # the advisory lock under which one person at a time enters a year


class CitationIsMissing(Invalid):
    """Thiếu căn cứ: days off are decreed, never assumed."""

    message = _("Name the text that decrees these days: number, date, issuer.")


class NotADayOff(Invalid):
    """Ngày không thuộc lịch này: of another year, or free, or worked, without anybody's word."""

    message = _(
        "These days do not belong here: %(days)s. Days off are weekdays of %(year)d; "
        "swapped days are Saturdays and Sundays of %(year)d."
    )


@transaction.atomic
def set_working_year(
    *,
    actor: Actor,
    year: int,
    days_off: Collection[dt.date],
    swapped_in: Collection[dt.date],
    citation: str,
    now: dt.datetime,
) -> WorkingYear:
    """Nhập lịch nghỉ của năm: what is entered holds from now on; deadlines frozen before stay.

    The same again changes nothing. Raises CitationIsMissing, NotADayOff.
    """
    _lock()
    require(actor, Permission.ADMINISTER, None, on=local(now).date())

    if not citation.strip():
        raise CitationIsMissing
    if wrong := wrong_days(year, days_off, swapped_in):
        raise NotADayOff(days=", ".join(f"{one.day:%d/%m/%Y}" for one in wrong), year=year)
    wanted = (sorted({*days_off}), sorted({*swapped_in}), citation.strip())
    held = WorkingYear.objects.filter(year=year).first()
    if held is not None and (held.days_off, held.swapped_in, held.citation) == wanted:
        return held

    fresh = WorkingYear.objects.create(
        year=year,
        days_off=wanted[0],
        swapped_in=wanted[1],
        citation=wanted[2],
        actor=actor.ref,
        entered_at=now,
    )

    record(YEAR_SET, fresh, actor=actor, now=now, year=year, citation=wanted[2])
    return fresh


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ENTERING])
