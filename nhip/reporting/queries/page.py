"""Bản in của báo cáo: a version as the values of an administrative document."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings

from nhip.core.clock import local
from nhip.documents.models import SigningCompetence
from nhip.documents.rules import page
from nhip.documents.rules.drafts import Addressee, Draft
from nhip.documents.rules.kinds import REPORT
from nhip.documents.rules.numbering import notation
from nhip.documents.rules.page import (
    Align,
    Annex,
    BodyCell,
    Box,
    HeadCell,
    Heading,
    Paragraph,
    Piece,
    ReportPage,
    Signer,
    Table,
)
from nhip.organisations.models import Unit
from nhip.reporting.models import Report
from nhip.reporting.rules.blocks import Block, blocks_of
from nhip.reporting.rules.figures import MISSING, State, Value
from nhip.reporting.rules.forms import Address, Column, Form, Row
from nhip.reporting.rules.heads import head_lines
from nhip.reporting.rules.report_json import Report as ReportJson
from nhip.reporting.rules.symbols import abbreviation, place
from nhip.reporting.rules.words import shown_words

TITLE, TRIAL = "BÁO CÁO", "THỬ NGHIỆM"
MOST_ROWS_BESIDE_TEXT = 20
MOST_COLUMNS_UPRIGHT = 8


@dataclass(frozen=True)
class Set:
    """Bản in đã lưu: the stored page and the empty boxes its signatures will fill."""

    sha256: str
    size: int
    boxes: Mapping[str, Box]


def page_of(report: Report, competence: SigningCompetence) -> ReportPage:
    """Return the page of the version that was put up, for this signer."""
    obligation, version = report.obligation, report.version
    if version is None or report.put_up_at is None:
        raise ValueError("only what was put up has a page")
    said = version.report
    tables, annexes = tables_of(version.form, said.figures), []
    body = list(_narrative(version.form, said))
    if sum(len(one.rows) for one in tables) > MOST_ROWS_BESIDE_TEXT or _is_wide(tables):
        annexes = [_annex(version.form, tables)]
        body.append(Paragraph(f"Số liệu chi tiết tại Phụ lục {version.form.code}."))
    else:
        body += tables
    return ReportPage(
        agency=obligation.unit.official_name_on(_day(report)),
        title=TITLE,
        subject=subject_of(report),
        body=body,
        signer=Signer(competence.rule.standing(), competence.user.full_name),
        recipients=[*(one["name"] for one in obligation.regime.recipients), "Lưu: VT"],
        created_at=report.put_up_at,
        demo=bool(settings.NHIP_DEMO),
        addressee="; ".join(one["name"] for one in obligation.regime.recipients),
        annexes=annexes,
    )


def subject_of(report: Report) -> str:
    """Return what the document is about: the regime, the period, and whether it corrects."""
    obligation = report.obligation
    name = obligation.regime.name.removeprefix("Báo cáo").strip()
    label = obligation.period.label
    subject = f"{name[:1].upper()}{name[1:]}, {label[:1].lower()}{label[1:]}"
    return f"{subject} (đính chính lần {report.round - 1})" if report.round > 1 else subject


def draft_of(report: Report, competence: SigningCompetence, page: Set) -> Draft:
    """Return the document in which the page goes before its signer and out to its recipients."""
    day, unit = _day(report), report.obligation.unit
    name, code = unit.official_name_on(day), unit.code_on("qd20", day)
    former = Report.objects.filter(obligation=report.obligation, round=report.round - 1).first()
    return Draft(
        agency_id=unit.pk,
        kind=REPORT.code,
        notation=notation(REPORT, abbreviation(name)),
        place=place(code, unit.name_on(day)),
        subject=subject_of(report),
        sha256=page.sha256,
        size=page.size,
        boxes=page.boxes,
        competence_id=competence.pk,
        recipients=recipients(report, on=day),
        replaces_id=former.document_id if former is not None else None,
        replace_reason=report.reason,
        stamp_patience=report.obligation.regime.rule.stamp_patience,
    )


def recipients(report: Report, *, on: dt.date) -> list[Addressee]:
    """Return the agencies that receive the report, by the codes of the day."""
    return [
        Addressee(
            Unit.objects.by_code(to["scheme"], to["code"], on=on).code_on("qd20", on), to["name"]
        )
        for to in report.obligation.regime.recipients
    ]


def _day(report: Report) -> dt.date:
    """Return the day the report was put up: codes and names on its page are of that day."""
    if report.put_up_at is None:
        raise ValueError("only what was put up has a page")
    return local(report.put_up_at).date()


def _narrative(form: Form, said: ReportJson) -> list[Piece]:
    pieces: list[Piece] = []
    if said.reason:
        pieces += [Heading("Giải trình việc đính chính"), Paragraph(said.reason)]
    for section in form.outline:
        pieces += [Heading(section.heading), Paragraph(said.narrative.get(section.code, ""))]
    return pieces


def _annex(form: Form, tables: Sequence[Table]) -> Annex:
    return Annex(
        title=f"Biểu {form.code}",
        subject=form.title,
        body=list(tables),
        landscape=_is_wide(tables),
    )


def _is_wide(tables: Sequence[Table]) -> bool:
    return any(len(one.widths) > MOST_COLUMNS_UPRIGHT for one in tables)


def blank_page(form: Form, *, agency: str, now: dt.datetime) -> ReportPage:
    """Return the page a form would be printed on, without a figure, for its designer."""
    words = "Bản xem trước của biểu mẫu đang dựng, chưa ban hành."
    return _preview(form, {}, agency=agency, now=now, words=words)


def trial_page(
    form: Form, figures: Mapping[Address, Value], *, agency: str, now: dt.datetime
) -> ReportPage:
    """Bản in thử nghiệm: the page with the figures a unit tried, and *trial* across each page."""
    words = "Số liệu điền thử trên biểu mẫu chưa ban hành; không có giá trị báo cáo."
    page = _preview(form, figures, agency=agency, now=now, words=words)
    return replace(page, watermark=TRIAL)


def _preview(
    form: Form, figures: Mapping[Address, Value], *, agency: str, now: dt.datetime, words: str
) -> ReportPage:
    return ReportPage(
        agency=agency,
        title=TITLE,
        subject=form.title,
        body=[Paragraph(words)],
        signer=Signer([], ""),
        recipients=[],
        created_at=now,
        demo=bool(settings.NHIP_DEMO),
        annexes=[_annex(form, tables_of(form, figures))],
    )


def tables_of(form: Form, figures: Mapping[Address, Value]) -> list[Table]:
    """Return the form as its tables are printed, with these figures."""
    return [_table(block, form, figures) for block in blocks_of(form)]


def _table(block: Block, form: Form, figures: Mapping[Address, Value]) -> Table:
    with_unit = any(row.unit for row in block.rows)
    before = ("STT", "Nội dung", "Đơn vị tính") if with_unit else ("STT", "Nội dung")
    widths = [2.0 if column.type == "text" else 1.2 for column in block.columns]
    return Table(
        widths=[0.6, 3.0, *([1.2] if with_unit else []), *widths],
        head=_head(before, block.columns),
        rows=[_row(row, block.columns, form, figures, with_unit) for row in block.rows],
        numbering=["A", "B", "C"][: len(before)] + [column.number for column in block.columns],
        measure=form.unit,
    )


def _head(before: tuple[str, ...], columns: tuple[Column, ...]) -> list[list[HeadCell]]:
    """Return the lines of heads, in Vietnamese; a group stands over its columns."""
    lines = [
        [HeadCell(cell.part.label, columns=cell.columns, rows=cell.rows) for cell in line]
        for line in head_lines(columns)
    ]
    return [[HeadCell(text, rows=len(lines)) for text in before] + lines[0], *lines[1:]]


def _row(
    row: Row,
    columns: Sequence[Column],
    form: Form,
    figures: Mapping[Address, Value],
    with_unit: bool,
) -> page.Row:
    cells = [BodyCell(row.number, Align.CENTER), BodyCell(row.label)]
    cells += [BodyCell(row.unit, Align.CENTER)] if with_unit else []
    cells += [_cell(Address(row.code, column.code), form, figures) for column in columns]
    return page.Row(cells, level=_depth(row, form), bold=row.heading or row.formula is not None)


def _cell(address: Address, form: Form, figures: Mapping[Address, Value]) -> BodyCell:
    if address not in form.open:
        return BodyCell("")
    value = figures.get(address, MISSING)
    if value.state is State.WRITTEN:
        return BodyCell(shown_words(value, form.column[address.column]))
    if value.number is not None:
        return page.number(value.number, form.places_of(address))
    return page.nil() if value.state is State.NIL else page.missing()


def _depth(row: Row, form: Form) -> int:
    depth, parent = 0, row.parent
    while parent is not None:
        depth, parent = depth + 1, form.row[parent].parent
    return depth
