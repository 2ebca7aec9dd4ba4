"""Trang thử nghiệm: what a unit is asked to try, and what the designer learns from it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nhip.accounts.models import User
from nhip.accounts.queries import names_of, scope
from nhip.core.clock import local
from nhip.indicators.rules.periods import CALENDARS
from nhip.reporting.models import FormDraft, Regime, Trial
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.figures import known_of_period
from nhip.reporting.queries.findings import EMPTY, FindingShown, finding_shown
from nhip.reporting.queries.sheet import Beside, Sheet, anchor_of, place_of, sheet_of
from nhip.reporting.queries.titles import unit_names
from nhip.reporting.rules.checking import Sheets, compute, find
from nhip.reporting.rules.figures import Value
from nhip.reporting.rules.forecast import period_before
from nhip.reporting.rules.forms import Address, Form

Figures = Mapping[Address, Value]


@dataclass(frozen=True)
class TrialLine:
    """Một thử nghiệm: of which unit, and what came of it so far."""

    trial: Trial
    unit: str
    by: str
    errors: int
    unfilled: int

    @property
    def is_behind(self) -> bool:
        """Tell whether the draft was changed after the unit had filled it in."""
        return self.trial.draft_revision not in (None, self.trial.draft.revision)


@dataclass(frozen=True)
class TrialPage:
    """Trang điền thử: the draft as a sheet to fill in, with what the checks say."""

    trial: Trial
    unit: str
    sheet: Sheet
    findings: Sequence[FindingShown]
    unfilled: Sequence[FindingShown]
    faults: Sequence[tuple[str, str]]
    may_fill: bool


def trials_of(viewer: User, *, on: dt.date) -> list[TrialLine]:
    """Return what units of this person are asked to try, the latest first."""
    asked = Trial.objects.visible_to(viewer, on=on).open().select_related("draft")
    return _lines(list(asked.order_by("-asked_at", "pk")), on=on)


def trials_on(draft: FormDraft, *, on: dt.date) -> list[TrialLine]:
    """Return what came of a draft's trials, for its designer."""
    return _lines(list(draft.trials.select_related("draft")), on=on)


def trial_page(
    trial: Trial, *, viewer: User, now: dt.datetime, attempt: Any | None = None
) -> TrialPage:
    """Return a trial as its page shows it; what was typed in an attempt stays in the fields."""
    form, on = trial.draft.rule, local(now).date()
    former = _former_figures(trial, form, now)
    sheets = Sheets(now=_kept(trial, form), previous=former)
    complete = compute(form, sheets)
    found = find(form, Sheets(now=complete, previous=former)) if trial.answered_at else []
    faults = attempt.faults if attempt else {}
    beside = Beside(typed=attempt.typed if attempt else {}, previous=former, faults=faults)
    shown = [finding_shown(one, form) for one in found]
    return TrialPage(
        trial=trial,
        unit=unit_names([trial.unit_id], on=on).get(trial.unit_id, ""),
        sheet=sheet_of(form, complete, beside),
        findings=[one for one, raw in zip(shown, found, strict=True) if raw.code != EMPTY],
        unfilled=[one for one, raw in zip(shown, found, strict=True) if raw.code == EMPTY],
        faults=[(anchor_of(at), f"{place_of(at, form)}: {text}") for at, text in faults.items()],
        may_fill=not trial.draft.is_closed and trial.unit_id in _filled_by(viewer, on),
    )


def figures_of(trial: Trial) -> Figures:
    """Return what a unit tried, with everything that follows from it."""
    form = trial.draft.rule
    return compute(form, Sheets(now=_kept(trial, form)))


def _filled_by(viewer: User, on: dt.date) -> set[int]:
    return set(scope(viewer, Permission.ENTER, on=on).values_list("pk", flat=True))


def _lines(trials: Sequence[Trial], *, on: dt.date) -> list[TrialLine]:
    if not trials:
        return []
    units = unit_names({one.unit_id for one in trials}, on=on)
    people = names_of({one.answered_by for one in trials if one.answered_by})
    return [
        TrialLine(one, units.get(one.unit_id, ""), people.get(one.answered_by, ""), *_judged(one))
        for one in trials
    ]


def _judged(trial: Trial) -> tuple[int, int]:
    """Return how many errors and how many empty cells a trial has; none before it is answered."""
    if trial.answered_at is None:
        return 0, 0
    form = trial.draft.rule
    found = find(form, Sheets(now=figures_of(trial)))
    empty = sum(one.code == EMPTY for one in found)
    return sum(one.blocks for one in found) - empty, empty


def _kept(trial: Trial, form: Form) -> dict[Address, Value]:
    """Return the figures whose cells the draft still has."""
    return {at: value for at, value in trial.given.items() if at in form.open}


def _former_figures(trial: Trial, form: Form, now: dt.datetime) -> Figures:
    """Return what the unit's last report on the version in force said, in the draft's cells."""
    regime = Regime.objects.running().filter(form__code=form.code).first()
    if regime is None:
        return {}
    former = period_before(CALENDARS[regime.calendar], regime.cut, local(now).date())
    if former is None:
        return {}
    day = former.last_date
    known = known_of_period(form, regime=regime, unit_id=trial.unit_id, key=former.key, on=day)
    return {address: one.value for address, one in known.items()}
