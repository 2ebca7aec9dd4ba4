"""Tệp Excel của báo cáo: what goes into a report's workbook, and what a returned one changes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from nhip.accounts.queries import names_of
from nhip.core.clock import local
from nhip.organisations.models import Code
from nhip.reporting.models import Report
from nhip.reporting.queries.changes import changes_since
from nhip.reporting.queries.figures import sheets_of
from nhip.reporting.queries.sheet import place_of
from nhip.reporting.queries.wording import answer_text
from nhip.reporting.rules.checking import Sheets, compute
from nhip.reporting.rules.declared import Declared
from nhip.reporting.rules.feeds import Fault
from nhip.reporting.rules.figures import MISSING, Value
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.returned_workbooks import Identity, Returned
from nhip.ui.queries import in_language

_FAULTS: Final[dict[str, Promise]] = {
    "not-a-number": gettext_lazy("Cell %(place)s (%(label)s): “%(found)s” is not a number."),
    "row-was-cut": gettext_lazy("The row “%(label)s” was cut out of the workbook."),
    "column-was-cut": gettext_lazy("The column “%(label)s” was cut out of the workbook."),
    "row-stands-twice": gettext_lazy("Cell %(place)s: the row “%(label)s” stands twice."),
    "column-stands-twice": gettext_lazy("Cell %(place)s: the column “%(label)s” stands twice."),
    "no-such-row": gettext_lazy("Cell %(place)s: the form has no row “%(found)s”."),
    "no-such-column": gettext_lazy("Cell %(place)s: the form has no column “%(found)s”."),
    "cell-is-merged": gettext_lazy(
        "Cell %(place)s (%(label)s) was merged with another; part them and fill in both."
    ),
    "sheet-stands-twice": gettext_lazy(
        "The sheet stands twice, again at %(place)s; delete the one that is not meant."
    ),
    "not-an-answer": gettext_lazy(
        "Cell %(place)s (%(label)s): “%(found)s” is no answer the column can hold."
    ),
    "row-is-gone": gettext_lazy(
        "Cell %(place)s: somebody took this row away meanwhile; download the workbook anew."
    ),
    "rows-are-wrong": gettext_lazy("The list “%(label)s” has more rows than the form allows."),
    "unreadable": gettext_lazy("Cell %(place)s cannot be read."),
}


@dataclass(frozen=True)
class CellChange:
    """Thay đổi một ô: what stands in the report, what the workbook says, and where it says so.

    ``theirs`` names who else changed the cell after the workbook was made.
    """

    address: Address
    label: str
    place: str
    before: str
    after: str
    theirs: str = ""


@dataclass(frozen=True)
class ComputedChange:
    """Ô tính khác: a formula of the workbook was overwritten; the report keeps its own figure."""

    label: str
    place: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class FileTaken:
    """Tệp đã nhập: who sent it in and when; who filled it in, as declared."""

    name: str
    cells: int
    who: str
    at: dt.datetime
    declared: Declared


def identity(report: Report, *, on: dt.date) -> Identity:
    """Return what a workbook of this report says of itself."""
    return identities([report], on=on)[report.pk]


def identities(reports: Sequence[Report], *, on: dt.date) -> dict[int, Identity]:
    """Return what the workbooks of some reports say of themselves, asked for together."""
    units = {report.obligation.unit_id for report in reports}
    codes = dict(
        Code.objects.filter(scheme="qd20", unit__in=units, valid__contains=on).values_list(
            "unit_id", "value"
        )
    )
    return {report.pk: _identity(report, codes) for report in reports}


def _identity(report: Report, codes: Mapping[int, str]) -> Identity:
    obligation, version = report.obligation, report.form_version
    return Identity(
        report=report.pk,
        form=version.form.code,
        version=version.version,
        unit=str(codes.get(obligation.unit_id) or obligation.unit_id),
        period=obligation.period.key,
        revision=report.revision,
    )


def figures_for_workbook(report: Report) -> Sheets:
    """Return the figures of a report, computed ones too, beside those its formulas look up."""
    return _complete(report, report.figures, report.form)


def changes(report: Report, returned: Returned, *, since: int) -> list[CellChange]:
    """Return every cell a workbook would change, row by row, as people read it."""
    form, held = returned.form, report.held
    others = changes_since(report, since)
    return [
        CellChange(
            address=address,
            label=place_of(address, form),
            place=returned.places[address],
            before=_text(held.get(address, MISSING), address, form),
            after=_text(value, address, form),
            theirs=others[address].who if address in others else "",
        )
        for address, value in changed_entries(held, returned.feed.entries).items()
    ]


def changed_entries(
    held: Mapping[Address, Value], entries: Mapping[Address, Value]
) -> dict[Address, Value]:
    """Return the entries that differ from what is held; the same again is no entry."""
    return {at: value for at, value in entries.items() if held.get(at, MISSING) != value}


def overwritten(report: Report, returned: Returned) -> Sequence[ComputedChange]:
    """Return the computed cells of a workbook that its own entries do not come to."""
    form = returned.form
    complete = _complete(report, report.figures | dict(returned.feed.entries), form)
    return [
        ComputedChange(
            label=place_of(address, form),
            place=returned.places[address],
            ours=_text(complete.now.get(address, MISSING), address, form),
            theirs=_text(value, address, form),
        )
        for address, value in returned.computed.items()
        if _is_overwritten(value, complete.now.get(address, MISSING), form)
    ]


def _is_overwritten(theirs: Value, ours: Value, form: Form) -> bool:
    """Tell whether a workbook's formula was typed over; in lists it passes over blank rows."""
    if theirs.is_missing or (ours.is_missing and form.lines):
        return False
    return theirs != ours


def files_taken(report: Report) -> list[FileTaken]:
    """Return the files that filled the report so far, newest first."""
    taken = list(report.taken_files.all())
    names = names_of(one.taken_by for one in taken)
    return [
        FileTaken(one.name, one.cells, names[one.taken_by], one.taken_at, one.declared)
        for one in taken
    ]


def file_name(report: Report, *, on: dt.date) -> str:
    """Return a name for the file that tells form, unit and period apart."""
    said = identity(report, on=on)
    parts = (said.form, said.unit, said.period, local(report.opened_at).strftime("%Y%m%d"))
    return "_".join(part.replace("/", "-").replace(":", "-") for part in parts) + ".xlsx"


def faults_in_words(faults: Sequence[Fault], form: Form) -> list[str]:
    """Return what is wrong with a workbook, each with its cell, as the reporter reads it."""
    return [_in_words(fault, form) for fault in faults]


def _in_words(fault: Fault, form: Form) -> str:
    facts = {
        "place": fault.place,
        "found": fault.found,
        "label": _label(fault, form),
    }
    return str(_FAULTS.get(fault.code, _FAULTS["unreadable"])) % facts


def _label(fault: Fault, form: Form) -> str:
    if fault.row and fault.column:
        return place_of(Address(fault.row, fault.column), form)
    base = form.base or form
    part = form.row.get(fault.row) or base.row.get(fault.row) or form.column.get(fault.column)
    return in_language(part.label, part.label_en) if part else fault.found


def _complete(report: Report, figures: Mapping[Address, Value], form: Form) -> Sheets:
    obligation = report.obligation
    held = sheets_of(
        form,
        {at: value for at, value in figures.items() if at in form.open},
        regime=obligation.regime,
        unit_id=obligation.unit_id,
        span=obligation.period.span,
    )
    return replace(held, now=compute(form, held))


def _text(value: Value, address: Address, form: Form) -> str:
    return answer_text(value, address, form)
