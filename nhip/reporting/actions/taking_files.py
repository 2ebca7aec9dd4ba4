"""Nhập từ một tệp: its figures enter the report; who filled it in is kept beside who sent it."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Invalid
from nhip.core.text import nfc
from nhip.core.web import Actor
from nhip.events.actions import record
from nhip.reporting.actions.entry import Batch, enter_cells
from nhip.reporting.models import Report, TakenFile
from nhip.reporting.rules.declared import MOST_LETTERS, Declared

TAKEN = "reporting.report.file_taken"


class FilledInLater(Invalid):
    """Thời điểm điền sau thời điểm nhập."""

    message = _("A file cannot have been filled in after it came; look at the day and the time.")


class DeclaredTooMuch(Invalid):
    """Lời khai quá dài."""

    message = _("Who filled it in and the incident take at most %(most)d characters each.")


@dataclass(frozen=True)
class FileGiven:
    """Tệp được gửi: its name and hash, and what is declared of it."""

    name: str
    sha256: str
    declared: Declared = field(default_factory=Declared)


@transaction.atomic
def take_file(
    *, actor: Actor, report_id: int, batch: Batch, file: FileGiven, now: dt.datetime
) -> Report:
    """Nhập số liệu của một tệp: all of it or nothing.

    Raises FilledInLater, DeclaredTooMuch, and what entering cells raises.
    """
    prove_declared(file.declared, now=now)
    report = enter_cells(actor=actor, report_id=report_id, batch=batch, now=now)

    TakenFile.objects.create(
        report=report,
        name=nfc(file.name),
        sha256=file.sha256,
        cells=len(batch.entries),
        taken_by=actor.ref,
        taken_at=now,
        **file.declared.said,
    )

    record(TAKEN, report, actor=actor, now=now, file=file.name, **file.declared.plain)
    return report


def prove_declared(declared: Declared, *, now: dt.datetime) -> None:
    """Refuse what cannot be true. Raises FilledInLater, DeclaredTooMuch."""
    if declared.at is not None and declared.at > now:
        raise FilledInLater
    if max(len(declared.by), len(declared.incident)) > MOST_LETTERS:
        raise DeclaredTooMuch(most=MOST_LETTERS)
