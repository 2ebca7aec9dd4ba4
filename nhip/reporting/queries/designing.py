"""Trang dựng biểu mẫu: forms in force, drafts, one draft with its doubts, and what it lacks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from nhip.accounts.models import Grant, User
from nhip.indicators.models import Indicator
from nhip.reporting.models import FormDraft, FormVersion, Regime
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.sheet import Beside, Sheet, sheet_of
from nhip.reporting.queries.titles import unit_names
from nhip.reporting.rules.drafting.doubts import Kind
from nhip.reporting.rules.forms import Binding
from nhip.ui.queries import in_language

MOST_FOUND: Final = 30
_DOUBTS: Final[dict[Kind, Promise]] = {
    Kind.NUMBER_TWICE: gettext_lazy("Two columns bear the number %(number)s."),
    Kind.NUMBER_MISSING: gettext_lazy("No column bears the number %(number)s."),
    Kind.NUMBER_UNREADABLE: gettext_lazy("“%(text)s” is no number of a column."),
    Kind.FORMULA_UNREADABLE: gettext_lazy("The formula %(formula)s could not be taken over."),
    Kind.FORMULA_WITHOUT_TARGET: gettext_lazy("The formula names what is not there: %(names)s."),
    Kind.FORMULA_CONTRADICTED: gettext_lazy(
        "The figures of the workbook do not follow its formula %(formula)s."
    ),
    Kind.NOTES_BESIDE_FIGURES: gettext_lazy(
        "Two columns share one head; only the one at %(figures)s holds figures and was taken."
    ),
    Kind.HEAD_SHARED: gettext_lazy("Several columns with figures share one head."),
    Kind.HEAD_EMPTY: gettext_lazy("A column has no head."),
    Kind.ROW_WITHOUT_NUMBER: gettext_lazy(
        "“%(text)s” has no number; it was put under the row above."
    ),
    Kind.SUM_SUPPOSED: gettext_lazy(
        "“%(label)s” was taken for the sum of the rows under it; no figure bears it out."
    ),
    Kind.SUM_CONTRADICTED: gettext_lazy(
        "“%(label)s” is not the sum of the rows under it, as the figures stand."
    ),
    Kind.ROW_WITHOUT_FIGURES: gettext_lazy("“%(label)s” has no figure."),
    Kind.UNIT_OF_MEASURE_MISSING: gettext_lazy("The page names no unit of measure."),
}


@dataclass(frozen=True)
class DoubtShown:
    """Điểm cần xem lại: in words, with the cell of the workbook."""

    position: int
    place: str
    text: str
    settled: bool


@dataclass(frozen=True)
class DraftPage:
    """Một bản dựng: the grid as reporters will see it, and what is left to do."""

    draft: FormDraft
    agency: str
    sheet: Sheet
    rows: Sequence[dict[str, Any]]
    columns: Sequence[dict[str, Any]]
    doubts: Sequence[DoubtShown]
    unbound: int
    asked_elsewhere: Sequence[str]

    @property
    def unsettled(self) -> int:
        return sum(not doubt.settled for doubt in self.doubts)


def designs(viewer: User, *, on: dt.date) -> list[tuple[int, str]]:
    """Return the agencies for which a person designs forms, by name."""
    grants = Grant.objects.of(viewer, Permission.DESIGN, on=on)
    names = unit_names(sorted(set(grants.values_list("unit_id", flat=True))), on=on)
    return sorted(names.items(), key=lambda one: one[1])


def forms_in_force(*, on: dt.date) -> list[tuple[FormVersion, str]]:
    """Return the versions in force that day with their titles, by the codes of their forms."""
    versions = FormVersion.objects.filter(valid__contains=on).select_related("form")
    return [
        (one, in_language(one.form.title, one.form.title_en))
        for one in versions.order_by("form__code")
    ]


def draft_page(draft: FormDraft, *, on: dt.date) -> DraftPage:
    """Return a draft as its designer looks at it."""
    form = draft.rule
    meant = {address: _meaning(one) for address, one in form.bindings.items()}
    return DraftPage(
        draft=draft,
        agency=unit_names([draft.unit_id], on=on).get(draft.unit_id, ""),
        sheet=sheet_of(form, {}, Beside(sources=meant)),
        rows=draft.specification["rows"],
        columns=draft.specification["columns"],
        doubts=[_doubt(at, one) for at, one in enumerate(draft.doubts)],
        unbound=sum(address not in form.bindings for address in form.inputs),
        asked_elsewhere=asked_elsewhere(draft),
    )


def asked_elsewhere(draft: FormDraft) -> list[str]:
    """Return the regimes in use whose forms ask an indicator of this draft already."""
    wanted = {one.indicator for one in draft.rule.bindings.values()}
    found = []
    for regime in Regime.objects.filter(status=Regime.Status.ACTIVE).select_related("form"):
        version = regime.form.versions.order_by("valid").last()
        asked = {one.indicator for one in version.rule.bindings.values()} if version else set()
        if regime.form.code != draft.code and (both := wanted & asked):
            names = ", ".join(sorted(filter(None, both)))
            found.append(f"{in_language(regime.name, regime.name_en)}: {names}")
    return found


def indicators_found(text: str) -> list[Indicator]:
    """Return the indicators whose code or name holds a text, the first ones by code."""
    words = Q(code__icontains=text) | Q(name__icontains=text) | Q(name_en__icontains=text)
    return list(Indicator.objects.filter(words).order_by("code")[:MOST_FOUND])


def _meaning(binding: Binding) -> str:
    return " · ".join(filter(None, (binding.indicator, binding.disaggregation)))


def _doubt(position: int, doubt: dict[str, Any]) -> DoubtShown:
    text = str(_DOUBTS[Kind(doubt["kind"])]) % doubt["found"]
    return DoubtShown(position, doubt["place"], text, settled=doubt["settled"])
