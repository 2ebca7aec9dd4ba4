"""Nộp từ hệ thống khác: what a program says of one obligation is put up whole, or not at all."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from nhip.core.clock import local
from nhip.core.refs import ref
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.events.models import Event
from nhip.reporting.actions.corrections import open_correction
from nhip.reporting.actions.entry import Batch, CellsAreWrong, enter_cells
from nhip.reporting.actions.filling import Filling, fill_in
from nhip.reporting.actions.opening import open_report
from nhip.reporting.actions.putting_up import put_up
from nhip.reporting.models import Cell, Obligation, Report
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.submissions import form_of
from nhip.reporting.rules.feeds import Feed, Locale, read_csv, read_json
from nhip.reporting.rules.submissions import Submission, digest_of

SUBMITTED = "reporting.report.submitted"

SOURCE = "API"


@dataclass(frozen=True)
class Supply:
    """Số liệu nạp: a table as text, how it is written, and the revision it is meant for."""

    text: str
    is_csv: bool
    locale: Locale
    revision: int


@transaction.atomic
def submit(*, actor: Actor, obligation_id: int, submission: Submission, now: dt.datetime) -> Report:
    """Nộp: fill in the obligation's report and put it up; what was said last changes nothing again.

    Raises AnotherForm, CellsAreWrong, and what opening, filling in and putting up raise.
    """
    obligation = Obligation.objects.locked(obligation_id)
    require(actor, Permission.ENTER, obligation.unit_id, on=local(now).date())

    feed = submission.feed(form_of(submission, obligation))
    _refuse_faults(feed)
    digest = digest_of(submission, feed)
    if (known := _said_before(obligation, digest)) is not None:
        return known

    opened = _open(actor, obligation, submission.reason, now)
    filling = Filling(
        feed.entries,
        submission.texts,
        submission.explanations,
        opened.revision,
        origin=Cell.Origin.FEED,
        source=SOURCE,
    )
    fill_in(actor=actor, report_id=opened.pk, filling=filling, now=now)
    report = put_up(actor=actor, report_id=opened.pk, now=now)

    record(SUBMITTED, report, actor=actor, now=now, digest=digest)
    return report


@transaction.atomic
def feed_cells(*, actor: Actor, report_id: int, supply: Supply, now: dt.datetime) -> Report:
    """Nạp số liệu: fill an open worksheet from a table; with one wrong cell nothing is stored.

    Raises CellsAreWrong, NotFromHere, SomebodyElseSaved.
    """
    report = Report.objects.locked(report_id)
    require(actor, Permission.ENTER, report.obligation.unit_id, on=local(now).date())

    form = report.form
    feed = (
        read_csv(supply.text, form, locale=supply.locale)
        if supply.is_csv
        else read_json(supply.text, form)
    )
    _refuse_faults(feed)

    batch = Batch(feed.entries, supply.revision, Cell.Origin.FEED, SOURCE)
    return enter_cells(actor=actor, report_id=report_id, batch=batch, now=now)


def _said_before(obligation: Obligation, digest: str) -> Report | None:
    """Return the report that the newest submission became, if this one says the same."""
    reports = {ref(report): report for report in obligation.reports.whole()}
    events = Event.objects.filter(name=SUBMITTED, subject__in=list(reports))
    newest = events.order_by("-id").first()
    if newest is None or newest.data["digest"] != digest:
        return None
    return reports[newest.subject]


def _refuse_faults(feed: Feed) -> None:
    if feed.faults:
        raise CellsAreWrong(count=len(feed.faults), findings=list(feed.faults))


def _open(actor: Actor, obligation: Obligation, reason: str, now: dt.datetime) -> Report:
    """Open what is filled in: a correction where a reason is given, else the report itself."""
    if reason:
        return open_correction(actor=actor, obligation_id=obligation.pk, reason=reason, now=now)
    return open_report(actor=actor, obligation_id=obligation.pk, now=now)
