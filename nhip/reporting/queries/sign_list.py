"""Ký nhiều báo cáo: everything that waits for one signer, each with what will be signed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.core.clock import local
from nhip.documents.queries import competences_of
from nhip.documents.rules.kinds import REPORT
from nhip.reporting.models import Report
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.titles import Title, titles_of
from nhip.reporting.rules.states import Stage
from nhip.signing.queries.pages import KeyShown, key_of_person

MOST_AT_ONCE = 30


@dataclass(frozen=True)
class ToSign:
    """Báo cáo chờ ký: its page, and as whom one signs; what the checks say comes when read."""

    report_id: int
    document_id: int
    sha256: str
    title: Title
    standing: Sequence[str]


@dataclass(frozen=True)
class SignList:
    """Danh sách chờ ký: the reports whose pages are set, first due first, and the key."""

    items: Sequence[ToSign]
    key: KeyShown | None
    more: int


def sign_list(*, viewer: User, now: dt.datetime) -> SignList:
    """Return what this person may sign now, one after the other."""
    on = local(now).date()
    waiting = Report.objects.whole().filter(
        obligation__unit__in=scope(viewer, Permission.SIGN, on=on),
        stage=Stage.PUT_UP,
        document__isnull=False,
    )
    first = list(waiting.order_by("obligation__due_at", "pk")[:MOST_AT_ONCE])
    return SignList(
        items=_items(first, viewer, now),
        key=key_of_person(viewer.pk, now=now),
        more=max(waiting.count() - MOST_AT_ONCE, 0),
    )


def _items(reports: Sequence[Report], viewer: User, now: dt.datetime) -> list[ToSign]:
    """Return the reports this person is competent to sign."""
    held = competences_of(
        user_id=viewer.pk,
        agencies={one.obligation.unit_id for one in reports},
        kind=REPORT.code,
        on=local(now).date(),
    )
    titles = titles_of([one.obligation for one in reports], now=now)
    in_order = sorted(reports, key=lambda one: titles[one.obligation_id].due_at)
    return [
        ToSign(
            report_id=one.pk,
            document_id=one.document.pk,
            sha256=one.version.sha256,
            title=titles[one.obligation_id],
            standing=held[one.obligation.unit_id].rule.standing(),
        )
        for one in in_order
        if one.document and one.version and one.obligation.unit_id in held
    ]
