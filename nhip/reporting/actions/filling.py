"""Lưu bảng nhập: what somebody changed on a sheet — figures, text, explanations — or nothing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.core.text import nfc
from nhip.core.web import Actor
from nhip.reporting.actions.entry import (
    Batch,
    SomebodyElseSaved,
    enter_cells,
    explain,
    write_narrative,
)
from nhip.reporting.models import Cell, Report
from nhip.reporting.rules.figures import MISSING, Value
from nhip.reporting.rules.forms import Address


class SomebodyElseWrote(Refused):
    """Đã có người khác viết: a section is no longer the text that was seen."""

    message = _("Somebody else wrote in this report meanwhile; look at their text first.")


@dataclass(frozen=True)
class Filling:
    """Nội dung điền: the sheet as it was left, and the revision on which it was filled in.

    ``seen`` says which texts stood in the sections when writing began; a section that is
    not named there is written whatever stood in it.
    """

    entries: Mapping[Address, Value]
    texts: Mapping[str, str]
    explanations: Mapping[str, str]
    revision: int
    seen: Mapping[str, str] = field(default_factory=dict)
    origin: Cell.Origin = Cell.Origin.TYPED
    source: str = ""


@transaction.atomic
def fill_in(*, actor: Actor, report_id: int, filling: Filling, now: dt.datetime) -> Report:
    """Lưu bảng nhập: store what differs from what is kept; what is the same stays whose it was.

    Raises NotFromHere, SomebodyElseSaved, SomebodyElseWrote, CellsAreWrong, NoSuchSection,
    TextNamesNoCell.
    """
    report = Report.objects.locked(report_id)
    held, texts = report.held, report.texts
    explained = dict(report.explanations.values_list("finding", "text"))

    _prove_seen(filling, report)
    if changed := {
        address: value
        for address, value in filling.entries.items()
        if held.get(address, MISSING) != value
    }:
        batch = Batch(changed, filling.revision, filling.origin, filling.source)
        report = enter_cells(actor=actor, report_id=report_id, batch=batch, now=now)
    for section, text in filling.texts.items():
        if nfc(text) != texts.get(section, ""):
            write_narrative(actor=actor, report_id=report_id, section=section, text=text, now=now)
    for finding, text in filling.explanations.items():
        if nfc(text) != explained.get(finding, ""):
            explain(actor=actor, report_id=report_id, finding=finding, text=text, now=now)
    return report


def _prove_seen(filling: Filling, report: Report) -> None:
    """Refuse a sheet that was filled in without knowing what others saved meanwhile."""
    if filling.revision != report.revision:
        raise SomebodyElseSaved(revision=report.revision)
    written = report.texts
    for section, text in filling.texts.items():
        held = written.get(section, "")
        if filling.seen.get(section, held) != held != nfc(text):
            raise SomebodyElseWrote(section=section)
