"""Điều kiện kích hoạt chế độ: what forbids a start, and who asks the same already."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nhip.indicators.queries.working_days import working_days
from nhip.indicators.rules.periods import CALENDARS
from nhip.reporting.models import FormVersion, Regime
from nhip.reporting.rules.deadlines import Window
from nhip.reporting.rules.forecast import periods_on
from nhip.reporting.rules.regimes import (
    Class,
    Objection,
    ask_the_same_units,
    objections,
    shared_without_mapping,
)

_A_YEAR = dt.timedelta(days=366)


@dataclass(frozen=True)
class Overlap:
    """Yêu cầu trùng: a regime in use that asks the same units the same for the same window."""

    regime: Regime
    indicators: Sequence[str]

    @property
    def recipients(self) -> str:
        """Return to whom the units report it already."""
        return ", ".join(one["name"] for one in self.regime.recipients)

    @property
    def names(self) -> str:
        """Return the codes of what is asked twice."""
        return ", ".join(self.indicators)


def coming(regime: Regime, today: dt.date) -> Iterator[Window]:
    """Yield the windows of the regime's coming year."""
    if regime.calendar:
        first = max(regime.valid.lower, today)
        for span in periods_on(CALENDARS[regime.calendar], regime.cut, first, first + _A_YEAR):
            yield Window(span.starts_at, span.ends_at)


def objections_to(regime: Regime, today: dt.date) -> list[Objection]:
    """Return everything in the law that forbids a regime to start."""
    return objections(regime.rule, list(coming(regime, today)), working_days=working_days())


def overlaps(regime: Regime) -> list[Overlap]:
    """Return the regimes in use that ask the same indicators of the same units and windows."""
    asked = _asked([regime])[regime.form_id]
    others = _others(regime)
    elsewhere = _asked(others)
    return [
        Overlap(other, sorted(both))
        for other in others
        if (other.calendar, other.cut) == (regime.calendar, regime.cut)
        and ask_the_same_units(regime.reporters, other.reporters)
        and (both := asked & elsewhere[other.form_id])
    ]


def shared_between_classes(regime: Regime) -> list[str]:
    """Return the indicators that an administrative and a statistical regime would share."""
    others = _others(regime)
    asked = _asked([regime, *others])
    elsewhere: dict[str, Class] = {}
    for other in others:
        elsewhere |= dict.fromkeys(asked[other.form_id], other.rule.regime_class)
    mapped = regime.description.get("shared_with_other_class", ())
    return shared_without_mapping(
        regime.rule.regime_class, asked[regime.form_id], elsewhere, mapped
    )


def has_a_form(regime: Regime) -> bool:
    """Tell whether some version of the form is valid while the regime is."""
    return regime.form.versions.filter(valid__overlap=regime.valid).exists()


def _others(regime: Regime) -> list[Regime]:
    active = Regime.objects.filter(status=Regime.Status.ACTIVE, valid__overlap=regime.valid)
    return list(active.exclude(pk=regime.pk).select_related("form"))


def _asked(regimes: Sequence[Regime]) -> dict[int, set[str]]:
    """Return the indicators asked by the newest version of each regime's form."""
    forms = {one.form_id for one in regimes}
    newest = FormVersion.objects.filter(form__in=forms).select_related("form").order_by("valid")
    asked: dict[int, set[str]] = {form: set() for form in forms}
    for version in {one.form_id: one for one in newest}.values():
        bindings = version.rule.bindings.values()
        asked[version.form_id] = {one.indicator for one in bindings if one.indicator}
    return asked
