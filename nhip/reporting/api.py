"""API báo cáo: for systems that report without installing us; each endpoint makes one call."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from nhip.core import clock
from nhip.core.web import Request
from nhip.files import providers as files
from nhip.reporting import actions
from nhip.reporting.actions.submission import Supply, feed_cells, submit
from nhip.reporting.models import FormVersion, Obligation, Report
from nhip.reporting.queries import catalogue, submissions
from nhip.reporting.queries.tracking import Track, newest_receipt, track
from nhip.reporting.rules import schema
from nhip.reporting.rules.feeds import Fault, Locale
from nhip.reporting.rules.forms import Severity
from nhip.reporting.rules.submissions import Submission

router = Router(tags=["reporting"])


class CellIn(Schema):
    """Ô số liệu: a number is text in plain notation, ``"12.5"``; nil and missing have no value."""

    row: str = ""
    column: str = ""
    state: str = "missing"
    value: Any = None


class FormIn(Schema):
    """Biểu mẫu: the version the figures were made for."""

    code: str
    version: str


class SubmissionIn(Schema):
    """Báo cáo gửi đến: for one obligation. A reason asks for a correction of what was sent."""

    obligation: int
    form: FormIn
    cells: list[CellIn] = Field(max_length=100_000)
    narrative: dict[str, str] = {}
    explanations: dict[str, str] = {}
    reason: str = ""

    @property
    def submission(self) -> Submission:
        """Return what is said."""
        return Submission(
            form_code=self.form.code,
            form_version=self.form.version,
            cells=[cell.dict() for cell in self.cells],
            texts=self.narrative,
            explanations=self.explanations,
            reason=self.reason.strip(),
        )


class FindingOut(Schema):
    """Kết quả kiểm tra: ``key`` is the name under which a warning is explained."""

    key: str
    code: str
    severity: Severity
    row: str
    column: str
    expected: str
    found: str
    message: str
    message_en: str


class CellOut(Schema):
    """Ô số liệu, formulas worked out."""

    row: str
    column: str
    state: str
    value: str | None


class RehearsalOut(Schema):
    """Diễn tập: everything that would be wrong, and the figures the report would have."""

    is_ready: bool
    faults: list[Fault]
    findings: list[FindingOut]
    to_explain: list[str]
    cells: list[CellOut]


@router.get("regimes", response=list[catalogue.RegimeSeen])
def regimes(request: Request) -> list[catalogue.RegimeSeen]:
    """Chế độ báo cáo in use today."""
    return catalogue.regimes(on=clock.today())


@router.get("forms/{path:code}/{version}/schema")
def form_schema(request: Request, code: str, version: str) -> dict[str, Any]:
    """Lược đồ report.json: the JSON schema of what is signed and sent on this form."""
    return schema.report_schema(_form(code, version).rule)


@router.get("forms/{path:code}/{version}/entries")
def entry_schema(request: Request, code: str, version: str) -> dict[str, Any]:
    """Lược đồ nhập: the JSON schema of the cells a system fills in on this form."""
    return schema.entry_schema(_form(code, version).rule)


@router.get("forms/{path:code}/{version}", response=catalogue.FormSeen)
def form(request: Request, code: str, version: str) -> catalogue.FormSeen:
    """Biểu mẫu: rows, columns, cells, formulas and checks of one version."""
    return catalogue.form_seen(_form(code, version))


@router.get("obligations", response=list[catalogue.ObligationSeen])
def obligations(
    request: Request, regime: str = "", period: str = ""
) -> list[catalogue.ObligationSeen]:
    """Nghĩa vụ báo cáo of one's own units, first due first."""
    return catalogue.obligations(viewer=request.user, now=clock.now(), regime=regime, period=period)


@router.post("obligations/{obligation_id}/report", response=Track)
def open_report(request: Request, obligation_id: int) -> Track:
    """Lập báo cáo: open the worksheet, pre-filled; a second time it is the same."""
    found, now = _obligation(request, obligation_id), clock.now()
    report = actions.open_report(actor=request.user, obligation_id=found.pk, now=now)
    return track(report)


@router.post("reports/rehearse", response=RehearsalOut)
def rehearse(request: Request, said: SubmissionIn) -> RehearsalOut:
    """Diễn tập: check a report as if it were sent. Nothing is stored."""
    rehearsal = submissions.rehearse(
        said.submission,
        viewer=request.user,
        obligation=_obligation(request, said.obligation),
        on=clock.today(),
    )
    return RehearsalOut.from_orm(rehearsal)


@router.post("reports", response=Track)
def send(request: Request, said: SubmissionIn) -> Track:
    """Nộp: fill in the report and put it up to its signer; the same again has the same answer."""
    report = submit(
        actor=request.user,
        obligation_id=_obligation(request, said.obligation).pk,
        submission=said.submission,
        now=clock.now(),
    )
    return track(report)


@router.get("reports/{report_id}", response=Track)
def report(request: Request, report_id: int) -> Track:
    """Báo cáo đang ở đâu: its state, number, recipients and their signed receipts."""
    return track(_report(request, report_id))


@router.post(
    "reports/{report_id}/cells",
    response=Track,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                "application/json": {"schema": {"type": "object"}},
            },
        }
    },
)
def feed(request: Request, report_id: int, revision: int, locale: Locale = Locale.PLAIN) -> Track:
    """Nạp số liệu: a table in CSV or JSON; every wrong cell is named, and then none is stored."""
    found = _report(request, report_id)
    text = request.body.decode(errors="replace")
    supply = Supply(text, request.content_type == "text/csv", locale, revision)
    return track(feed_cells(actor=request.user, report_id=found.pk, supply=supply, now=clock.now()))


@router.get("reports/{report_id}/receipt", response={200: None})
def receipt(request: Request, report_id: int, recipient: str = "") -> HttpResponse:
    """Biên nhận: the newest signed status of a recipient, as edXML, byte for byte as received."""
    sha256 = newest_receipt(_report(request, report_id), recipient=recipient)
    if sha256 is None:
        raise Http404
    return HttpResponse(files.fetch(sha256), content_type="application/xml")


def _form(code: str, version: str) -> FormVersion:
    versions = FormVersion.objects.select_related("form")
    return get_object_or_404(versions, form__code=code, version=version)


def _obligation(request: Request, pk: int) -> Obligation:
    mine = Obligation.objects.visible_to(request.user, on=clock.today())
    return get_object_or_404(mine.select_related("regime", "period__calendar"), pk=pk)


def _report(request: Request, pk: int) -> Report:
    mine = Report.objects.visible_to(request.user, on=clock.today())
    return get_object_or_404(mine.whole(), pk=pk)
