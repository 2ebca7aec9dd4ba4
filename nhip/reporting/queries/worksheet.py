"""Bảng nhập trên trang: the sheet to fill in, what is wrong with it, who else changed it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import prefetch_related_objects

from nhip.accounts.models import User
from nhip.core.clock import local
from nhip.indicators.rules.calendars import NoSuchPeriod, Span
from nhip.indicators.rules.periods import moved, year_before
from nhip.reporting.models import Report
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.changes import Change, changes_since
from nhip.reporting.queries.colleagues import on_behalf
from nhip.reporting.queries.figures import Figures, known_of_period
from nhip.reporting.queries.findings import FindingShown, findings_shown, unfilled
from nhip.reporting.queries.live_sheet import live_sheet
from nhip.reporting.queries.origins import origins_of
from nhip.reporting.queries.remarks import (
    RemarkShown,
    ThreadShown,
    marks_by_cell,
    remarks_by_cell,
    remarks_shown,
    unsettled,
)
from nhip.reporting.queries.reports import complete_sheets, findings, known_figures
from nhip.reporting.queries.shares import ShareShown, shares_shown, shut_cells, shut_words
from nhip.reporting.queries.sheet import (
    Beside,
    Sheet,
    anchor_of,
    blank_rows,
    place_of,
    sheet_of,
    typed_answer,
)
from nhip.reporting.queries.titles import Title, title_of, unit_names
from nhip.reporting.queries.wording import answer_text, moment_text, stage_mark
from nhip.reporting.rules.checking import Finding
from nhip.reporting.rules.figures import Value
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.narrative import render
from nhip.reporting.rules.states import EDITABLE, Stage
from nhip.ui.queries import in_language
from nhip.ui.rules import Mark


@dataclass(frozen=True)
class Attempt:
    """Lần lưu chưa thành: what was typed and could not be stored, kept so that nothing is lost."""

    typed: Mapping[Address, str]
    faults: Mapping[Address, str]
    texts: Mapping[str, str]
    explanations: Mapping[str, str]
    revision: int


@dataclass(frozen=True)
class SectionShown:
    """Mục thuyết minh: its heading, what was written, and how it will read."""

    code: str
    heading: str
    text: str
    preview: str
    required: bool


@dataclass(frozen=True)
class Worksheet:
    """Bảng nhập trên trang."""

    report_id: int
    revision: int
    title: Title
    stage: Mark
    reason: str
    sheet: Sheet
    sections: Sequence[SectionShown]
    findings: Sequence[FindingShown]
    unfilled: Sequence[FindingShown]
    remarks: Sequence[RemarkShown]
    faults: Sequence[tuple[str, str]]
    clashes: Sequence[str]
    may_put_up: bool
    live: Mapping[str, Any]
    blanks: Sequence[tuple[str, Sheet]]
    threads: Sequence[ThreadShown]
    shares: Sequence[ShareShown]
    behalf: Mapping[str, str]


def worksheet(
    report: Report, *, viewer: User, now: dt.datetime, attempt: Attempt | None = None
) -> Worksheet:
    """Return the sheet as its page shows it; what was typed in an attempt stays in the fields."""
    prefetch_related_objects([report], "cells", "narrative")
    form, complete = report.form, complete_sheets(report)
    figures, known = complete.now, known_figures(report)
    found = findings(report, complete, known)
    changes = changes_since(report, attempt.revision) if attempt else {}
    typed = _still_typed(attempt, changes, form) if attempt else {}
    clashes = {address: changes[address] for address in changes.keys() & typed.keys()}
    unit, day = report.obligation.unit_id, local(now).date()
    shut, threads = shut_cells(report, viewer.ref, on=day), unsettled(report)
    guarded, marks = shut_words(report, shut, on=day), marks_by_cell(threads)
    beside = replace(
        _beside(report, form, found, attempt, typed, clashes), guarded=guarded, marks=marks
    )
    return Worksheet(
        report_id=report.pk,
        revision=report.revision,
        title=title_of(report.obligation, unit=unit_names([unit], on=day).get(unit, ""), now=now),
        stage=stage_mark(report.stage),
        reason=report.reason,
        sheet=sheet_of(form, figures, beside),
        sections=_sections(report, form, figures, attempt),
        findings=findings_shown(report, found, attempt.explanations if attempt else {}),
        unfilled=unfilled(report, found),
        remarks=remarks_shown(report),
        faults=_faults(attempt, form),
        clashes=_who_saved(changes),
        may_put_up=not any(one.blocks for one in found),
        blanks=blank_rows(form),
        live=live_sheet(report, complete, known) | {"guarded": [str(at) for at in shut]},
        threads=threads,
        shares=shares_shown(report, on=day),
        behalf=on_behalf(viewer, Permission.ENTER, unit, on=day),
    )


def may_fill(report: Report, *, viewer: User, on: dt.date) -> bool:
    """Tell whether this person may fill in the sheet as it stands."""
    if Stage(report.stage) not in EDITABLE:
        return False
    return viewer.may(Permission.ENTER, report.obligation.unit_id, on=on)


def previous_figures(report: Report) -> Figures:
    """Return what the report of the period before said, for the reader to compare."""
    return _figures_of(report, lambda span: moved(span, -1))


def last_years_figures(report: Report) -> Figures:
    """Return what the report of the same period a year ago said."""
    return _figures_of(report, year_before)


def tones(report: Report, found: Sequence[Finding]) -> dict[Address, str]:
    """Return which cells are wrong and which are doubted; an empty one is neither yet."""
    explained = set(report.explanations.values_list("finding", flat=True))
    marked: dict[Address, str] = {}
    for one in found:
        address = Address(one.row, one.column)
        if one.blocks and one.code != "figure-is-missing":
            marked[address] = "wrong"
        elif not one.blocks and one.key not in explained:
            marked.setdefault(address, "doubted")
    return marked


def _figures_of(report: Report, other: Callable[[Span], Span]) -> Figures:
    obligation = report.obligation
    try:
        key = other(obligation.period.span).key
    except NoSuchPeriod:
        return {}
    form, unit = report.form, obligation.unit_id
    on = obligation.period.span.last_date
    known = known_of_period(form, regime=obligation.regime, unit_id=unit, key=key, on=on)
    return {address: one.value for address, one in known.items()}


def _beside(
    report: Report,
    form: Form,
    found: Sequence[Finding],
    attempt: Attempt | None,
    typed: Mapping[Address, str],
    clashes: Mapping[Address, Change],
) -> Beside:
    return Beside(
        typed=typed,
        previous=previous_figures(report),
        last_year=last_years_figures(report),
        sources={at: one.text for at, one in origins_of(report.cells.all()).items()},
        faults=attempt.faults if attempt else {},
        remarks=remarks_by_cell(report),
        tones=tones(report, found),
        theirs={at: f"{answer_text(one.now, at, form)} ({one.who})" for at, one in clashes.items()},
    )


def _still_typed(
    attempt: Attempt, changes: Mapping[Address, Change], form: Form
) -> dict[Address, str]:
    """Return what the person typed, less the cells they left alone and somebody else changed."""
    return {
        address: typed
        for address, typed in attempt.typed.items()
        if address not in changes
        or not _is_as_before(typed, changes[address].before, address, form)
    }


def _is_as_before(typed: str, before: Value, address: Address, form: Form) -> bool:
    return typed == typed_answer(before, address, form)


def _sections(
    report: Report, form: Form, figures: Figures, attempt: Attempt | None
) -> list[SectionShown]:
    written = report.texts | (dict(attempt.texts) if attempt else {})
    return [
        SectionShown(
            code=one.code,
            heading=in_language(one.heading, one.heading_en),
            text=written.get(one.code, ""),
            preview=render(written.get(one.code, ""), figures, form),
            required=one.required,
        )
        for one in form.outline
    ]


def _faults(attempt: Attempt | None, form: Form) -> list[tuple[str, str]]:
    faults = attempt.faults if attempt else {}
    return [(anchor_of(at), f"{place_of(at, form)}: {text}") for at, text in faults.items()]


def _who_saved(changes: Mapping[Address, Change]) -> list[str]:
    return sorted({f"{one.who}, {moment_text(one.at)}" for one in changes.values()})
