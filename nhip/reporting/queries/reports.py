"""Tờ báo cáo: what a worksheet holds, what is wrong with it, and the bytes it becomes."""

import datetime as dt
from dataclasses import replace

from nhip.core.clock import local
from nhip.reporting.models import Obligation, Report
from nhip.reporting.queries.figures import Figures, sheets
from nhip.reporting.queries.prefill import known_elsewhere
from nhip.reporting.rules import report_json
from nhip.reporting.rules.checking import Finding, Sheets, compute, find, find_in_narrative
from nhip.reporting.rules.known import changed
from nhip.reporting.rules.narrative import render
from nhip.reporting.rules.report_json import PeriodStated, Titled
from nhip.reporting.rules.rosters import as_sent


def complete_figures(report: Report) -> Figures:
    """Return the figures of a worksheet, its formula cells worked out afresh."""
    return complete_sheets(report).now


def complete_sheets(report: Report) -> Sheets:
    """Return the complete figures of a worksheet beside those its form looks back at."""
    held = sheets(report, report.figures)
    return replace(held, now=compute(report.form, held))


def findings(
    report: Report, complete: Sheets | None = None, known: Figures | None = None
) -> list[Finding]:
    """Return everything wrong with a worksheet as it stands, figures and text."""
    form, held = report.form, complete or complete_sheets(report)
    known = known_figures(report) if known is None else known
    return [
        *find(form, held),
        *changed(form, held.now, known),
        *find_in_narrative(form, report.texts),
    ]


def known_figures(report: Report) -> Figures:
    """Return what other reports and publications say already of the cells of a worksheet."""
    known = known_elsewhere(report.form, report.obligation)
    return {address: one.value for address, one in known.items()}


def unexplained(report: Report, found: list[Finding]) -> list[Finding]:
    """Return the warnings nobody has explained."""
    explained = set(report.explanations.values_list("finding", flat=True))
    return [one for one in found if not one.blocks and one.key not in explained]


def payload(report: Report, *, on: dt.date) -> bytes:
    """Return the canonical report.json of a worksheet as it stands, with the codes of the day."""
    form, figures = as_sent(report.form), complete_figures(report)
    obligation = report.obligation
    code = str(obligation.unit.code_on("qd20", on))
    texts = {section: render(text, figures, form) for section, text in report.texts.items()}
    return report_json.write_report(
        report_json.Report(
            regime=Titled(obligation.regime.code, obligation.regime.name),
            form_code=form.code,
            form_version=form.version,
            agency=code,
            unit=Titled(code, obligation.unit.name_on(on)),
            period=_stated(obligation),
            version=report.round,
            replaces=report.corrects.sha256 if report.corrects else None,
            reason=report.reason or None,
            figures=figures,
            narrative=texts,
        ),
        form,
    )


def _stated(obligation: Obligation) -> PeriodStated:
    period = obligation.period
    start, end = local(period.window.lower), local(period.window.upper)
    return PeriodStated(period.key, start, end, period.label)
