"""Nhập số liệu và lời: whole batches or nothing, on the revision that was seen."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid, Refused
from nhip.core.text import nfc
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.reporting.actions.arrows import next_stage
from nhip.reporting.models import Cell, Explanation, NarrativeText, Report
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.colleagues import on_behalf
from nhip.reporting.queries.shares import shut_cells
from nhip.reporting.rules import narrative
from nhip.reporting.rules.feeds import Fault
from nhip.reporting.rules.figures import MISSING, NIL, Value, plain
from nhip.reporting.rules.forms import Address, By, Form
from nhip.reporting.rules.rosters import ROSTER, NotARoster, keys_said, prove_keys
from nhip.reporting.rules.states import Act

ENTERED = "reporting.report.entered"
WRITTEN = "reporting.report.written"
EXPLAINED = "reporting.report.explained"
_BY_HAND = (Cell.Origin.TYPED, Cell.Origin.FILE)


class SomebodyElseSaved(Refused):
    """Đã có người khác lưu: what was seen is no longer what is stored."""

    message = _("Somebody else saved this report meanwhile; look at revision %(revision)s first.")


class CellsAreWrong(Invalid):
    """Ô nhập sai: ``findings`` list every cell; nothing was stored."""

    message = _("%(count)d cells cannot be filled; nothing was stored.")


class CellsAreShut(Invalid):
    """Ô không nhập tay: a feed fills them, or they are another's part; nothing was stored."""

    message = _(
        "%(count)d cells are not filled in by hand here: the figures of a feed are corrected at "
        "their source, the part of somebody else by them. Nothing was stored."
    )


class TextNamesNoCell(Invalid):
    """Lời không khớp bảng: a sentence speaks of a cell the form does not have."""

    message = _("The text speaks of cells the form does not have: %(cells)s.")


class NoSuchSection(Invalid):
    """Mục không có trong đề cương."""

    message = _("The outline has no section “%(section)s”.")


class NothingSaid(Invalid):
    """Giải trình trống."""

    message = _("Write an explanation.")


@dataclass(frozen=True)
class Batch:
    """Một lần nhập: the cells, where they came from, and the revision they were typed on.

    ``places`` tell the source of single cells more closely than ``source`` tells all.
    """

    entries: Mapping[Address, Value]
    revision: int
    origin: Cell.Origin = Cell.Origin.TYPED
    source: str = ""
    places: Mapping[Address, str] = field(default_factory=dict)


@transaction.atomic
def enter_cells(*, actor: Actor, report_id: int, batch: Batch, now: dt.datetime) -> Report:
    """Nhập số liệu: fill many cells at once.

    Raises NotFromHere, SomebodyElseSaved, CellsAreWrong, CellsAreShut.
    """
    report = _editable(actor, report_id, now)

    if batch.revision != report.revision:
        raise SomebodyElseSaved(revision=report.revision)
    before = report.held
    faults = list(_roster_faults(batch, report.form_version.rule))
    faults = faults or list(_faults(batch.entries, report.form_with(batch.entries)))
    if faults:
        raise CellsAreWrong(count=len(faults), findings=faults)
    _prove_open(report, batch, actor, now)

    batch = replace(batch, entries=_cleared(batch, before) | dict(batch.entries))
    _write(report, batch, actor=actor, now=now)

    changes = [
        [*address, *_said(address, (before.get(address, MISSING), value), report)]
        for address, value in batch.entries.items()
        if before.get(address, MISSING) != value
    ]
    behalf = on_behalf(actor, Permission.ENTER, report.obligation.unit_id, on=local(now).date())
    record(ENTERED, report, actor=actor, now=now, origin=batch.origin, cells=changes, **behalf)
    return report


@transaction.atomic
def mark_nil(*, actor: Actor, report_id: int, revision: int, now: dt.datetime) -> Report:
    """Không phát sinh: say of every figure still missing that nothing arose.

    Raises NotFromHere, SomebodyElseSaved, CellsAreWrong.
    """
    report = _editable(actor, report_id, now)

    form, held = report.form, report.figures
    shut = shut_cells(report, actor.ref, on=local(now).date())
    empty = {
        address: NIL
        for address in form.inputs
        if address not in shut and held.get(address, MISSING).is_missing
    }

    return enter_cells(actor=actor, report_id=report_id, batch=Batch(empty, revision), now=now)


@transaction.atomic
def write_narrative(
    *, actor: Actor, report_id: int, section: str, text: str, now: dt.datetime
) -> NarrativeText:
    """Viết lời: one section; its figures stand as ``{row!column}``.

    Raises NotFromHere, NoSuchSection, TextNamesNoCell.
    """
    report = _editable(actor, report_id, now)

    form = report.form
    if section not in {one.code for one in form.outline}:
        raise NoSuchSection(section=section)
    if cells := narrative.unknown(text, form):
        raise TextNamesNoCell(cells=", ".join(map(str, cells)))

    written, _new = report.narrative.update_or_create(
        section=section,
        defaults={"text": nfc(text.strip()), "actor": actor.ref, "written_at": now},
    )

    record(WRITTEN, report, actor=actor, now=now, section=section, text=written.text)
    return written


@transaction.atomic
def explain(
    *, actor: Actor, report_id: int, finding: str, text: str, now: dt.datetime
) -> Explanation:
    """Giải trình: say why a warning may stand. Raises NotFromHere, NothingSaid."""
    report = _editable(actor, report_id, now)

    if not text.strip():
        raise NothingSaid

    explanation, _new = report.explanations.update_or_create(
        finding=finding,
        defaults={"text": nfc(text.strip()), "actor": actor.ref, "explained_at": now},
    )

    record(EXPLAINED, report, actor=actor, now=now, finding=finding, text=explanation.text)
    return explanation


def _editable(actor: Actor, report_id: int, now: dt.datetime) -> Report:
    report = Report.objects.locked(report_id)
    require(actor, Permission.ENTER, report.obligation.unit_id, on=local(now).date())
    next_stage(report, Act.EDIT)
    return report


def _prove_open(report: Report, batch: Batch, actor: Actor, now: dt.datetime) -> None:
    """Refuse by hand what comes from a feed or is another's part; systems fill in every cell."""
    if batch.origin not in _BY_HAND:
        return
    shut = shut_cells(report, actor.ref, on=local(now).date())
    if refused := [address for address in batch.entries if address in shut]:
        raise CellsAreShut(count=len(refused), cells=refused)


def _cleared(batch: Batch, before: Mapping[Address, Value]) -> dict[Address, Value]:
    """Return what a list said of itself while it had no rows: once it gets some it says nothing."""
    lists = {address.row for address in batch.entries if address.column == ROSTER}
    return {
        address: MISSING
        for address, value in before.items()
        if address.row in lists and address.column != ROSTER and not value.is_missing
    }


def _said(address: Address, values: Iterable[Value], report: Report) -> list[str]:
    """Return values as the log keeps them, which keeps for ever: of what is personal only that."""
    column = report.form_version.rule.column.get(address.column)
    if column is not None and column.personal:
        return [str(value.state) for value in values]
    return [plain(value) for value in values]


def _roster_faults(batch: Batch, form: Form) -> Iterable[Fault]:
    """Yield what is wrong with the rows a batch says a list has; rows by units are given."""
    for address, value in batch.entries.items():
        if address.column != ROSTER:
            continue
        row = form.templates.get(address.row)
        if row is None or row.repeat is None or row.repeat.by is By.UNITS:
            yield Fault("rows-are-given", "", *address, found=plain(value))
            continue
        try:
            prove_keys(row, keys_said(value))
        except NotARoster as error:
            yield Fault("rows-are-wrong", "", *address, found=str(error))


def _faults(entries: Mapping[Address, Value], form: Form) -> Iterable[Fault]:
    for address, value in entries.items():
        if address.column == ROSTER:
            continue
        if address not in form.open:
            yield Fault("no-such-cell", "", *address, found=plain(value))
        elif form.formula(address) is not None:
            yield Fault("cell-is-computed", "", *address, found=plain(value))


def _write(report: Report, batch: Batch, *, actor: Actor, now: dt.datetime) -> None:
    Cell.objects.bulk_create(
        [
            Cell(
                report=report,
                row=address.row,
                column=address.column,
                state=value.state,
                value=value.number,
                text=value.text,
                origin=batch.origin,
                source=batch.places.get(address, batch.source),
                actor=actor.ref,
                entered_at=now,
            )
            for address, value in batch.entries.items()
        ],
        update_conflicts=True,
        unique_fields=["report", "row", "column"],
        update_fields=["state", "value", "text", "origin", "source", "actor", "entered_at"],
    )
    report.revision += 1
    report.save(update_fields=["revision"])
