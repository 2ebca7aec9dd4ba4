"""Đã điền bao nhiêu: how many cells of each report are filled already, for many reports at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from nhip.indicators.models import Observation
from nhip.reporting.models import Cell, FormVersion, Obligation, Report
from nhip.reporting.queries.prefill import period_key
from nhip.reporting.rules.forms import Form

Meaning = tuple[int, str | None, str, str, str]


@dataclass(frozen=True)
class Filled:
    """Mức đã điền: cells that hold something, of those that are to be filled in."""

    filled: int
    cells: int


def filled_of(
    obligations: Sequence[Obligation], reports: Mapping[int, Report]
) -> dict[int, Filled]:
    """Return how far each obligation's report is; ``reports`` are those begun, by obligation.

    Of a report not begun it is what opening it would fill in from other reports.
    """
    begun = _begun(list(reports.values()))
    forms = _forms([one for one in obligations if one.pk not in reports])
    meanings = {one.pk: _meanings(one, forms[one.pk]) for one in obligations if one.pk in forms}
    known = _known([each for one in meanings.values() for each in one])
    waiting = {
        pk: Filled(sum(each in known for each in meant), len(forms[pk].inputs))
        for pk, meant in meanings.items()
    }
    return waiting | {pk: begun[report.pk] for pk, report in reports.items()}


def _begun(reports: Sequence[Report]) -> dict[int, Filled]:
    held = Cell.objects.filter(report__in=reports).exclude(state="missing")
    counts = dict(held.values_list("report").annotate(Count("pk")))
    return {
        one.pk: Filled(counts.get(one.pk, 0), len(one.form_version.rule.inputs)) for one in reports
    }


def _forms(obligations: Sequence[Obligation]) -> dict[int, Form]:
    """Return the form that each obligation's report would follow, if one is in force."""
    asked = {one.regime.form_id for one in obligations}
    versions = list(FormVersion.objects.filter(form__in=asked).select_related("form"))
    found = {}
    for one in obligations:
        form, day = one.regime.form_id, one.period.span.last_date
        in_force = (each for each in versions if each.form_id == form and day in each.valid)
        if (version := next(in_force, None)) is not None:
            found[one.pk] = version.rule
    return found


def _meanings(obligation: Obligation, form: Form) -> list[Meaning]:
    """Return what the cells of a report would say, in the indicators' own terms."""
    unit, key = obligation.unit_id, obligation.period.key
    bindings = (form.binding(address) for address in form.inputs)
    return [
        (unit, b.indicator, b.disaggregation, b.measure, period_key(key, b.calendar))
        for b in bindings
        if b.indicator
    ]


def _known(meanings: Sequence[Meaning]) -> set[Meaning]:
    """Return which of them some report or publication has said, in one statement."""
    if not meanings:
        return set()
    units, indicators, _groups, _measures, keys = map(set, zip(*meanings, strict=True))
    rows = Observation.objects.filter(
        superseded_at=None,
        unit__in=units,
        indicator__code__in=indicators,
        period__key__in=keys,
    ).exclude(state="missing")
    named = ("unit_id", "indicator__code", "disaggregation", "measure", "period__key")
    return set(rows.values_list(*named)) & set(meanings)
