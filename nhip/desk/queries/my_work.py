"""Việc của tôi: one person's duties, each with what waits; a duty that is not theirs is absent."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from nhip.accounts.models import User
from nhip.core.clock import local
from nhip.documents.permissions import Permission as Documents
from nhip.documents.queries.pages import (
    DocumentLine,
    about_to_leave,
    arrivals,
    waiting_for_seal,
)
from nhip.indicators.permissions import Permission as Indicators
from nhip.reporting.permissions import Permission as Reporting
from nhip.reporting.queries.inbox import (
    OwedLine,
    SentLine,
    SignLine,
    owed,
    sent,
    titles_of_documents,
    to_sign,
)
from nhip.reporting.queries.letters import Told, told_in_work
from nhip.reporting.queries.titles import Title
from nhip.reporting.queries.trials import TrialLine, trials_of
from nhip.reporting.queries.urging import Reminder, reminders

NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class SealLine:
    """Văn bản chờ đóng dấu, with the report it carries and when that is due."""

    document: DocumentLine
    title: Title | None


@dataclass(frozen=True)
class MyWork:
    """Việc của tôi; None stands for a duty this person does not have."""

    owed: Sequence[OwedLine] | None
    running: Sequence[OwedLine]
    to_sign: Sequence[SignLine] | None
    under_way: Sequence[OwedLine]
    to_seal: Sequence[SealLine] | None
    leaving: Sequence[DocumentLine]
    arrivals: Sequence[DocumentLine] | None
    sent: Sequence[SentLine]
    sees_figures: bool
    reminders: Sequence[Reminder]
    told: Sequence[Told]
    may_request: bool
    trials: Sequence[TrialLine]

    @property
    def has_duties(self) -> bool:
        """Tell whether there is any duty to show."""
        duties = (self.owed, self.to_sign, self.to_seal, self.arrivals)
        return any(duty is not None for duty in duties)

    @property
    def waiting(self) -> int:
        """Return how many things wait for this very person, and for nobody else."""
        to_fill = [line for line in self.owed or () if line.is_to_fill]
        return len(to_fill) + len(self.to_sign or ()) + len(self.to_seal or ())


def my_work(*, viewer: User, now: dt.datetime) -> MyWork:
    """Return everything this person has to do, first due first."""
    day = local(now).date()

    def has(right: str) -> bool:
        return viewer.may(right, None, on=day)

    enters, signs, seals = has(Reporting.ENTER), has(Reporting.SIGN), has(Documents.SEAL)
    prepares = Reporting.ENTER if enters else Reporting.SIGN
    lines = owed(viewer=viewer, right=Reporting.ENTER, now=now) if enters else []
    return MyWork(
        owed=[line for line in lines if line.period_has_ended] if enters else None,
        running=[line for line in lines if not line.period_has_ended],
        to_sign=to_sign(viewer=viewer, now=now) if signs else None,
        under_way=_under_way(viewer, now) if signs else (),
        to_seal=_to_seal(viewer, now) if seals else None,
        leaving=about_to_leave(viewer=viewer, now=now) if seals else (),
        arrivals=arrivals(viewer=viewer, now=now) if has(Documents.REGISTER) else None,
        sent=sent(viewer=viewer, right=prepares, now=now) if enters or signs else (),
        sees_figures=has(Indicators.VIEW),
        reminders=reminders(viewer=viewer, now=now) if enters or signs else (),
        told=told_in_work(viewer=viewer, now=now) if has(Reporting.VIEW) else (),
        may_request=has(Reporting.REQUEST),
        trials=trials_of(viewer, on=day) if enters else (),
    )


def _to_seal(viewer: User, now: dt.datetime) -> list[SealLine]:
    """Return what waits for the seal, first due first; what carries no report is due to nobody."""
    lines = waiting_for_seal(viewer=viewer, now=now)
    titles = titles_of_documents([one.document_id for one in lines], now=now)
    found = [SealLine(one, titles.get(one.document_id)) for one in lines]
    return sorted(found, key=lambda one: one.title.due_at if one.title else NEVER)


def _under_way(viewer: User, now: dt.datetime) -> list[OwedLine]:
    """Return what the leader's agency owes and has not sent, though its period is over."""
    lines = owed(viewer=viewer, right=Reporting.SIGN, now=now)
    return [line for line in lines if line.period_has_ended]
