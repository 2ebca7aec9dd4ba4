"""Tiếp nhận báo cáo: open what came, check its signatures, count it or return it."""

import datetime as dt

from django.utils.translation import gettext_lazy as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from nhip.core import clock
from nhip.core.errors import Unavailable
from nhip.core.web import system
from nhip.documents import actions as documents
from nhip.documents.models import Document
from nhip.documents.rules.kinds import REPORT
from nhip.events.models import Event
from nhip.events.tasks import follows
from nhip.reporting import actions
from nhip.reporting.actions import Found
from nhip.reporting.models import Intake
from nhip.signing import tasks as signing
from nhip.signing.rules.verdicts import Reason, Verdict

PATIENTLY = RetryStrategy(max_attempts=6, exponential_wait=5, retry_exceptions={Unavailable})

_OURS = frozenset({Reason.NO_TRUST_ANCHORS, Reason.TOOK_TOO_LONG})
_UNREADABLE = frozenset({Reason.UNREADABLE, Reason.TOO_LARGE})


class CannotCheckNow(Unavailable):
    """Chưa kiểm tra được: what is missing is on our side, so nothing is held against the sender."""

    message = _("The signatures cannot be checked here now: %(reasons)s.")


@follows(documents.REGISTERED)
@app.task(queue="reporting", retry=PATIENTLY)
def take_in(event_id: int) -> None:
    """Tiếp nhận văn bản vừa vào sổ, if it is a report with figures. Raises CannotCheckNow."""
    take_in_document(document_id=Event.objects.get(pk=event_id).subject_id, now=clock.now())


def take_in_document(*, document_id: int, now: dt.datetime) -> Intake | None:
    """Tiếp nhận: judge one registered document; twice is once. Raises CannotCheckNow.

    A report without figures stays in the register for people to read.
    """
    document = Document.objects.get(pk=document_id)
    if document.kind != REPORT.code or document.state != Document.State.REGISTERED:
        return Intake.objects.filter(document=document).first()
    found = _open(document, now)
    if found is None:
        return None
    return actions.take_in(actor=system("reporting"), document_id=document_id, found=found, now=now)


def _open(document: Document, now: dt.datetime) -> Found | None:
    """Return what the file holds, or None for a paper that carries no figures."""
    verdict, data = signing.verify_file(actor=system("reporting"), sha256=document.file_id, now=now)
    _require_checked(verdict)
    carries_figures = data.signed is not None or data.are_signed is False
    if not carries_figures and _UNREADABLE.isdisjoint(verdict.reasons):
        return None
    return Found(verdict, data.signed)


def _require_checked(verdict: Verdict) -> None:
    if ours := sorted(_OURS & set(verdict.reasons)):
        raise CannotCheckNow(reasons=", ".join(ours))
