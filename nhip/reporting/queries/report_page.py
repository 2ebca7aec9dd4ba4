"""Báo cáo trên trang: figures, page, remarks, history, where it is, and what this person may do."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from nhip.accounts.models import User
from nhip.core.clock import local
from nhip.core.refs import ref
from nhip.documents.queries import competence_of
from nhip.documents.queries.history import DEEDS as DOCUMENT_DEEDS
from nhip.documents.queries.history import HistoryLine, history
from nhip.documents.queries.pages import RecipientShown, recipients_of
from nhip.documents.rules.kinds import REPORT
from nhip.reporting.models import Report
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.differences import Compared, compared
from nhip.reporting.queries.figures import Figures
from nhip.reporting.queries.findings import (
    FindingShown,
    explanations_of,
    findings_shown,
    unfilled,
)
from nhip.reporting.queries.remarks import (
    RemarkShown,
    count_unsettled,
    remarks_by_cell,
    remarks_shown,
)
from nhip.reporting.queries.reports import complete_figures, findings
from nhip.reporting.queries.sheet import Beside, Sheet, sheet_of
from nhip.reporting.queries.titles import Title, title_of, unit_names
from nhip.reporting.queries.wording import DEEDS, stage_mark
from nhip.reporting.queries.worksheet import previous_figures, tones
from nhip.reporting.rules.checking import Finding
from nhip.reporting.rules.narrative import render
from nhip.reporting.rules.states import EDITABLE, Stage
from nhip.signing.queries.pages import KeyShown, key_of_person
from nhip.ui.queries import in_language
from nhip.ui.rules import Mark


@dataclass(frozen=True)
class Deeds:
    """Việc được làm: what this person may do with the report now."""

    fill: bool
    give_back: bool
    sign: bool
    correct: bool


@dataclass(frozen=True)
class Round:
    """Lần báo cáo: one version of the obligation's report to turn to."""

    report_id: int
    number: int
    stage: Mark


@dataclass(frozen=True)
class PageFile:
    """Bản in: the document that is signed, with its number once it has one."""

    document_id: int
    number: str
    issued_on: dt.date | None
    state: str


@dataclass(frozen=True)
class ReportPage:
    """Báo cáo trên trang."""

    report_id: int
    obligation_id: int
    round: int
    rounds: Sequence[Round]
    title: Title
    window: tuple[dt.datetime, dt.datetime]
    form: str
    decision: str
    stage: Mark
    is_under_way: bool
    reason: str
    sheet: Sheet
    texts: Sequence[tuple[str, str]]
    findings: Sequence[FindingShown]
    explanations: Sequence[tuple[str, str]]
    unfilled: Sequence[FindingShown]
    remarks: Sequence[RemarkShown]
    open_remarks: int
    file: PageFile | None
    sha256: str
    recipients: Sequence[RecipientShown]
    history: Sequence[HistoryLine]
    may: Deeds
    compared: Compared | None


@dataclass(frozen=True)
class SignPage:
    """Trang ký: what will be signed, in which form, with which key."""

    page: ReportPage
    standing: Sequence[str]
    key: KeyShown | None


def report_page(report: Report, *, viewer: User, now: dt.datetime) -> ReportPage:
    """Return the report as its page shows it to this person."""
    form, obligation = report.form, report.obligation
    figures, found = figures_of(report), findings(report) if _is_judged_anew(report) else []
    day, version = local(now).date(), report.form_version
    unit = unit_names([obligation.unit_id], on=day).get(obligation.unit_id, "")
    window = obligation.period.window
    return ReportPage(
        report_id=report.pk,
        obligation_id=obligation.pk,
        round=report.round,
        rounds=_rounds(report),
        title=title_of(obligation, unit=unit, now=now),
        window=(window.lower, window.upper),
        form=f"{version.form.code} – {in_language(version.form.title, version.form.title_en)}",
        decision=f"{version.decision_number}, {version.decision_date:%d/%m/%Y}, "
        f"{version.decision_issuer}",
        stage=stage_mark(report.stage),
        is_under_way=report.stage != Stage.ISSUED,
        reason=report.reason,
        sheet=sheet_of(form, figures, _beside(report, found)),
        texts=_texts(report, figures),
        findings=findings_shown(report, found),
        explanations=[] if found else explanations_of(report),
        unfilled=unfilled(report, found),
        remarks=remarks_shown(report),
        open_remarks=count_unsettled(report),
        file=_file(report),
        sha256=report.version.sha256 if report.version else "",
        recipients=recipients_of(report.document) if report.document else [],
        history=_history(report),
        may=_deeds(report, viewer, day),
        compared=compared(report) if report.version and not _is_open(report) else None,
    )


def sign_page(report: Report, *, viewer: User, now: dt.datetime) -> SignPage:
    """Return what the signer is shown before signing."""
    competence = competence_of(
        user_id=viewer.pk,
        agency_id=report.obligation.unit_id,
        kind=REPORT.code,
        on=local(now).date(),
    )
    return SignPage(
        page=report_page(report, viewer=viewer, now=now),
        standing=competence.rule.standing() if competence else (),
        key=key_of_person(viewer.pk, now=now),
    )


def figures_of(report: Report) -> Figures:
    """Return the figures put up, or those of the sheet while it is open."""
    if report.version is not None and not _is_open(report):
        return report.version.report.figures
    return complete_figures(report)


def _is_open(report: Report) -> bool:
    return Stage(report.stage) in EDITABLE


def _is_judged_anew(report: Report) -> bool:
    """Tell whether the checks still speak; of what was signed only the explanations stay."""
    return _is_open(report) or report.stage in {Stage.PUT_UP, Stage.WAITING}


def _beside(report: Report, found: Sequence[Finding]) -> Beside:
    former = report.corrects.report.figures if report.corrects else previous_figures(report)
    return Beside(previous=former, remarks=remarks_by_cell(report), tones=tones(report, found))


def _texts(report: Report, figures: Figures) -> list[tuple[str, str]]:
    form = report.form
    if report.version is not None and not _is_open(report):
        said = dict(report.version.report.narrative)
    else:
        said = {code: render(text, figures, form) for code, text in report.texts.items()}
    return [
        (in_language(one.heading, one.heading_en), said.get(one.code, "")) for one in form.outline
    ]


def _rounds(report: Report) -> list[Round]:
    others = Report.objects.filter(obligation=report.obligation).order_by("round")
    return [Round(one.pk, one.round, stage_mark(one.stage)) for one in others]


def _file(report: Report) -> PageFile | None:
    document = report.document
    if document is None:
        return None
    return PageFile(document.pk, document.number, document.issued_on, document.state)


def _history(report: Report) -> list[HistoryLine]:
    subjects = [ref(report), *([ref(report.document)] if report.document else [])]
    return history(subjects, DEEDS | DOCUMENT_DEEDS)


def _deeds(report: Report, viewer: User, day: dt.date) -> Deeds:
    def may(right: str) -> bool:
        return viewer.may(right, report.obligation.unit_id, on=day)

    put_up, issued = report.stage == Stage.PUT_UP, report.stage == Stage.ISSUED
    newest = not Report.objects.filter(
        obligation=report.obligation, round__gt=report.round
    ).exists()
    return Deeds(
        fill=_is_open(report) and may(Permission.ENTER),
        give_back=put_up and may(Permission.RETURN),
        sign=put_up and may(Permission.SIGN),
        correct=issued and newest and may(Permission.ENTER),
    )
