"""Ý kiến trên báo cáo: said of a cell or the whole, answered, settled and taken up again."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.core.clock import local
from nhip.core.errors import Invalid, Refused
from nhip.core.text import nfc
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.reporting.models import Remark, Report
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.colleagues import colleagues
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.states import UNSIGNED, Stage

REMARKED = "reporting.report.remarked"
ANSWERED = "reporting.report.remark_answered"
SETTLED = "reporting.report.remark_settled"
REOPENED = "reporting.report.remark_reopened"


class RemarksAreClosed(Refused):
    """Đã ký: what was signed is not talked about in the sheet any more."""

    message = _("The report is signed; what is wrong with it is put right by a correction.")


class RemarkSaysNothing(Invalid):
    """Ý kiến trống."""

    message = _("Write what is to be said.")


class NoSuchPlace(Invalid):
    """Không có ô này: a remark stands at an open cell of the form, or at none."""

    message = _("The form has no such cell.")


class NotAColleague(Invalid):
    """Không phải người của đơn vị: only who works on the report can be asked."""

    message = _("This person does not work on the reports of the unit.")


@dataclass(frozen=True)
class Said:
    """Nội dung ý kiến: the words, the cell they speak of, and whom they ask."""

    text: str
    row: str = ""
    column: str = ""
    assignee_id: int | None = None


@transaction.atomic
def remark(*, actor: Actor, report_id: int, said: Said, now: dt.datetime) -> Remark:
    """Nêu ý kiến: begin a thread at a cell or at the whole report, and ask somebody, if at all.

    Raises RemarksAreClosed, RemarkSaysNothing, NoSuchPlace, NotAColleague.
    """
    report = _open(actor, report_id, now)

    text = _words(said.text)
    if said.row and Address(said.row, said.column) not in report.form.open:
        raise NoSuchPlace
    assignee = _colleague(report, said.assignee_id, on=local(now).date())

    made = Remark.objects.create(
        report=report,
        row=said.row,
        column=said.column,
        text=text,
        actor=actor.ref,
        remarked_at=now,
        assignee=assignee,
    )

    asked = assignee.ref if assignee else ""
    _record(REMARKED, made, actor=actor, now=now, reason=text, asked=asked)
    return made


@transaction.atomic
def answer_remark(*, actor: Actor, remark_id: int, text: str, now: dt.datetime) -> Remark:
    """Trả lời ý kiến: go on with its thread. Raises RemarksAreClosed, RemarkSaysNothing."""
    first = _thread(actor, remark_id, now)

    words = _words(text)

    made = Remark.objects.create(
        report=first.report,
        thread=first,
        row=first.row,
        column=first.column,
        text=words,
        actor=actor.ref,
        remarked_at=now,
    )

    _record(ANSWERED, first, actor=actor, now=now, reason=words)
    return made


@transaction.atomic
def settle_remark(*, actor: Actor, remark_id: int, now: dt.datetime) -> Remark:
    """Giải quyết ý kiến: say that nothing is open any more. Twice is once.

    Who said it, who is asked and who fills in the report may. Raises RemarksAreClosed.
    """
    first = _thread(actor, remark_id, now)
    _require_part_in(first, actor, now)

    if first.settled_at is not None:
        return first

    first.settled_at, first.settled_by = now, actor.ref
    first.save(update_fields=["settled_at", "settled_by"])

    _record(SETTLED, first, actor=actor, now=now)
    return first


@transaction.atomic
def reopen_remark(*, actor: Actor, remark_id: int, now: dt.datetime) -> Remark:
    """Mở lại ý kiến: it is not settled after all. Twice is once. Raises RemarksAreClosed."""
    first = _thread(actor, remark_id, now)
    _require_part_in(first, actor, now)

    if first.settled_at is None:
        return first

    first.settled_at, first.settled_by = None, ""
    first.save(update_fields=["settled_at", "settled_by"])

    _record(REOPENED, first, actor=actor, now=now)
    return first


def _open(actor: Actor, report_id: int, now: dt.datetime) -> Report:
    report = Report.objects.locked(report_id)
    require(actor, Permission.VIEW, report.obligation.unit_id, on=local(now).date())
    if Stage(report.stage) not in UNSIGNED:
        raise RemarksAreClosed
    return report


def _thread(actor: Actor, remark_id: int, now: dt.datetime) -> Remark:
    """Return the remark with which a thread began; its report is held before it."""
    said = Remark.objects.get(pk=remark_id)
    _open(actor, said.report_id, now)
    return Remark.objects.locked(said.thread_id or said.pk)


def _require_part_in(first: Remark, actor: Actor, now: dt.datetime) -> None:
    asked = first.assignee.ref if first.assignee else ""
    if actor.ref not in (first.actor, asked):
        unit = first.report.obligation.unit_id
        require(actor, Permission.ENTER, unit, on=local(now).date())


def _words(text: str) -> str:
    words = nfc(text.strip())
    if not words:
        raise RemarkSaysNothing
    return words


def _colleague(report: Report, person_id: int | None, *, on: dt.date) -> User | None:
    if person_id is None:
        return None
    person = colleagues(report.obligation.unit_id, on=on).filter(pk=person_id).first()
    if person is None:
        raise NotAColleague
    return person


def _record(name: str, first: Remark, *, actor: Actor, now: dt.datetime, **facts: str) -> None:
    place = {"remark": first.pk, "row": first.row, "column": first.column}
    record(name, first.report, actor=actor, now=now, **place, **facts)
