"""Một ô của bảng: what stands in it, where it came from, what became of it, what is said of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nhip.accounts.models import User
from nhip.accounts.queries import names_of
from nhip.core.clock import local
from nhip.core.numbers import format_decimal, round_half_up
from nhip.events.models import Event
from nhip.reporting.models import Cell, Report
from nhip.reporting.queries.changes import ENTERED
from nhip.reporting.queries.colleagues import colleagues
from nhip.reporting.queries.origins import Origin, origins_of
from nhip.reporting.queries.remarks import ThreadShown, threads_of
from nhip.reporting.queries.reports import complete_figures, known_figures
from nhip.reporting.queries.rolled_up import rolled_up
from nhip.reporting.queries.sheet import anchor_of, place_of
from nhip.reporting.queries.titles import Title, title_of, unit_names
from nhip.reporting.queries.wording import answer_text, moment_text, plain_text
from nhip.reporting.queries.worksheet import last_years_figures, previous_figures
from nhip.reporting.rules.figures import MISSING, Value, same_amount
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.states import UNSIGNED, Stage
from nhip.ui.queries import in_language

MOST_CHANGES = 12


@dataclass(frozen=True)
class CellChange:
    """Lần đổi: who changed the cell, when, from what to what."""

    who: str
    at: dt.datetime
    before: str
    after: str


@dataclass(frozen=True)
class Compared:
    """So sánh: what another period's report said of the cell, and how far this figure is off."""

    label: str
    text: str
    change: str


@dataclass(frozen=True)
class CellPage:
    """Một ô trên trang: its figure and source, its changes, its threads, and whom one can ask."""

    report_id: int
    title: Title
    address: str
    anchor: str
    place: str
    text: str
    said: str
    origin: Origin | None
    auto: str
    known: str
    compared: Sequence[Compared]
    explanation: str
    changes: Sequence[CellChange]
    threads: Sequence[ThreadShown]
    people: Sequence[User]
    may_remark: bool


def address_in(report: Report, asked: str) -> Address | None:
    """Return the cell an address names, if the report's form has it open."""
    row, _sign, column = asked.partition("!")
    address = Address(row, column)
    return address if address in report.form.open else None


def cell_page(report: Report, address: Address, *, now: dt.datetime) -> CellPage:
    """Return everything that is known of one cell of a worksheet."""
    form, unit, day = report.form, report.obligation.unit_id, local(now).date()
    cell = report.cells.filter(row=address.row, column=address.column).first()
    figure = complete_figures(report).get(address, MISSING)
    may_remark = Stage(report.stage) in UNSIGNED
    return CellPage(
        report_id=report.pk,
        title=title_of(report.obligation, unit=unit_names([unit], on=day).get(unit, ""), now=now),
        address=str(address),
        anchor=anchor_of(address),
        place=place_of(address, form),
        text=answer_text(figure, address, form),
        said=_said(cell, address, report),
        origin=origins_of([cell]).get(address) if cell else None,
        auto=in_language(form.column[address.column].auto, form.column[address.column].auto_en),
        known=_known(report, address, figure, form),
        compared=_compared(report, address, figure, form),
        explanation=_explanation(report, address),
        changes=_changes(report, address),
        threads=threads_of(report, at=address),
        people=list(colleagues(unit, on=day)) if may_remark else [],
        may_remark=may_remark,
    )


def _said(cell: Cell | None, address: Address, report: Report) -> str:
    """Return how the figure came into its cell: computed, or by whom and when."""
    if report.form.formula(address) is not None:
        return _computed(address, report)
    return _entered(cell) if cell else _("nobody has filled it in yet")


def _computed(address: Address, report: Report) -> str:
    below = rolled_up(report, address)
    if below is None:
        return _("computed by the form")
    counts = {"units": below.units, "owing": below.owing}
    return _("rolled up from %(units)d of %(owing)d units below") % counts


def _entered(cell: Cell) -> str:
    who, at = names_of([cell.actor])[cell.actor], moment_text(cell.entered_at)
    facts = {"who": who, "at": at, "place": cell.source}
    match cell.origin:
        case Cell.Origin.FILE:
            return _("read from %(place)s by %(who)s at %(at)s") % facts
        case Cell.Origin.FEED:
            return _("fed by %(who)s at %(at)s") % facts
        case Cell.Origin.PREFILLED:
            return _("filled in without typing at %(at)s") % facts
    return _("typed by %(who)s at %(at)s") % facts


def _known(report: Report, address: Address, figure: Value, form: Form) -> str:
    """Return what another report says of the cell, where it says something else."""
    known = known_figures(report).get(address, MISSING)
    if known.is_missing or same_amount(known, figure):
        return ""
    return answer_text(known, address, form)


def _compared(report: Report, address: Address, figure: Value, form: Form) -> list[Compared]:
    """Return the figures of the period before and of a year ago, worked out from what is stored."""
    periods = (
        (_("before"), previous_figures(report)),
        (_("last year"), last_years_figures(report)),
    )
    return [
        Compared(label, answer_text(before, address, form), _change(figure, before))
        for label, figures in periods
        if not (before := figures.get(address, MISSING)).is_missing
    ]


def _change(now: Value, before: Value) -> str:
    """Return by how much a figure went up or down, in per cent with one decimal, half-up."""
    if now.number is None or not before.number:
        return ""
    percent = round_half_up((now.number - before.number) * 100 / abs(before.number), 1)
    arrow = "▲" if percent > 0 else "▼" if percent < 0 else "="
    return f"{arrow} {format_decimal(abs(percent), 1)} %"


def _explanation(report: Report, address: Address) -> str:
    explained = report.explanations.filter(finding__endswith=f"@{address}").order_by("finding")
    return "; ".join(explained.values_list("text", flat=True))


def _changes(report: Report, address: Address) -> list[CellChange]:
    """Return what the log says of the cell, the newest change first."""
    named = Event.objects.about(report).filter(name=ENTERED)
    changed = named.filter(data__cells__contains=[list(address)])
    events = list(changed.order_by("-id")[:MOST_CHANGES])
    names = names_of(event.actor for event in events)
    return [
        CellChange(names[event.actor], event.at, plain_text(before), plain_text(after))
        for event in events
        for row, column, before, after in event.data["cells"]
        if (row, column) == address
    ]
