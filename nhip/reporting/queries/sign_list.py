"""Ký nhiều báo cáo: everything that waits for one signer, each with what will be signed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.core.clock import local
from nhip.reporting.models import Report
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.report_page import SignPage, sign_page
from nhip.reporting.rules.states import Stage
from nhip.signing.queries.pages import KeyShown, key_of_person

MOST_AT_ONCE = 30


@dataclass(frozen=True)
class SignList:
    """Danh sách chờ ký: the reports whose pages are set, first due first, and the key."""

    items: Sequence[SignPage]
    key: KeyShown | None
    more: int


def sign_list(*, viewer: User, now: dt.datetime) -> SignList:
    """Return what this person may sign now, one after the other."""
    units = scope(viewer, Permission.SIGN, on=local(now).date())
    waiting = Report.objects.whole().filter(
        obligation__unit__in=units, stage=Stage.PUT_UP, document__isnull=False
    )
    first = waiting.order_by("obligation__due_at", "pk")[:MOST_AT_ONCE]
    pages = [sign_page(one, viewer=viewer, now=now) for one in first]
    return SignList(
        items=[one for one in pages if one.standing],
        key=key_of_person(viewer.pk, now=now),
        more=max(waiting.count() - MOST_AT_ONCE, 0),
    )
