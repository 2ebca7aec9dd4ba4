"""Trang dựng chế độ báo cáo: what it says, what forbids it, and what units would owe by it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nhip.core.clock import local
from nhip.indicators.queries.working_days import working_days
from nhip.indicators.rules.periods import CALENDARS
from nhip.indicators.rules.working_days import DeadlinePolicy
from nhip.organisations.models import Unit
from nhip.organisations.rules.kinds import LABELS
from nhip.reporting.models import Form, Regime
from nhip.reporting.queries.forecast import deadlines
from nhip.reporting.queries.regime_checks import Overlap, has_a_form, objections_to, overlaps
from nhip.reporting.queries.regime_words import COUNTED, objection_said, tier_said
from nhip.reporting.rules.forecast import periods_on
from nhip.reporting.rules.regimes import GAP, LAST_DAY, NORMATIVE, Class, Kind
from nhip.ui.queries import in_language

MOST_TIERS: Final = 4
MOST_SHOWN: Final = 3
_AHEAD: Final = dt.timedelta(days=2 * 366)
CLASSES: Final[dict[Class, Promise]] = {
    Class.ADMINISTRATIVE: gettext_lazy("administrative"),
    Class.STATISTICAL: gettext_lazy("statistical"),
    Class.INTERNAL: gettext_lazy("internal to one agency"),
}
KINDS: Final[dict[Kind, Promise]] = {
    Kind.PERIODIC: gettext_lazy("periodic"),
    Kind.THEMATIC: gettext_lazy("thematic"),
    Kind.AD_HOC: gettext_lazy("ad hoc"),
}
POLICIES: Final[dict[DeadlinePolicy, Promise]] = {
    DeadlinePolicy.EXACT: gettext_lazy("on that very day"),
    DeadlinePolicy.NEXT_WORKING_DAY: gettext_lazy("on the next working day"),
}
LAWS: Final[dict[str, Promise]] = {
    "circular": gettext_lazy("circular of a minister"),
    "decree": gettext_lazy("decree of the Government"),
    "pm_decision": gettext_lazy("decision of the Prime Minister"),
    "provincial_decision": gettext_lazy("decision of a provincial People's Committee"),
    "law": gettext_lazy("law, resolution of the National Assembly"),
}
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    """Các lựa chọn trên trang."""

    classes: Options
    kinds: Options
    policies: Options
    laws: Options
    periods: Options
    units: Options
    counting: Options


@dataclass(frozen=True)
class TierLine:
    """Một cấp báo cáo: who, and by when."""

    place: int
    who: Mapping[str, Any]
    when: Mapping[str, Any]

    @property
    def codes(self) -> str:
        """Return the agencies that are named."""
        return " ".join(code for _scheme, code in self.who.get("codes") or ())


@dataclass(frozen=True)
class Ahead:
    """Kỳ sắp tới: what would be owed, and by when at each tier; no deadline is not known yet."""

    label: str
    first: dt.date
    last: dt.date
    dues: Sequence[tuple[str, dt.datetime]]


@dataclass(frozen=True)
class RegimePage:
    """Một chế độ đang dựng."""

    regime: Regime | None
    form: Form
    said: Mapping[str, Any]
    basis: Mapping[str, Any]
    exceptions: Mapping[str, str]
    recipients: str
    period: str
    days: Mapping[str, str]
    tiers: Sequence[TierLine]
    choices: Choices
    objections: Sequence[tuple[str, str]]
    overlaps: Sequence[Overlap]
    ahead: Sequence[Ahead]
    asked: int
    has_form: bool

    @property
    def is_draft(self) -> bool:
        """Tell whether it can still be changed."""
        return self.regime is None or self.regime.status == Regime.Status.DRAFT


def new_regime(form: Form, *, recipient: str, on: dt.date) -> RegimePage:
    """Return the page of a regime that is still to be described."""
    said = {
        "name": in_language(form.title, form.title_en),
        "kind": Kind.PERIODIC,
        "class": Class.ADMINISTRATIVE,
        "channel": _("Reporting information system, over the document axis"),
        "outline": _("No outline; the figures of the form only"),
    }
    return _page(None, form, said, on, recipients=recipient)


def regime_page(regime: Regime, *, now: dt.datetime) -> RegimePage:
    """Return a regime as its designer looks at it, with everything that forbids its start."""
    on, described = local(now).date(), regime.description
    codes = " ".join(one["code"] for one in regime.recipients)
    is_draft = regime.status == Regime.Status.DRAFT
    return _page(
        regime,
        regime.form,
        described,
        on,
        recipients=codes,
        objections=[
            (objection_said(one), one.article)
            for one in (objections_to(regime, on) if is_draft else ())
        ],
        overlaps=overlaps(regime) if is_draft else (),
        ahead=_ahead(regime, on),
        asked=_asked(regime, on),
        has_form=has_a_form(regime),
    )


def _page(
    regime: Regime | None,
    form: Form,
    said: Mapping[str, Any],
    on: dt.date,
    *,
    recipients: str,
    **found: Any,
) -> RegimePage:
    nothing: dict[str, Any] = {
        "objections": (),
        "overlaps": (),
        "ahead": (),
        "asked": 0,
        "has_form": True,
    }
    exceptions = {one["rule"]: one["citation"] for one in said.get("exceptions") or ()}
    basis: Mapping[str, Any] = next(iter(said.get("legal_basis") or ()), {})
    days = {**said, "basis": basis.get("date")}
    return RegimePage(
        regime=regime,
        form=form,
        said=said,
        basis=basis,
        exceptions={"gap": exceptions.get(GAP, ""), "last_day": exceptions.get(LAST_DAY, "")},
        recipients=recipients,
        period=f"{said.get('calendar')}:{said.get('cut')}" if said.get("calendar") else "",
        days={name: _day(days.get(name)) for name in ("basis", "valid_from", "valid_to")},
        tiers=_tiers(said),
        choices=_choices(on),
        **nothing | found,
    )


def _day(text: str | None) -> str:
    return dt.date.fromisoformat(text).strftime("%d/%m/%Y") if text else ""


def _tiers(said: Mapping[str, Any]) -> list[TierLine]:
    """Return as many lines as there are tiers, and empty ones to fill."""
    due = {one["tier"]: one for one in said.get("deadlines") or ()}
    held = [(who, due.get(who["tier"], {})) for who in said.get("reporters") or ()]
    lines = [*held, *([({}, {})] * (MOST_TIERS - len(held)))]
    return [TierLine(place, who, when) for place, (who, when) in enumerate(lines)]


def _choices(on: dt.date) -> Choices:
    return Choices(
        classes=_options(CLASSES),
        kinds=_options(KINDS),
        policies=_options(POLICIES),
        laws=[(kind, str(LAWS[kind])) for kind in LAWS if kind in NORMATIVE],
        periods=_periods(on),
        units=[(kind, str(words)) for kind, words in LABELS.items()],
        counting=[(kind.value, str(words) % {"number": "n"}) for kind, words in COUNTED.items()],
    )


def _options(words: Mapping[Any, Promise]) -> list[tuple[str, str]]:
    return [(one.value, str(said)) for one, said in words.items()]


def _periods(on: dt.date) -> list[tuple[str, str]]:
    """Return every cut of every calendar with its next period as an example."""
    found = []
    for code, calendar in CALENDARS.items():
        name = in_language(calendar.name_vi, calendar.name_en)
        for cut in calendar.cuts:
            span = periods_on(calendar, cut, on, on + _AHEAD)[0]
            example = in_language(span.label_vi, span.label_en)
            found.append((f"{code}:{cut}", f"{name} – {example}"))
    return found


def _ahead(regime: Regime, on: dt.date) -> list[Ahead]:
    """Return the next periods of a regime with what would be due when."""
    if not regime.calendar:
        return []
    calendar, known = CALENDARS[regime.calendar], working_days()
    first = max(regime.valid.lower, on)
    spans = periods_on(calendar, regime.cut, first, first + _AHEAD)
    valid = [span for span in spans if span.first_date in regime.valid][:MOST_SHOWN]
    return [
        Ahead(
            in_language(span.label_vi, span.label_en),
            span.first_date,
            span.last_date,
            [(tier_said(due.tier), due.at) for due in deadlines(regime, span, known) or ()],
        )
        for span in valid
    ]


def _asked(regime: Regime, on: dt.date) -> int:
    """Return how many units the regime asks, as things stand."""
    day = max(regime.valid.lower, on)
    return sum(
        Unit.objects.of_kind(who["kind"], on=day).count() if "kind" in who else len(who["codes"])
        for who in regime.reporters
    )
