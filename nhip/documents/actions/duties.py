"""Kiêm nhiệm: let a small agency's reporter be its clerk as well, and end that."""

import datetime as dt

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from nhip.accounts.permissions import Permission as Accounts
from nhip.core.errors import Invalid, Refused
from nhip.core.web import Actor, require
from nhip.documents.models import CombinedDuties
from nhip.documents.rules.numbering import day_of
from nhip.events.actions import record

COMBINED = "documents.duties.combined"
SEPARATED = "documents.duties.separated"


class CombiningNeedsReasonAndEnd(Invalid):
    """Kiêm nhiệm thiếu lý do hoặc thời hạn."""

    message = _("Say why one person does both, and until when.")


class AlreadyCombined(Refused):
    """Đã cho kiêm nhiệm in these days."""

    message = _("In these days one person may already do both.")


@transaction.atomic
def combine_duties(
    *, actor: Actor, agency_id: int, reason: str, valid: DateRange, now: dt.datetime
) -> CombinedDuties:
    """Cho kiêm nhiệm: who prepares a report may seal it as well; who signs still may not.

    Raises CombiningNeedsReasonAndEnd, AlreadyCombined.
    """
    require(actor, Accounts.ADMINISTER, agency_id, on=day_of(now))

    if not reason.strip() or valid.upper is None or valid.isempty:
        raise CombiningNeedsReasonAndEnd
    if CombinedDuties.objects.filter(agency=agency_id, valid__overlap=valid).exists():
        raise AlreadyCombined

    combined = CombinedDuties.objects.create(
        agency_id=agency_id, reason=reason.strip(), valid=valid
    )

    record(COMBINED, combined, actor=actor, now=now, agency=agency_id, reason=combined.reason)
    return combined


@transaction.atomic
def separate_duties(*, actor: Actor, agency_id: int, on: dt.date, now: dt.datetime) -> int:
    """Thôi kiêm nhiệm from that day on; return how many permissions ended. Twice is once."""
    require(actor, Accounts.ADMINISTER, agency_id, on=day_of(now))

    standing = CombinedDuties.objects.select_for_update().filter(
        agency=agency_id, valid__contains=on
    )
    ended = list(standing)
    for one in ended:
        record(SEPARATED, one, actor=actor, now=now, agency=agency_id, on=on.isoformat())
        if one.valid.lower == on:
            one.delete()
        else:
            one.valid = DateRange(one.valid.lower, on)
            one.save(update_fields=["valid"])
    return len(ended)
