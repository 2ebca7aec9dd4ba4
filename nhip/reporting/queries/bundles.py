"""Gói tệp gửi lại: whose each file is and what it changes; how far a bundle has come."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.reporting.models import Bundle, BundleFile, Report
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.titles import titles_of
from nhip.reporting.queries.workbooks import (
    CellChange,
    changed_entries,
    changes,
    faults_in_words,
    identities,
)
from nhip.reporting.rules.drafting import Sheet
from nhip.reporting.rules.feeds import Fault, Feed
from nhip.reporting.rules.figures import plain
from nhip.reporting.rules.returned_workbooks import (
    Identity,
    NotOurWorkbook,
    Returned,
    identity_of,
    read_returned,
)
from nhip.reporting.rules.states import EDITABLE, Stage
from nhip.ui.rules import Mark, Tone

ON_A_PAGE = 100
Outcome = BundleFile.Outcome
REASONS: Final[dict[str, Promise]] = {
    "unreadable": gettext_lazy(
        "It cannot be read: locked by a password, damaged, too large, or no workbook."
    ),
    "not-ours": gettext_lazy("It was not made for a report here, or lost what says whose it is."),
    "of-another": gettext_lazy(
        "It is of another form, version, unit or period than the report it names."
    ),
    "absent": gettext_lazy("There is no such report, or you may not fill it in."),
    "not-editable": gettext_lazy("The report was put up or sent; it can no longer be filled in."),
    "faults": gettext_lazy("Some cells are wrong; nothing of it was stored."),
    "two-files-for-one-report": gettext_lazy(
        "Another file here is for the same report; send only the one that is meant."
    ),
    "saved-meanwhile": gettext_lazy(
        "Somebody saved the report after this was shown; send the file again."
    ),
}
_TONES: Final = {
    Outcome.WAITING: Tone.PLAIN,
    Outcome.UNCHANGED: Tone.PLAIN,
    Outcome.TO_CONFIRM: Tone.SOON,
    Outcome.CONFIRMED: Tone.PLAIN,
    Outcome.TAKEN: Tone.DONE,
    Outcome.REFUSED: Tone.LATE,
}


@dataclass(frozen=True)
class Judged:
    """Kết quả đọc một tệp: what it changes in which report, or why it is refused.

    ``cells`` maps an address to its figure and its place in the workbook.
    """

    outcome: BundleFile.Outcome
    report_id: int | None = None
    revision: int | None = None
    is_older: bool = False
    cells: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    reason: str = ""
    findings: Sequence[Fault] = ()


@dataclass(frozen=True)
class FileShown:
    """Một tệp trên trang: its mark, whose report it is, what is wrong with it."""

    position: int
    name: str
    outcome: str
    mark: Mark
    report_id: int | None
    title: str
    changes: int
    is_older: bool
    reason: str
    faults: Sequence[str]


@dataclass(frozen=True)
class BundleShown:
    """Gói trên trang: how many files have come how far, and some of them."""

    bundle: Bundle
    total: int
    counts: Sequence[tuple[str, str, int]]
    read: int
    is_busy: bool
    to_confirm: int
    older: int
    files: Sequence[FileShown]
    page: Page[BundleFile]
    outcome: str


def judge(
    workbooks: Mapping[int, Sequence[Sheet] | None], *, viewer: User, on: dt.date
) -> dict[int, Judged]:
    """Return what each file says, by its position; what could not be read is None."""
    said: dict[int, Identity] = {}
    judged: dict[int, Judged] = {}
    for position, sheets in workbooks.items():
        try:
            if sheets is None:
                judged[position] = refused("unreadable")
            else:
                said[position] = identity_of(sheets)
        except NotOurWorkbook:
            judged[position] = refused("not-ours")
    reports = _reports({one.report for one in said.values()}, viewer, on)
    ours = identities(list(reports.values()), on=on)
    for position, one in said.items():
        report = reports.get(one.report)
        if report is None:
            judged[position] = refused("absent")
        elif not one.same_report(ours[report.pk]):
            judged[position] = refused("of-another", report)
        elif Stage(report.stage) not in EDITABLE:
            judged[position] = refused("not-editable", report)
        else:
            judged[position] = _read(report, workbooks[position] or (), one)
    return judged


def refused(reason: str, report: Report | None = None, findings: Sequence[Fault] = ()) -> Judged:
    """Return that a file is refused."""
    pk, revision = (report.pk, report.revision) if report else (None, None)
    return Judged(Outcome.REFUSED, pk, revision, reason=reason, findings=findings)


def bundle_shown(bundle: Bundle, *, outcome: str, number: str, now: dt.datetime) -> BundleShown:
    """Return a bundle with one page of its files."""
    counted = dict(bundle.files.order_by().values_list("outcome").annotate(files=Count("pk")))
    chosen = bundle.files.filter(outcome=outcome) if outcome in Outcome.values else bundle.files
    page = Paginator(chosen.order_by("position"), ON_A_PAGE).get_page(number)
    waiting, confirmed = counted.get(Outcome.WAITING, 0), counted.get(Outcome.CONFIRMED, 0)
    total = sum(counted.values())
    older = bundle.files.filter(outcome=Outcome.TO_CONFIRM, is_older=True).count()
    return BundleShown(
        bundle=bundle,
        total=total,
        counts=[(each.value, str(each.label), counted.get(each, 0)) for each in Outcome],
        read=total - waiting,
        is_busy=bool(waiting or confirmed),
        to_confirm=counted.get(Outcome.TO_CONFIRM, 0) - older,
        older=older,
        files=files_shown(list(page), now=now),
        page=page,
        outcome=outcome if outcome in Outcome.values else "",
    )


def files_shown(files: Sequence[BundleFile], *, now: dt.datetime) -> list[FileShown]:
    """Return files as people read them, asked for together."""
    reports = Report.objects.whole().in_bulk({one.report_id for one in files if one.report_id})
    obligations = [report.obligation for report in reports.values()]
    titles = titles_of(obligations, now=now) if obligations else {}
    return [_shown(one, reports.get(one.report_id or 0), titles) for one in files]


def file_changes(file: BundleFile, report: Report) -> list[CellChange]:
    """Return every cell a file of a bundle changes, beside what stands in the report now."""
    entries = file.entries
    form = report.form_with(entries)
    returned = Returned(Feed(entries, ()), {at: file.place(at) for at in entries}, {}, form)
    return changes(report, returned, since=file.revision or 0)


def _reports(numbers: set[int], viewer: User, on: dt.date) -> dict[int, Report]:
    """Return the reports that exist and that this person may fill in, with their cells."""
    possible = {one for one in numbers if isinstance(one, int) and 0 < one < 2**63}
    seen = Report.objects.visible_to(viewer, on=on).filter(
        obligation__unit__in=scope(viewer, Permission.ENTER, on=on)
    )
    return {
        report.pk: report
        for report in seen.filter(pk__in=possible).whole().prefetch_related("cells")
    }


def _read(report: Report, sheets: Sequence[Sheet], said: Identity) -> Judged:
    try:
        returned = read_returned(sheets, report.form)
    except NotOurWorkbook:
        return refused("not-ours", report)
    if returned.feed.faults:
        return refused("faults", report, returned.feed.faults)
    changed = changed_entries(report.held, returned.feed.entries)
    if not changed:
        return Judged(Outcome.UNCHANGED, report.pk, report.revision)
    return Judged(
        Outcome.TO_CONFIRM,
        report.pk,
        report.revision,
        is_older=said.revision != report.revision,
        cells={str(at): (plain(value), returned.places[at]) for at, value in changed.items()},
    )


def _shown(file: BundleFile, report: Report | None, titles: Mapping[int, object]) -> FileShown:
    title = titles.get(report.obligation_id) if report else None
    faults = [Fault(**one) for one in file.findings]
    return FileShown(
        position=file.position,
        name=file.name,
        outcome=file.outcome,
        mark=Mark(_TONES[Outcome(file.outcome)], str(Outcome(file.outcome).label)),
        report_id=file.report_id,
        title=f"{title.unit}: {title.name}" if title else "",  # type: ignore[attr-defined]
        changes=len(file.cells),
        is_older=file.is_older,
        reason=str(REASONS.get(file.reason, file.reason)),
        faults=faults_in_words(faults, report.form) if report and faults else [],
    )
