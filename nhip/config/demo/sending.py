"""Các tỉnh gửi báo cáo: invented people send the day's report through the spine, step by step.

Every step looks at where a report stands and does what comes next, in the name
of the person whose turn it is; so a start that was interrupted goes on.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from nhip.accounts.models import User
from nhip.accounts.rules import RoleName
from nhip.config.demo import series
from nhip.config.demo.country import REPORTED_DAY, STARTS_AT
from nhip.config.demo.owed import DAILY
from nhip.config.demo.people import username_of
from nhip.documents import tasks as documents
from nhip.documents.models import Document
from nhip.organisations.models import Unit
from nhip.reporting import actions
from nhip.reporting import tasks as reporting
from nhip.reporting.models import Cell, Obligation, Report
from nhip.reporting.rules.figures import NIL, Value, number
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.states import EDITABLE, Stage

NEW_CASES = Address("covid19", "new")
NO_PIN = ""  # keys of invented people open only in a demonstration, and without one


@dataclass(frozen=True)
class Sender:
    """Tỉnh gửi báo cáo: an agency, what it announced that day, and who published the count."""

    code: str
    announced: int
    source: str

    def who(self, role: RoleName) -> User:
        """Return the invented person who plays a role here."""
        return User.objects.get(username=username_of(role, self.code))

    @property
    def figure(self) -> Value:
        """Return what the form says; a day without a case is an explicit nil."""
        return number(self.announced) if self.announced else NIL


def senders(codes: Iterable[str]) -> list[Sender]:
    """Return provinces with the counts they announced that day."""
    folder, day = settings.NHIP_REFERENCE / "series", STARTS_AT.date()
    announced = series.announced(folder, REPORTED_DAY)
    source = series.provenance(folder, series.OUTBREAK).source
    return [
        Sender(
            code, announced[Unit.objects.by_code("qd20", code, on=day).code_on("gso", day)], source
        )
        for code in codes
    ]


def obligation_of(code: str) -> Obligation:
    """Return the daily report that a province owes for the reported day."""
    unit = Unit.objects.by_code("qd20", code, on=STARTS_AT.date())
    return Obligation.objects.get(
        regime__code=DAILY, unit=unit, period__key=f"D:{REPORTED_DAY.isoformat()}"
    )


def has_sent(sender: Sender) -> bool:
    """Tell whether the province's report has left, perhaps in an earlier run."""
    return obligation_of(sender.code).reports.filter(stage=Stage.ISSUED).exists()


def step(sender: Sender, *, now: dt.datetime) -> bool:
    """Do what comes next for one province; tell whether its report has left."""
    report = obligation_of(sender.code).reports.select_related("document").last()
    if report is None or report.stage in EDITABLE:
        fill(sender, sender.figure, now=now)
        put_up(sender, now=now)
        return False
    return _carry_on(sender, report, now)


def fill(sender: Sender, value: Value, *, now: dt.datetime) -> None:
    """The reporter enters the new cases; the rest is carried over or computed."""
    reporter, obligation = sender.who(RoleName.REPORTER), obligation_of(sender.code)
    report = actions.open_report(actor=reporter, obligation_id=obligation.pk, now=now)
    batch = actions.Batch({NEW_CASES: value}, report.revision, Cell.Origin.FEED, sender.source)
    actions.enter_cells(actor=reporter, report_id=report.pk, batch=batch, now=now)


def put_up(sender: Sender, *, now: dt.datetime) -> None:
    """The reporter brings the report before the leader."""
    actions.put_up(
        actor=sender.who(RoleName.REPORTER), report_id=report_of(sender.code).pk, now=now
    )


def send_back(sender: Sender, reasons: Sequence[actions.Reason], *, now: dt.datetime) -> None:
    """The leader returns the report with reasons."""
    actions.return_to_reporter(
        actor=sender.who(RoleName.LEADER),
        report_id=report_of(sender.code).pk,
        reasons=reasons,
        now=now,
    )


def report_of(code: str) -> Report:
    """Return the newest report of a province for the reported day."""
    return obligation_of(code).reports.select_related("document").latest("round")


def _carry_on(sender: Sender, report: Report, now: dt.datetime) -> bool:
    """Sign what is typeset and seal what is numbered; the workers do the rest."""
    document = report.document
    if document is None:
        return False
    match Document.State(document.state):
        case Document.State.DRAFT if report.stage == Stage.PUT_UP:
            leader = sender.who(RoleName.LEADER)
            reporting.sign(actor=leader, report_id=report.pk, pin=NO_PIN, now=now)
        case Document.State.WAITING:  # an earlier run was ended between the two steps of signing
            leader = sender.who(RoleName.LEADER)
            reporting.cancel(actor=leader, report_id=report.pk, reason="interrupted", now=now)
        case Document.State.NUMBERED:
            clerk = sender.who(RoleName.CLERK)
            documents.seal(actor=clerk, document_id=document.pk, pin=NO_PIN, now=now)
        case Document.State.ISSUED:
            return True
    return False
