"""API báo cáo: for systems that report without installing us; each endpoint makes one call."""

import datetime as dt
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Header, Query, Router, Schema, Status
from pydantic import Field

from nhip.core import clock
from nhip.core.web import Request
from nhip.files import providers as files
from nhip.indicators.api import router as observations
from nhip.reporting import actions
from nhip.reporting.actions.submission import Supply, feed_cells, submit
from nhip.reporting.models import FeedRun, FormVersion, Obligation, Report
from nhip.reporting.queries import catalogue, submissions
from nhip.reporting.queries.tracking import Track, newest_receipt, track
from nhip.reporting.rules import schema
from nhip.reporting.rules.feeds import Fault, Locale
from nhip.reporting.rules.forms import Severity
from nhip.reporting.rules.submissions import Submission
from nhip.reporting.tasks.feeding import receive_feed, refusal_of

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


class Asked(Schema):
    """Cách viết của bảng nạp: codes of units, numbers, and whether it is only a trial."""

    scheme: str = "qd20"
    locale: Locale = Locale.PLAIN
    dry_run: bool = False

    @property
    def options(self) -> dict[str, Any]:
        """Return it as it is kept with the feed."""
        return self.dict() | {"locale": str(self.locale)}


class SeriesAsked(Asked):
    """Chuỗi số liệu nạp: who published it, and the day it was published."""

    source: Annotated[str, Field(min_length=1, max_length=500)]
    source_date: dt.date

    @property
    def options(self) -> dict[str, Any]:
        """Return it as it is kept with the feed."""
        return super().options | {"source_date": self.source_date.isoformat()}


class ReportsAsked(Asked):
    """Báo cáo nạp: of which regime and period; ``replace`` writes over what people entered."""

    regime: str
    period: str
    replace: bool = False


class RowFaultOut(Schema):
    """Lỗi của một dòng: row 0 is the whole body."""

    row: int
    column: str
    code: str
    found: str
    message: str
    message_en: str


class FeedOut(Schema):
    """Lần nạp: its state, how many rows were looked at, what became of them or why it failed."""

    id: int
    kind: str
    state: str
    rows: int
    dry_run: bool
    received_at: dt.datetime
    finished_at: dt.datetime | None
    result: dict[str, int]
    code: str
    detail: str
    findings: list[RowFaultOut]

    @staticmethod
    def of(run: FeedRun) -> "FeedOut":
        """Return a feed as it is answered."""
        return FeedOut(
            id=run.pk,
            kind=run.kind,
            state=run.state,
            rows=run.done,
            dry_run=run.asked["dry_run"],
            received_at=run.received_at,
            finished_at=run.finished_at,
            result=run.answer.get("result", {}),
            code=run.answer.get("code", ""),
            detail=run.answer.get("detail", ""),
            findings=run.answer.get("findings", []),
        )


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


FED = {
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                "application/json": {"schema": {"type": "object"}},
                "application/x-ndjson": {"schema": {"type": "string"}},
                "application/vnd.apache.parquet": {
                    "schema": {"type": "string", "format": "binary"}
                },
            },
        }
    },
    "response": {200: FeedOut, 202: FeedOut},
}
Key = Annotated[str, Header(alias="Idempotency-Key")]


# One address has one router: who reads observations there also finds how to feed them.
@observations.post("observations", **FED)  # type: ignore[arg-type]
def feed_observations(
    request: Request, response: HttpResponse, asked: Query[SeriesAsked], key: Key = ""
) -> Status[FeedOut]:
    """Nạp chuỗi số liệu: figures of a published series, which no report signed; all rows or none.

    Rows have ``indicator``, ``unit``, ``period``, ``value``, and may have ``state``,
    ``disaggregation``, ``measure``, ``vintage``.
    """
    return _fed(request, response, FeedRun.Kind.OBSERVATIONS, asked.options, key)


@router.post("submissions", **FED)  # type: ignore[arg-type]
def feed_submissions(
    request: Request, response: HttpResponse, asked: Query[ReportsAsked], key: Key = ""
) -> Status[FeedOut]:
    """Nạp ô của nhiều báo cáo: worksheets of one regime and period are filled in, all rows or none.

    Rows have ``unit``, ``row``, ``column``, ``value``, and may have ``state``.
    """
    return _fed(request, response, FeedRun.Kind.SUBMISSIONS, asked.options, key)


@router.get("feeds/{feed_id}", response=FeedOut)
def feed_run(request: Request, feed_id: int) -> FeedOut:
    """Lần nạp: how many rows a feed of one's own was looked through, and what became of it."""
    return FeedOut.of(get_object_or_404(FeedRun.objects.visible_to(request.user), pk=feed_id))


@router.get("reports/{report_id}/receipt", response={200: None})
def receipt(request: Request, report_id: int, recipient: str = "") -> HttpResponse:
    """Biên nhận: the newest signed status of a recipient, as edXML, byte for byte as received."""
    sha256 = newest_receipt(_report(request, report_id), recipient=recipient)
    if sha256 is None:
        raise Http404
    return HttpResponse(files.fetch(sha256), content_type="application/xml")


def _fed(
    request: Request, response: HttpResponse, kind: str, options: dict[str, Any], key: str
) -> Status[FeedOut]:
    run = receive_feed(
        actor=request.user,
        kind=kind,
        media_type=request.content_type or "",
        content=request.body,
        options=options,
        key=key,
    )
    if run.state == FeedRun.State.REFUSED:
        raise refusal_of(run)
    if run.state == FeedRun.State.WAITING:
        response["Location"] = f"/api/v1/feeds/{run.pk}"
        return Status(202, FeedOut.of(run))
    return Status(200, FeedOut.of(run))


def _form(code: str, version: str) -> FormVersion:
    versions = FormVersion.objects.select_related("form")
    return get_object_or_404(versions, form__code=code, version=version)


def _obligation(request: Request, pk: int) -> Obligation:
    mine = Obligation.objects.visible_to(request.user, on=clock.today())
    return get_object_or_404(mine.select_related("regime", "period__calendar"), pk=pk)


def _report(request: Request, pk: int) -> Report:
    mine = Report.objects.visible_to(request.user, on=clock.today())
    return get_object_or_404(mine.whole(), pk=pk)
