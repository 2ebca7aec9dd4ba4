"""Lời thuyết minh đi và về bằng Word: out with bound figures; a returned one shown, then taken."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid
from nhip.core.web import Actor
from nhip.reporting.actions.filling import Filling, fill_in
from nhip.reporting.models import Report
from nhip.reporting.providers.narrative_documents import (
    NotADocument,
    TextDocument,
    read_document,
    write_document,
)
from nhip.reporting.queries.narrative_text import SectionChange, section_changes, text_out
from nhip.reporting.queries.titles import unit_names
from nhip.reporting.queries.workbooks import identity
from nhip.reporting.rules.returned_texts import (
    NotOurText,
    ReturnedText,
    TextFault,
    read_text,
    sent_of,
)


class DocumentIsUnreadable(Invalid):
    """Không đọc được tệp."""

    message = _("This file cannot be read as a Word document (.docx). Save it again.")


class DocumentIsNotOurs(Invalid):
    """Không phải tệp tải từ hệ thống, hoặc của báo cáo khác."""

    message = _(
        "This document was not made for this report. Download the text of the report and work on "
        "that."
    )


class DocumentHasFaults(Invalid):
    """Lời có lỗi: ``findings`` list every fault; nothing was stored."""

    message = _("The document has %(count)d faults; nothing was stored.")


@dataclass(frozen=True)
class TextProposal:
    """Đối chiếu lời: what taking the document in would change; nothing is stored yet."""

    changes: Sequence[SectionChange]
    faults: Sequence[TextFault]


def document_of(report: Report, *, now: dt.datetime) -> bytes:
    """Tệp Word của báo cáo: return the .docx with the text under its headings."""
    day, unit = local(now).date(), report.obligation.unit_id
    out = text_out(report, on=day)
    name = unit_names([unit], on=day).get(unit, "")
    titles = [report.form.title, f"{name} – {report.obligation.period.label}"]
    return write_document(TextDocument(titles, out.sections, out.sent.text()))


def propose_text(report: Report, content: bytes, *, now: dt.datetime) -> TextProposal:
    """Đối chiếu: compare a returned document with the report's text.

    Raises DocumentIsUnreadable, DocumentIsNotOurs.
    """
    returned = _read(report, content, now)
    if returned.faults:
        return TextProposal((), returned.faults)
    return TextProposal(section_changes(report, returned), ())


def take_text(
    *, actor: Actor, report_id: int, content: bytes, revision: int, now: dt.datetime
) -> Report:
    """Nhận lời từ tệp: write every section that differs, all of them or none.

    Raises what ``propose_text`` raises, DocumentHasFaults, SomebodyElseSaved, NotFromHere.
    """
    report = Report.objects.whole().get(pk=report_id)
    returned = _read(report, content, now)
    if returned.faults:
        raise DocumentHasFaults(count=len(returned.faults), findings=list(returned.faults))
    seen = {code: report.texts.get(code, "") for code in returned.texts}
    filling = Filling({}, returned.texts, {}, revision, seen)
    return fill_in(actor=actor, report_id=report_id, filling=filling, now=now)


def _read(report: Report, content: bytes, now: dt.datetime) -> ReturnedText:
    try:
        document = read_document(content)
        sent = sent_of(document.identity)
    except NotADocument as error:
        raise DocumentIsUnreadable from error
    except NotOurText as error:
        raise DocumentIsNotOurs from error
    if not sent.identity.same_report(identity(report, on=local(now).date())):
        raise DocumentIsNotOurs
    return read_text(document, sent, report.form)
