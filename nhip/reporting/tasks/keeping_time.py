"""Theo đồng hồ: each minute, make out what has become owed and finish what was left half done."""

import datetime as dt

from procrastinate.contrib.django import app

from nhip.core import clock
from nhip.core.web import system
from nhip.documents.queries import signers
from nhip.documents.rules.kinds import REPORT
from nhip.reporting import actions
from nhip.reporting.models import Regime, Report
from nhip.reporting.queries.forecast import days_to_generate
from nhip.reporting.tasks.typesetting import set_page

A_MINUTE = dt.timedelta(minutes=1)


@app.periodic(cron="* * * * *")
@app.task(queue="reporting", queueing_lock="reporting_tick")
def tick(timestamp: int) -> None:
    """Mỗi phút: what a node missed while it was out is caught up; twice is once."""
    now = clock.now()
    for regime in Regime.objects.running():
        if days_to_generate(regime, now=now) is not None:
            generate.defer(regime_id=regime.pk)
    _release_stuck(now)
    _set_late_pages(now)
    actions.expire_extensions(actor=system("reporting"), now=now)
    actions.remind(actor=system("reporting"), now=now)


@app.task(queue="reporting")
def generate(regime_id: int) -> None:
    """Lập danh sách phải báo cáo of one regime; a regime that cannot be made out stops no other."""
    now = clock.now()
    days = days_to_generate(Regime.objects.get(pk=regime_id), now=now)
    if days is not None:
        first, last = days
        actions.generate_obligations(
            actor=system("reporting"), regime_id=regime_id, first=first, last=last, now=now
        )


def _release_stuck(now: dt.datetime) -> None:
    """Give back reports whose signing never reached the signer: its page died in between."""
    for report in Report.objects.stuck(before=now - A_MINUTE):
        actions.release(
            actor=system("reporting"), report_id=report.pk, ended_at=now, reason="stuck", now=now
        )


def _set_late_pages(now: dt.datetime) -> None:
    """Set the pages of reports put up when nobody could sign, now that somebody may."""
    on = clock.local(now).date()
    late = Report.objects.without_page(before=now - A_MINUTE)
    for report in late.select_related("obligation", "version"):
        unit_id, version = report.obligation.unit_id, report.version
        if version is not None and signers(agency_id=unit_id, kind=REPORT.code, on=on):
            set_page(report_id=report.pk, version_sha256=version.sha256, now=now)
