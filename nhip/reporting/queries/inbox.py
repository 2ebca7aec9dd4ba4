"""Việc của tôi: what a person owes, what waits for a signature, what became of what was sent."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.core.clock import local
from nhip.documents.queries.pages import RecipientShown, recipients_of
from nhip.reporting.models import Obligation, Report
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.filled import Filled, filled_of
from nhip.reporting.queries.remarks import asked_of, newest_remarks
from nhip.reporting.queries.titles import Title, title_of, titles_of, unit_names
from nhip.reporting.queries.wording import stage_mark
from nhip.reporting.rules.states import EDITABLE, Stage
from nhip.ui.rules import Mark

MOST_LINES = 200
MOST_SENT = 20


@dataclass(frozen=True)
class OwedLine:
    """Báo cáo phải lập: one obligation that is not done, and where it stands."""

    obligation_id: int
    report_id: int | None
    title: Title
    stage: Mark | None
    remarks: Sequence[str]
    is_correction: bool
    period_has_ended: bool
    is_to_fill: bool
    filled: Filled | None


@dataclass(frozen=True)
class SignLine:
    """Báo cáo chờ ký."""

    report_id: int
    title: Title
    stage: Mark
    put_up_at: dt.datetime
    is_correction: bool


@dataclass(frozen=True)
class SentLine:
    """Báo cáo đã gửi, and what each recipient said."""

    report_id: int
    title: Title
    number: str
    sent_at: dt.datetime | None
    recipients: Sequence[RecipientShown]
    was_sent_back: bool


def owed(*, viewer: User, right: str, now: dt.datetime) -> list[OwedLine]:
    """Báo cáo phải lập: return what units of this person owe and has not left, first due first."""
    newest = Report.objects.filter(obligation=OuterRef("pk")).order_by("-round")
    rows = (
        _obligations(viewer, right, now)
        .annotate(
            newest_id=Subquery(newest.values("pk")[:1]),
            newest_stage=Subquery(newest.values("stage")[:1]),
        )
        .filter(Q(newest_stage=None) | ~Q(newest_stage=Stage.ISSUED))
        .order_by(F("due_now_at"), "unit_id")[:MOST_LINES]
    )
    obligations = list(rows)
    names = _names(obligations, now)
    reports = _reports({one.newest_id for one in obligations})
    filled = filled_of(obligations, {one.obligation_id: one for one in reports.values()})
    return [
        _owed(one, reports.get(one.newest_id), viewer, names, filled.get(one.pk), now)
        for one in obligations
    ]


def to_sign(*, viewer: User, now: dt.datetime) -> list[SignLine]:
    """Chờ ký: return what was put up to this person, first due first."""
    on = local(now).date()
    units = scope(viewer, Permission.SIGN, on=on)
    rows = Report.objects.whole().filter(
        obligation__unit__in=units, stage__in=[Stage.PUT_UP, Stage.WAITING]
    )
    reports = list(rows.order_by("obligation__due_at", "pk")[:MOST_LINES])
    titles = titles_of([one.obligation for one in reports], now=now)
    reports.sort(key=lambda one: titles[one.obligation_id].due_at)
    return [
        SignLine(
            report_id=one.pk,
            title=titles[one.obligation_id],
            stage=stage_mark(one.stage),
            put_up_at=one.put_up_at or one.opened_at,
            is_correction=one.round > 1,
        )
        for one in reports
    ]


def titles_of_documents(documents: Collection[int], *, now: dt.datetime) -> dict[int, Title]:
    """Return how the reports are called that some documents carry, with when they are due."""
    carried = Report.objects.filter(document__in=documents)
    reports = list(carried.select_related("obligation__regime", "obligation__period"))
    titles = titles_of([one.obligation for one in reports], now=now)
    return {one.document_id: titles[one.obligation_id] for one in reports if one.document_id}


def sent(*, viewer: User, right: str, now: dt.datetime) -> list[SentLine]:
    """Đã gửi: return the newest reports that left; those a recipient sent back come first."""
    on = local(now).date()
    mine = Report.objects.whole().filter(obligation__unit__in=scope(viewer, right, on=on))
    back = list(mine.sent_back())
    newest = mine.filter(stage=Stage.ISSUED).order_by("-document__sent_at", "-pk")
    others = [one for one in newest[:MOST_SENT] if one not in back]
    both = back + others
    prefetch_related_objects(both, "document__recipients__message")
    titles = titles_of([one.obligation for one in both], now=now)
    return [_sent(one, titles[one.obligation_id], was_sent_back=one in back) for one in both]


def _obligations(viewer: User, right: str, now: dt.datetime) -> QuerySet[Obligation]:
    units = scope(viewer, right, on=local(now).date())
    return (
        Obligation.objects.counted()
        .filter(unit__in=units)
        .select_related("regime", "period__calendar")
    )


def _reports(keys: set[int | None]) -> dict[int | None, Report]:
    asked = Report.objects.filter(pk__in=[key for key in keys if key])
    found = asked.select_related("form_version__form").prefetch_related("remarks")
    return {report.pk: report for report in found}


def _owed(
    obligation: Obligation,
    report: Report | None,
    viewer: User,
    names: dict[int, str],
    filled: Filled | None,
    now: dt.datetime,
) -> OwedLine:
    is_to_fill = report is None or Stage(report.stage) in EDITABLE
    return OwedLine(
        obligation_id=obligation.pk,
        report_id=report.pk if report else None,
        title=title_of(obligation, unit=names[obligation.unit_id], now=now),
        stage=stage_mark(report.stage) if report else None,
        remarks=_remarks(report, viewer) if report else [],
        is_correction=report is not None and report.round > 1,
        period_has_ended=obligation.period.window.upper <= now,
        is_to_fill=is_to_fill,
        filled=filled if is_to_fill else None,
    )


def _remarks(report: Report, viewer: User) -> list[str]:
    """Return why a report came back, and what else this person is asked in it."""
    said = {one.pk: one.text for one in [*newest_remarks(report), *asked_of(report, viewer)]}
    return list(said.values())


def _sent(report: Report, title: Title, *, was_sent_back: bool) -> SentLine:
    document = report.document
    return SentLine(
        report_id=report.pk,
        title=title,
        number=document.number if document else "",
        sent_at=document.sent_at if document else None,
        recipients=recipients_of(document) if document else [],
        was_sent_back=was_sent_back,
    )


def _names(obligations: Sequence[Obligation], now: dt.datetime) -> dict[int, str]:
    units = {one.unit_id for one in obligations}
    return dict.fromkeys(units, "") | unit_names(units, on=local(now).date())
