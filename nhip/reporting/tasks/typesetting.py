"""Chế bản báo cáo: set the page of what was put up, for its signer to read and sign."""

import datetime as dt

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from nhip.core import clock
from nhip.core.clock import local
from nhip.core.errors import Refused
from nhip.core.web import system
from nhip.documents.models import SigningCompetence
from nhip.documents.providers import typeset_report
from nhip.documents.queries import signers
from nhip.documents.rules.kinds import REPORT
from nhip.events.models import Event
from nhip.events.tasks import follows
from nhip.files import providers as files
from nhip.reporting import actions
from nhip.reporting.actions.putting_up import PUT_UP
from nhip.reporting.models import Report
from nhip.reporting.queries.page import Set, draft_of, page_of
from nhip.reporting.rules.states import Stage


class NobodyMaySign(Refused):
    """Chưa có người có thẩm quyền ký: the page names its signer, so somebody must be competent."""

    message = _("Nobody has the competence to sign reports of %(unit)s on %(on)s.")


@follows(PUT_UP)
@app.task(queue="reporting")
def typeset(event_id: int) -> None:
    """Chế bản: set the page of a report that was just put up. Raises NobodyMaySign."""
    event = Event.objects.get(pk=event_id)
    set_page(report_id=event.subject_id, version_sha256=event.data["version"], now=clock.now())


def set_page(*, report_id: int, version_sha256: str, now: dt.datetime) -> None:
    """Set and store the page of one version, if it still waits for it. Raises NobodyMaySign."""
    report = Report.objects.whole().get(pk=report_id)
    version = report.version
    if report.stage != Stage.PUT_UP or report.document_id is not None:
        return
    if version is None or version.sha256 != version_sha256:
        return
    competence = signer_of(report, on=local(now).date())
    typeset = typeset_report(page_of(report, competence), version.payload.encode())
    page = Set(files.store(typeset.pdf), len(typeset.pdf), typeset.boxes)
    actions.set_page(
        actor=system("reporting"),
        report_id=report_id,
        version_sha256=version_sha256,
        page=draft_of(report, competence, page),
        now=now,
    )


def signer_of(report: Report, *, on: dt.date) -> SigningCompetence:
    """Return the competence under which the report is signed. Raises NobodyMaySign."""
    unit = report.obligation.unit
    competent = signers(agency_id=unit.pk, kind=REPORT.code, on=on)
    if not competent:
        raise NobodyMaySign(unit=unit.name_on(on), on=f"{on:%d/%m/%Y}")
    return competent[0]
