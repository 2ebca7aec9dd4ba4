"""Chế độ báo cáo: the eleven elements of decree 09/2019, art. 7, and what forbids a start."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from nhip.indicators.rules.working_days import DeadlinePolicy, UnknownYear, WorkingDays
from nhip.reporting.rules.deadlines import (
    Rule,
    Window,
    dues,
    is_by_the_25th,
    leaves_a_working_day,
    parse_rule,
)
from nhip.reporting.rules.reminding import LADDER, Step, ladder_of


class Class(StrEnum):
    """Loại chế độ: what kind of reporting it is; secret reports have no place in this system."""

    ADMINISTRATIVE = "administrative"
    STATISTICAL = "statistical"
    INTERNAL = "internal"
    SECRET = "secret"


class Kind(StrEnum):
    """Báo cáo định kỳ, chuyên đề, đột xuất (decree 09/2019, art. 4)."""

    PERIODIC = "periodic"
    THEMATIC = "thematic"
    AD_HOC = "ad_hoc"


class Need(StrEnum):
    """Mức bắt buộc của một nội dung."""

    MUST = "must"
    IF_REPEATED = "if_repeated"
    IF_FIGURES = "if_figures"
    IF_COMPLEX = "if_complex"
    FREE = "free"


ARTICLE_OF_KIND: Final = {
    Kind.PERIODIC: "Điều 11 khoản 2 Nghị định 09/2019/NĐ-CP",
    Kind.THEMATIC: "Điều 10 khoản 2 Nghị định 09/2019/NĐ-CP",
    Kind.AD_HOC: "Điều 9 khoản 2 Nghị định 09/2019/NĐ-CP",
}

_M, _F = Need.MUST, Need.FREE
# Clauses of art. 7 in order: what each kind of regime must say. A later decree brings its own.
ELEVEN_ELEMENTS: Final[dict[str, tuple[int, Need, Need, Need]]] = {
    "name": (1, _M, _M, _M),
    "content": (2, _M, _M, _M),
    "reporters": (3, _M, _M, _M),
    "recipients": (4, _M, _M, _M),
    "channel": (5, _M, _M, _M),
    "deadlines": (6, _M, _M, _M),
    "frequency": (7, _M, Need.IF_REPEATED, _F),
    "calendar": (8, _M, _F, _F),
    "outline": (9, _M, _F, _F),
    "data_form": (10, Need.IF_FIGURES, Need.IF_FIGURES, Need.IF_FIGURES),
    "process_guide": (11, Need.IF_COMPLEX, _F, _F),
}
_KINDS = (Kind.PERIODIC, Kind.THEMATIC, Kind.AD_HOC)

# Art. 11.1: periodic regimes stand only in legal normative documents of these authorities.
NORMATIVE: Final = {
    "law": ("National Assembly",),
    "decree": ("Government",),
    "pm_decision": ("Prime Minister",),
    "circular": ("Minister",),
    "provincial_decision": ("Provincial People's Committee",),
}
ADMINISTRATIVE_CALENDARS: Final = ("A12",)
# The rules on deadlines from which other law may except a regime, by their articles.
GAP, LAST_DAY = "Điều 8 khoản 5 điểm b", "Điều 13 khoản 1"


@dataclass(frozen=True)
class Regime:
    """Chế độ báo cáo as its issuer describes it."""

    code: str
    name: str
    regime_class: Class
    kind: Kind
    elements: Mapping[str, Any]
    calendar: str
    rules: tuple[Rule, ...]
    policy: DeadlinePolicy
    to_government: bool
    repeated: bool
    has_figures: bool
    complex: bool
    legal_basis: tuple[Mapping[str, str], ...]
    exceptions: Mapping[str, str]
    stamp_patience: dt.timedelta = dt.timedelta(hours=1)
    """How long sending may wait for a time stamp that could not be had when signing."""
    reminders: tuple[Step, ...] = LADDER


@dataclass(frozen=True)
class Objection:
    """Lý do không kích hoạt: what is wrong, and the article that says so."""

    code: str
    article: str
    element: str = ""
    example: str = ""


def parse_regime(json: Mapping[str, Any]) -> Regime:
    """Return the regime its JSON describes. Raises KeyError, ValueError."""
    return Regime(
        code=json["code"],
        name=json["name"],
        regime_class=Class(json["class"]),
        kind=Kind(json["kind"]),
        elements={element: json.get(element) for element in ELEVEN_ELEMENTS},
        calendar=json.get("calendar") or "",
        rules=tuple(parse_rule(rule) for rule in json.get("deadlines") or ()),
        policy=DeadlinePolicy(json.get("policy", "exact")),
        to_government=bool(json.get("to_government", False)),
        repeated=bool(json.get("repeated", True)),
        has_figures=bool(json.get("has_figures", True)),
        complex=bool(json.get("complex", False)),
        legal_basis=tuple(json.get("legal_basis") or ()),
        exceptions={one["rule"]: one["citation"] for one in json.get("exceptions") or ()},
        reminders=ladder_of(json.get("reminders")),
        stamp_patience=dt.timedelta(minutes=int(json.get("stamp_patience_minutes", 60))),
    )


def objections(
    regime: Regime, windows: Sequence[Window], *, working_days: WorkingDays
) -> list[Objection]:
    """Return everything that forbids activation; an empty list means the regime may start."""
    return [
        *_class_objections(regime),
        *_absent_elements(regime),
        *_basis_objections(regime),
        *_deadline_objections(regime, windows, working_days),
    ]


def shared_without_mapping(
    regime: Class, asked: Iterable[str], elsewhere: Mapping[str, Class], mapped: Iterable[str]
) -> list[str]:
    """Return the indicators an administrative and a statistical regime would share unmapped."""
    allowed = set(mapped)
    return sorted(
        indicator
        for indicator in set(asked) - allowed
        if (other := elsewhere.get(indicator)) is not None
        and Class.STATISTICAL in (regime, other)
        and other is not regime
    )


def ask_the_same_units(
    one: Iterable[Mapping[str, Any]], other: Iterable[Mapping[str, Any]]
) -> bool:
    """Tell whether two lists of reporters share a kind of unit or a unit named by its code."""
    return bool(_asked_of(one) & _asked_of(other))


def _asked_of(reporters: Iterable[Mapping[str, Any]]) -> set[tuple[str, ...]]:
    asked: set[tuple[str, ...]] = set()
    for each in reporters:
        asked |= {("kind", each["kind"])} if each.get("kind") else set()
        asked |= {tuple(code) for code in each.get("codes") or ()}
    return asked


def _class_objections(regime: Regime) -> Iterator[Objection]:
    if regime.regime_class is Class.SECRET:
        yield Objection("secret-is-refused", "Điều 1 khoản 2 Nghị định 09/2019/NĐ-CP", "class")
    if regime.regime_class is Class.STATISTICAL and regime.calendar in ADMINISTRATIVE_CALENDARS:
        yield Objection(
            "statistics-keep-their-calendar", "Điều 1 khoản 2 Nghị định 09/2019/NĐ-CP", "calendar"
        )


def _absent_elements(regime: Regime) -> Iterator[Objection]:
    for element, (clause, *needs) in ELEVEN_ELEMENTS.items():
        need = needs[_KINDS.index(regime.kind)]
        if _is_needed(need, regime) and not regime.elements.get(element):
            article = f"Điều 7 khoản {clause}; {ARTICLE_OF_KIND[regime.kind]}"
            yield Objection("element-is-absent", article, element)


def _is_needed(need: Need, regime: Regime) -> bool:
    match need:
        case Need.MUST:
            return True
        case Need.IF_REPEATED:
            return regime.repeated
        case Need.IF_FIGURES:
            return regime.has_figures
        case Need.IF_COMPLEX:
            return regime.complex
        case Need.FREE:
            return False


def _basis_objections(regime: Regime) -> Iterator[Objection]:
    if regime.kind is not Kind.PERIODIC:
        return
    if not any(_is_normative(basis) for basis in regime.legal_basis):
        yield Objection("no-legal-basis", "Điều 11 khoản 1 Nghị định 09/2019/NĐ-CP", "legal_basis")


def _is_normative(basis: Mapping[str, str]) -> bool:
    says_all = all(basis.get(part) for part in ("number", "date", "issuer"))
    return says_all and basis.get("issuer_kind") in NORMATIVE.get(basis.get("kind", ""), ())


def _deadline_objections(
    regime: Regime, windows: Sequence[Window], working_days: WorkingDays
) -> Iterator[Objection]:
    """Yield each objection to a tier's deadline once, with the first day that shows it."""
    # Decree 09/2019 does not govern statistical or internal reports (art. 1.2).
    if regime.regime_class is not Class.ADMINISTRATIVE:
        return
    seen = set()
    for window in windows:
        try:
            found = list(_objections_to(regime, window, working_days))
        except UnknownYear:
            continue  # The holidays of later years are not decreed yet.
        for one in found:
            if (one.code, one.element) not in seen:
                seen.add((one.code, one.element))
                yield one


def _objections_to(
    regime: Regime, window: Window, working_days: WorkingDays
) -> Iterator[Objection]:
    for due in dues(regime.rules, window, policy=regime.policy, working_days=working_days):
        example = f"{due.day:%d/%m/%Y}"
        if GAP not in regime.exceptions and not leaves_a_working_day(due, window, working_days):
            yield Objection("less-than-one-working-day", _decree(GAP), due.tier, example)
        if not regime.to_government or LAST_DAY in regime.exceptions:
            continue
        if not is_by_the_25th(due, window):
            yield Objection("later-than-the-25th", _decree(LAST_DAY), due.tier, example)


def _decree(article: str) -> str:
    return f"{article} Nghị định 09/2019/NĐ-CP"
