"""Lịch sử biểu mẫu: versions, the decisions behind them, how each differs from the last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nhip.accounts.queries import names_of
from nhip.core.refs import ref
from nhip.events.models import Event
from nhip.reporting.models import Form, FormDraft, FormVersion, Regime
from nhip.reporting.queries.crosswalks import drawn, former_of
from nhip.reporting.queries.sheet import Sheet, sheet_of
from nhip.reporting.queries.titles import regime_name
from nhip.reporting.rules import forms
from nhip.reporting.rules.crosswalk import Guess, Why, propose
from nhip.reporting.rules.form_changes import Change, Of, What, changes
from nhip.ui.queries import in_language

_OF: Final[dict[Of, Promise]] = {
    Of.FORM: gettext_lazy("The form"),
    Of.ROW: gettext_lazy("Row %(name)s"),
    Of.COLUMN: gettext_lazy("Column %(name)s"),
    Of.CELL: gettext_lazy("Cell %(name)s"),
    Of.CHECK: gettext_lazy("Check %(name)s"),
    Of.SECTION: gettext_lazy("Section %(name)s of the outline"),
}
_ADDED, _REMOVED = gettext_lazy("is new"), gettext_lazy("is gone")
_JOINED: Final = gettext_lazy("takes the place of: %(was)s")
_TURNED: Final[dict[What, Promise]] = {
    What.WORDS: gettext_lazy("is called otherwise: “%(was)s” became “%(now)s”"),
    What.NUMBER: gettext_lazy("has another number: %(was)s became %(now)s"),
    What.FORMULA: gettext_lazy("is computed otherwise: %(was)s became %(now)s"),
    What.PLACE: gettext_lazy("stands elsewhere in the tree: under %(now)s, not %(was)s"),
    What.MEASURE: gettext_lazy("has another unit of measure: %(was)s became %(now)s"),
    What.FIGURES: gettext_lazy("holds other figures: %(was)s became %(now)s"),
    What.MEANING: gettext_lazy("means something else: %(was)s became %(now)s"),
    What.FILLED: gettext_lazy("is filled in otherwise: closed was %(was)s, is %(now)s"),
    What.SEVERITY: gettext_lazy("weighs otherwise: %(was)s became %(now)s"),
    What.OTHER: gettext_lazy("is set otherwise: %(was)s became %(now)s"),
}
WHY: Final[dict[Why, Promise]] = {
    Why.SAME: gettext_lazy("same code and words"),
    Why.NUMBER_AND_WORDS: gettext_lazy("same number and words"),
    Why.MEANING: gettext_lazy("same indicators"),
    Why.WORDS: gettext_lazy("same words"),
    Why.CODE: gettext_lazy("only the code is the same; look again"),
}
NOTHING: Final = "—"


@dataclass(frozen=True)
class VersionLine:
    """Một phiên bản: its decision, from when to when, and who put it to use."""

    version: FormVersion
    by: str
    has_former: bool


@dataclass(frozen=True)
class FormHistory:
    """Lịch sử biểu mẫu: versions, the newest first, and the regimes that ask for it."""

    form: Form
    title: str
    versions: Sequence[VersionLine]
    regimes: Sequence[tuple[Regime, str]]


@dataclass(frozen=True)
class Part:
    """Dòng hoặc cột trong bảng đối chiếu: what it goes on from, and why that was thought."""

    code: str
    name: str
    sources: str
    names: str
    why: str
    doubted: str


@dataclass(frozen=True)
class VersionPage:
    """Một phiên bản: its sheet, how it differs from the one before, and what it goes on from."""

    version: FormVersion
    title: str
    sheet: Sheet
    former: FormVersion | None
    changes: Sequence[str]
    rows: Sequence[Part]
    columns: Sequence[Part]
    old_rows: Sequence[tuple[str, str]]
    old_columns: Sequence[tuple[str, str]]


def form_history(form: Form) -> FormHistory:
    """Return the versions of a form with their decisions and who put each to use."""
    versions = list(form.versions.select_related("form", "draft").order_by("-valid"))
    put = Event.objects.filter(
        name="reporting.form.in_force", subject__in=[ref(one) for one in versions]
    )
    actors = dict(put.values_list("subject", "actor"))
    names = names_of(actors.values())
    lines = [
        VersionLine(one, names.get(actors.get(ref(one), ""), ""), has_former=one != versions[-1])
        for one in versions
    ]
    asked = [(one, regime_name(one)) for one in form.regimes.exclude(status=Regime.Status.DRAFT)]
    return FormHistory(form, in_language(form.title, form.title_en), lines, asked)


def version_page(version: FormVersion) -> VersionPage:
    """Return a version as it is printed, beside the one before it."""
    former, rule = former_of(version), version.rule
    parts: tuple[list[Part], list[Part]] = ([], [])
    said: list[str] = []
    if former is not None:
        way, guessed = drawn(former, version), propose(former.rule, rule)
        said = in_words(
            changes(former.specification, version.specification, way), former.rule, rule
        )
        parts = (
            _parts(_rows(rule), _rows(former.rule), way.rows, guessed.rows),
            _parts(_columns(rule), _columns(former.rule), way.columns, guessed.columns),
        )
    return VersionPage(
        version=version,
        title=in_language(version.form.title, version.form.title_en),
        sheet=sheet_of(rule, {}),
        former=former,
        changes=said,
        rows=parts[0],
        columns=parts[1],
        old_rows=list(_rows(former.rule).items()) if former else [],
        old_columns=list(_columns(former.rule).items()) if former else [],
    )


def changes_of_draft(draft: FormDraft) -> list[str] | None:
    """Return how a draft differs from the newest version of its form; None if it is the first."""
    newest = FormVersion.objects.filter(form__code=draft.code).select_related("form")
    former = newest.order_by("valid").last()
    if former is None:
        return None
    way = propose(former.rule, draft.rule).sure
    found = changes(former.specification, draft.specification, way)
    return in_words(found, former.rule, draft.rule)


def in_words(found: Sequence[Change], older: forms.Form, newer: forms.Form) -> list[str]:
    """Return each change as a sentence, naming rows and columns as the form prints them."""
    names = _rows(older) | _columns(older) | _rows(newer) | _columns(newer)
    gone = _rows(older) | _columns(older)
    return [_sentence(one, gone if one.what is What.REMOVED else names) for one in found]


def _sentence(change: Change, names: Mapping[str, str]) -> str:
    where = ", ".join(names.get(code, code) for code in change.code.split("!"))
    of = str(_OF[change.of]) % {"name": where}
    match change.what:
        case What.ADDED:
            said = (
                f"{_ADDED}: “{change.now}”" if change.of in (Of.CHECK, Of.SECTION) else str(_ADDED)
            )
        case What.REMOVED:
            said = str(_REMOVED)
        case What.JOINED:
            said = str(_JOINED) % {"was": change.was}
        case what:
            facts = {"was": change.was or NOTHING, "now": change.now or NOTHING}
            said = str(_TURNED[what]) % facts
    return _("%(part)s %(said)s.") % {"part": of, "said": said}


def _parts(
    new: Mapping[str, str],
    old: Mapping[str, str],
    way: Mapping[str, tuple[str, ...]],
    guessed: Mapping[str, Guess],
) -> list[Part]:
    found = []
    for code, name in new.items():
        sources, guess = way.get(code, ()), guessed.get(code)
        taken = guess is not None and sources == (guess.old,)
        found.append(
            Part(
                code,
                name,
                " ".join(sources),
                "; ".join(old.get(one, one) for one in sources),
                str(WHY[guess.why]) if guess and taken else "",
                f"{guess.old}: {old[guess.old]}" if guess and not taken and not sources else "",
            )
        )
    return found


def _rows(form: forms.Form) -> dict[str, str]:
    return {
        one.code: " ".join(filter(None, (one.number, in_language(one.label, one.label_en))))
        for one in form.rows
    }


def _columns(form: forms.Form) -> dict[str, str]:
    return {one.code: " ".join(filter(None, (_number(one), _heads(one)))) for one in form.columns}


def _number(column: forms.Column) -> str:
    return f"({column.number})" if column.number else ""


def _heads(column: forms.Column) -> str:
    heads = [in_language(one.label, one.label_en) for one in column.groups]
    return " – ".join((*heads, in_language(column.label, column.label_en)))
