"""Dựng biểu mẫu từ tệp: read what was sent, keep it while a page is chosen, show previews."""

import datetime as dt
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid
from nhip.core.web import Actor
from nhip.documents.providers import typeset_report
from nhip.files import providers as files
from nhip.reporting.actions.drafting import Drafted
from nhip.reporting.actions.regimes import activate_regime
from nhip.reporting.models import FormDraft, Regime, Trial
from nhip.reporting.providers.bounded_workbooks import read_workbook
from nhip.reporting.providers.entry_workbooks import EntryWorkbook, write_entry_workbook
from nhip.reporting.providers.workbooks import NotAWorkbook
from nhip.reporting.queries.page import blank_page, trial_page
from nhip.reporting.queries.titles import unit_names
from nhip.reporting.queries.trials import figures_of
from nhip.reporting.rules.checking import Sheets
from nhip.reporting.rules.drafting import NoTable, Sheet, draft_form
from nhip.reporting.rules.drafting.pasted import read_pasted
from nhip.reporting.rules.drafting.source import Source
from nhip.reporting.rules.returned_workbooks import Identity
from nhip.reporting.tasks.keeping_time import generate
from nhip.reporting.tasks.workbooks import WorkbookIsUnreadable


class NoFormFound(Invalid):
    """Không thấy biểu trong tệp."""

    message = _(
        "No form was found: a page needs a head of columns, with “STT” or a row of numbers "
        "(1) (2) (3), and rows under it."
    )


def pages_of(source: Source) -> list[Sheet]:
    """Return the pages of a source that hold a form. Raises WorkbookIsUnreadable, NoFormFound."""
    sheets: tuple[Sheet, ...]
    try:
        if source.pasted:
            sheets = (read_pasted(source.pasted, source.code),)
        else:
            sheets = read_workbook(source.content or files.fetch(source.sha256))
    except NotAWorkbook as error:
        raise WorkbookIsUnreadable from error
    except NoTable as error:
        raise NoFormFound from error
    pages = [sheet for sheet in sheets if _holds_a_form(sheet)]
    if not pages:
        raise NoFormFound
    return pages


def kept(source: Source) -> Source:
    """Return the source with its bytes in the store, where they wait for the choice of a page."""
    return replace(source, sha256=source.sha256 or files.store(source.content), content=b"")


def drafted(source: Source, sheet: Sheet) -> Drafted:
    """Return the form that a page shows, ready to be drafted."""
    read = draft_form(sheet)
    place = " · ".join(filter(None, (source.name, sheet.name if source.name else "")))
    return Drafted(source.code, read.specification, read.doubts, place)


def start_regime(*, actor: Actor, regime_id: int, reason: str, now: dt.datetime) -> Regime:
    """Kích hoạt chế độ báo cáo, and make out at once who owes what, rather than in a minute.

    Raises what ``activate_regime`` raises.
    """
    regime = activate_regime(actor=actor, regime_id=regime_id, overlap_reason=reason, now=now)
    if regime.calendar:
        generate.defer(regime_id=regime_id)
    return regime


def page_of(draft: FormDraft, *, now: dt.datetime) -> bytes:
    """Bản in: return the PDF of the empty form."""
    agency = unit_names([draft.unit_id], on=local(now).date()).get(draft.unit_id, "")
    return typeset_report(blank_page(draft.rule, agency=agency, now=now), b"{}").pdf


def page_of_trial(trial: Trial, *, now: dt.datetime) -> bytes:
    """Bản in thử nghiệm: return the PDF of what a unit tried, with *trial* across each page."""
    name = unit_names([trial.unit_id], on=local(now).date()).get(trial.unit_id, "")
    page = trial_page(trial.draft.rule, figures_of(trial), agency=name, now=now)
    return typeset_report(page, b"{}").pdf


def workbook_of(draft: FormDraft) -> bytes:
    """Tệp Excel: return the workbook of the empty form, which belongs to no report."""
    form = draft.rule
    nobody = Identity(0, form.code, form.version, "", "", draft.revision)
    return write_entry_workbook(EntryWorkbook(form, Sheets(now={}), nobody, "…", "…"))


def _holds_a_form(sheet: Sheet) -> bool:
    try:
        draft_form(sheet)
    except NoTable:
        return False
    return True
