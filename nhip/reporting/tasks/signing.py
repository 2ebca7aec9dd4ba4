"""Ký báo cáo: the leader's signature, at once or on a device; nothing stays half signed."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from nhip.accounts.models import User
from nhip.core.errors import Refused
from nhip.core.web import system
from nhip.documents import tasks as documents
from nhip.reporting import actions
from nhip.reporting.models import Report


def sign(*, actor: User, report_id: int, pin: str, now: dt.datetime) -> Report:
    """Ký duyệt: lock the report, sign its page, and bring it to where its document came.

    Raises NotFromHere, NotTypeset, OwnWork, and what signing a document raises.
    """
    document_id = _begin(actor, report_id, now)
    with _released_on_failure(report_id, now):
        documents.sign(actor=actor, document_id=document_id, pin=pin, now=now)
    return actions.follow_document(actor=actor, report_id=report_id, now=now)


def begin(*, actor: User, report_id: int, now: dt.datetime) -> Report:
    """Trình ký trên thiết bị: lock the report while the signer's device has its page.

    Raises NotFromHere, NotTypeset, OwnWork, and what beginning to sign a document raises.
    """
    document_id = _begin(actor, report_id, now)
    with _released_on_failure(report_id, now):
        documents.begin(actor=actor, document_id=document_id, now=now)
    return Report.objects.whole().get(pk=report_id)


def cancel(*, actor: User, report_id: int, reason: str, now: dt.datetime) -> Report:
    """Thôi ký: take the page back from the signer's device. Raises NotWaiting."""
    report = Report.objects.whole().get(pk=report_id)
    if report.document_id is None:
        raise actions.NotTypeset
    documents.cancel(actor=actor, document_id=report.document_id, reason=reason, now=now)
    return _release(report_id, reason, now)


def _begin(actor: User, report_id: int, now: dt.datetime) -> int:
    report = actions.begin_signing(actor=actor, report_id=report_id, now=now)
    if report.document_id is None:
        raise actions.NotTypeset
    return report.document_id


@contextmanager
def _released_on_failure(report_id: int, now: dt.datetime) -> Iterator[None]:
    """Give the report back before its signer when no signature came about; go on failing."""
    try:
        yield
    except Exception as failure:
        code = failure.code if isinstance(failure, Refused) else type(failure).__name__
        _release(report_id, code, now)
        raise


def _release(report_id: int, reason: str, now: dt.datetime) -> Report:
    return actions.release(
        actor=system("reporting"), report_id=report_id, ended_at=now, reason=reason, now=now
    )
