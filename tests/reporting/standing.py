"""Reports and intakes put where a test needs them, without walking there."""

import itertools

from nhip.documents.models import Document
from nhip.organisations.models import Unit
from nhip.reporting.models import Intake, Obligation, Report, ReportVersion
from nhip.reporting.models.regimes import FormVersion
from nhip.reporting.queries.reports import payload
from nhip.reporting.rules.report_json import hash_of
from nhip.reporting.rules.states import IN_TOTALS, Stage, Standing
from tests.reporting.country import NOW, blank_document

_arrivals = itertools.count(1)


def version_of(report: Report) -> ReportVersion:
    """Return the version of a worksheet as it stands."""
    obligation, data = report.obligation, payload(report, on=NOW.date())
    return ReportVersion.objects.create(
        origin=ReportVersion.Origin.OWN,
        regime=obligation.regime,
        form_version=report.form_version,
        unit=obligation.unit,
        period=obligation.period,
        number=report.round,
        payload=data.decode(),
        sha256=hash_of(data),
        created_at=NOW,
    )


def report_at(stage: Stage, obligation: Obligation) -> Report:
    """Return a report of an obligation at some stage, with a version and a blank document."""
    form = FormVersion.objects.in_force(
        obligation.regime.form_id, on=obligation.period.span.last_date
    )
    report = Report.objects.create(
        obligation=obligation, form_version=form, stage=Stage.EDITING, opened_at=NOW
    )
    return placed(report, stage)


def placed(report: Report, stage: Stage) -> Report:
    """Let a worksheet stand at some stage, with what it holds as its version."""
    report.version, report.document = version_of(report), blank_document(report.obligation.unit)
    report.stage, report.put_up_at, report.put_up_by = stage, NOW, "accounts.user:0"
    report.waiting_since = NOW
    report.save()
    return report


def intake_at(standing: Standing, version: ReportVersion, agency: Unit) -> Intake:
    """Return a received report where it is to stand, at an agency of this node."""
    document = blank_document(
        agency,
        direction=Document.Direction.IN,
        state=Document.State.REGISTERED,
        arrival_number=next(_arrivals),
        arrival_year=2021,
        arrived_at=NOW,
    )
    returned = [{"code": "not-owed"}] if standing is Standing.RETURNED else []
    return Intake.objects.create(
        version=version,
        agency=agency,
        document=document,
        standing=standing,
        reasons=returned,
        received_at=NOW,
        decided_at=NOW,
    )


def counts(intake: Intake) -> bool:
    """Tell whether a received report counts in totals."""
    intake.refresh_from_db()
    return intake.standing in IN_TOTALS
