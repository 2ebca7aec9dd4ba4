"""Báo có mặt: a page says every some seconds who is in a sheet; no history is kept of it."""

import datetime as dt

from django.db import transaction

from nhip.accounts.models import User
from nhip.core.clock import local
from nhip.core.web import require
from nhip.reporting.models import Presence, Report
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.presence import FORGOTTEN_AFTER
from nhip.reporting.rules.forms import Address


@transaction.atomic
def be_present(*, actor: User, report_id: int, at: Address, now: dt.datetime) -> None:
    """Báo có mặt ở một ô: said anew it moves along; whoever was silent too long is forgotten.

    The report is not locked: whoever is there must not wait for who saves.
    """
    report = Report.objects.select_related("obligation").get(pk=report_id)
    require(actor, Permission.ENTER, report.obligation.unit_id, on=local(now).date())

    Presence.objects.filter(report=report, seen_at__lt=now - FORGOTTEN_AFTER).delete()
    Presence.objects.update_or_create(
        report=report,
        person=actor,
        defaults={"row": at.row[:100], "column": at.column[:100], "seen_at": now},
    )


@transaction.atomic
def leave(*, actor: User, report_id: int) -> None:
    """Rời bảng: the page was closed. Twice is once."""
    Presence.objects.filter(report=report_id, person=actor).delete()
