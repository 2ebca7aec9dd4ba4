"""Diễn tập: what a submission would become, if it were sent now."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.core.errors import Refused
from nhip.core.web import require
from nhip.reporting.models import FormVersion, Obligation, Report
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.figures import Figures, sheets_of
from nhip.reporting.queries.prefill import known_elsewhere, prefilled
from nhip.reporting.queries.rosters import unit_rosters
from nhip.reporting.rules.checking import Finding, compute, find, find_in_narrative
from nhip.reporting.rules.feeds import Fault, with_rows_of
from nhip.reporting.rules.figures import Value, plain
from nhip.reporting.rules.forms import Form
from nhip.reporting.rules.known import changed
from nhip.reporting.rules.rosters import spread
from nhip.reporting.rules.submissions import Submission


class AnotherForm(Refused):
    """Không đúng biểu mẫu: the report follows another form, or another version of it."""

    message = _("This report follows the form %(form)s in version %(version)s.")


@dataclass(frozen=True)
class CellSaid:
    """Ô số liệu as programs read it."""

    row: str
    column: str
    state: str
    value: str | None


@dataclass(frozen=True)
class Rehearsal:
    """Diễn tập: everything that would be wrong, and the figures the report would have."""

    faults: tuple[Fault, ...]
    findings: tuple[Finding, ...]
    to_explain: tuple[str, ...]
    figures: Figures

    @property
    def cells(self) -> list[CellSaid]:
        """Return the figures in the order of the addresses."""
        return [
            CellSaid(*address, value.state.value, _said(value))
            for address, value in sorted(self.figures.items())
        ]

    @property
    def is_ready(self) -> bool:
        """Tell whether the same submission, sent now, would be put up."""
        blocked = any(one.blocks for one in self.findings)
        return not (self.faults or blocked or self.to_explain)


def _said(value: Value) -> str | None:
    return value.text or (None if value.number is None else plain(value))


@dataclass(frozen=True)
class Draft:
    """Bản nháp: what a worksheet holds, or would hold when it is opened."""

    figures: Figures
    texts: Mapping[str, str]
    explained: frozenset[str] = frozenset()


def form_for(submission: Submission, obligation: Obligation) -> FormVersion:
    """Return the form version the obligation's report follows. Raises AnotherForm."""
    newest = _newest(obligation)
    followed = newest.form_version if newest else _in_force(obligation)
    if (submission.form_code, submission.form_version) != (followed.form.code, followed.version):
        raise AnotherForm(form=followed.form.code, version=followed.version)
    return followed


def form_of(submission: Submission, obligation: Obligation) -> Form:
    """Return that form with the rows the obligation's report has, or would have when opened.

    Raises AnotherForm.
    """
    version, newest = form_for(submission, obligation), _newest(obligation)
    if newest is not None:
        return newest.form
    day = obligation.period.span.last_date
    return spread(version.rule, unit_rosters(version.rule, unit_id=obligation.unit_id, on=day))


def rehearse(
    submission: Submission, *, viewer: User, obligation: Obligation, on: dt.date
) -> Rehearsal:
    """Diễn tập: check a submission as if it were sent; nothing is stored. Raises AnotherForm."""
    require(viewer, Permission.ENTER, obligation.unit_id, on=on)
    form = form_of(submission, obligation)
    feed, draft = submission.feed(form), _draft(form, obligation)
    form = with_rows_of(feed, form)
    texts = {**draft.texts, **submission.texts}
    given = {**draft.figures, **feed.entries}
    beside = sheets_of(
        form,
        {at: value for at, value in given.items() if at in form.open},
        regime=obligation.regime,
        unit_id=obligation.unit_id,
        span=obligation.period.span,
    )
    complete = replace(beside, now=compute(form, beside))
    known = {at: one.value for at, one in known_elsewhere(form, obligation).items()}
    findings = (
        *find(form, complete),
        *changed(form, complete.now, known),
        *find_in_narrative(form, texts),
    )
    explained = draft.explained | submission.explanations.keys()
    return Rehearsal(
        faults=(*feed.faults, *_strange_sections(submission, form)),
        findings=findings,
        to_explain=tuple(
            one.key for one in findings if not one.blocks and one.key not in explained
        ),
        figures=complete.now,
    )


def _newest(obligation: Obligation) -> Report | None:
    return obligation.reports.whole().order_by("-round").first()


def _in_force(obligation: Obligation) -> FormVersion:
    day = obligation.period.span.last_date
    return FormVersion.objects.in_force(obligation.regime.form_id, on=day)


def _draft(form: Form, obligation: Obligation) -> Draft:
    """Return what the report holds already, or what opening it would fill in."""
    report = _newest(obligation)
    if report is None:
        known = prefilled(form, obligation)
        figures = {address: one.value for address, one in known.items()}
        return Draft(figures, {section.code: section.text for section in form.outline})
    explained = frozenset(report.explanations.values_list("finding", flat=True))
    return Draft(report.figures, report.texts, explained)


def _strange_sections(submission: Submission, form: Form) -> list[Fault]:
    known = {section.code for section in form.outline}
    return [
        Fault("no-such-section", f"narrative.{section}", found=section)
        for section in submission.texts
        if section not in known
    ]
