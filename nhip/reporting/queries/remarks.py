"""Ý kiến trên trang: why a report came back, and what is said of its cells, thread by thread."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from nhip.accounts.models import User
from nhip.accounts.queries import names_of
from nhip.core.clock import local
from nhip.reporting.models import Remark, Report
from nhip.reporting.queries.colleagues import colleagues
from nhip.reporting.queries.sheet import anchor_of, place_of
from nhip.reporting.queries.titles import Title, title_of, unit_names
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.states import UNSIGNED, Stage


@dataclass(frozen=True)
class RemarkShown:
    """Một ý kiến: who, when, of what, and what was said."""

    anchor: str
    place: str
    text: str
    who: str
    at: dt.datetime


@dataclass(frozen=True)
class ThreadShown:
    """Chuỗi ý kiến: what began it, the answers, who is asked, by whom and when it was settled."""

    remark_id: int
    address: str
    first: RemarkShown
    answers: Sequence[RemarkShown]
    asked: str
    settled_by: str
    settled_at: dt.datetime | None
    was_returned: bool

    @property
    def newest(self) -> RemarkShown:
        """Return what was said last."""
        return self.answers[-1] if self.answers else self.first


@dataclass(frozen=True)
class RemarksPage:
    """Ý kiến trên báo cáo: every thread, and whom a new one can ask."""

    report_id: int
    title: Title
    threads: Sequence[ThreadShown]
    people: Sequence[User]
    may_remark: bool


def newest_remarks(report: Report) -> list[Remark]:
    """Return what was said when the report came back last, while it has not gone up again."""
    reasons = [one for one in report.remarks.all() if one.version_id is not None]
    if report.stage != Stage.RETURNED:
        return []
    return [one for one in reasons if one.remarked_at == reasons[-1].remarked_at]


def asked_of(report: Report, person: User) -> list[Remark]:
    """Return the unsettled remarks that ask this person something."""
    threads = (one for one in report.remarks.all() if one.thread_id is None)
    return [one for one in threads if one.assignee_id == person.pk and one.settled_at is None]


def remarks_shown(report: Report) -> list[RemarkShown]:
    """Return the remarks that are to be answered, those of the whole report first."""
    remarks = newest_remarks(report)
    names = names_of(one.actor for one in remarks)
    in_order = sorted(remarks, key=lambda one: bool(one.row))
    form = report.form
    return [_shown(one, form, names) for one in in_order]


def threads_of(report: Report, *, at: Address | None = None) -> list[ThreadShown]:
    """Return the threads of a report, or of one cell: unsettled first, then the newest settled."""
    remarks = report.remarks.select_related("assignee").order_by("pk")
    if at is not None:
        remarks = remarks.filter(row=at.row, column=at.column)
    said = list(remarks)
    names = names_of(ref for one in said for ref in (one.actor, one.settled_by) if ref)
    answers: defaultdict[int, list[Remark]] = defaultdict(list)
    for one in said:
        if one.thread_id is not None:
            answers[one.thread_id].append(one)
    form = report.form
    threads = [_thread(one, answers[one.pk], form, names) for one in said if one.thread_id is None]
    return sorted(threads, key=lambda one: one.settled_at is not None)


def remarks_page(report: Report, *, now: dt.datetime) -> RemarksPage:
    """Return everything that was said of a report."""
    unit, day = report.obligation.unit_id, local(now).date()
    may_remark = Stage(report.stage) in UNSIGNED
    return RemarksPage(
        report_id=report.pk,
        title=title_of(report.obligation, unit=unit_names([unit], on=day).get(unit, ""), now=now),
        threads=threads_of(report),
        people=list(colleagues(unit, on=day)) if may_remark else [],
        may_remark=may_remark,
    )


def unsettled(report: Report) -> list[ThreadShown]:
    """Return the threads that wait for somebody, while they can still be settled."""
    if Stage(report.stage) not in UNSIGNED:
        return []
    return [one for one in threads_of(report) if one.settled_at is None]


def count_unsettled(report: Report) -> int:
    """Return how many threads wait for somebody."""
    return report.remarks.unsettled().count() if Stage(report.stage) in UNSIGNED else 0


def remarks_by_cell(report: Report) -> dict[Address, list[str]]:
    """Return the remarks of single cells that are to be answered."""
    found: defaultdict[Address, list[str]] = defaultdict(list)
    for one in newest_remarks(report):
        if one.row:
            found[one.address].append(one.text)
    return dict(found)


def marks_by_cell(threads: Sequence[ThreadShown]) -> dict[Address, int]:
    """Return how many of some threads speak of each cell."""
    found: defaultdict[Address, int] = defaultdict(int)
    for one in threads:
        if one.address:
            row, _sign, column = one.address.partition("!")
            found[Address(row, column)] += 1
    return dict(found)


def _thread(
    first: Remark, answers: Sequence[Remark], form: Form, names: dict[str, str]
) -> ThreadShown:
    return ThreadShown(
        remark_id=first.pk,
        address=str(first.address) if first.row else "",
        first=_shown(first, form, names),
        answers=[_shown(one, form, names) for one in answers],
        asked=first.assignee.full_name if first.assignee else "",
        settled_by=names.get(first.settled_by, ""),
        settled_at=first.settled_at,
        was_returned=first.version_id is not None,
    )


def _shown(one: Remark, form: Form, names: dict[str, str]) -> RemarkShown:
    return RemarkShown(
        anchor=anchor_of(one.address) if one.row else "",
        place=place_of(one.address, form) if one.row else "",
        text=one.text,
        who=names[one.actor],
        at=one.remarked_at,
    )
