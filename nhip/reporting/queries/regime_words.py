"""Lời về chế độ báo cáo: its eleven elements, deadlines and objections, as pages say them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nhip.indicators.rules.periods import CALENDARS
from nhip.organisations.rules.kinds import label_of
from nhip.reporting.rules.deadlines import Counting
from nhip.reporting.rules.regimes import Objection
from nhip.ui.queries import in_language

ELEMENTS: Final[dict[str, Promise]] = {
    "name": _("Name of the report"),
    "content": _("What is reported"),
    "reporters": _("Who reports"),
    "recipients": _("Who receives"),
    "channel": _("How it is sent"),
    "deadlines": _("By when"),
    "frequency": _("How often"),
    "calendar": _("Period of the figures"),
    "outline": _("Outline"),
    "data_form": _("Form of the figures"),
    "process_guide": _("How it is done"),
}
COUNTED: Final[dict[Counting, Promise]] = {
    Counting.DAY_OF_MONTH: _("by day %(number)s of the month"),
    Counting.DAYS_AFTER: _("%(number)s days after the period"),
    Counting.WORKING_DAYS_AFTER: _("%(number)s working days after the period"),
    Counting.WORKING_DAYS_AFTER_TIER_BELOW: _("%(number)s working days after the tier below"),
}
MONTHS_LATER: Final = _("%(months)s months later")
AT_TIME: Final = _("at %(time)s")
NAMED: Final = "named"
NAMED_UNITS: Final = _("units that are named")
OBJECTIONS: Final[dict[str, Promise]] = {
    "secret-is-refused": _("Secret reports have no place in this system."),
    "statistics-keep-their-calendar": _(
        "Statistical reports keep calendars of their own, not those of administrative reports."
    ),
    "element-is-absent": _("Missing: %(element)s."),
    "no-legal-basis": _(
        "A periodic report stands only in a legal normative document: name its kind, number, "
        "date and issuer."
    ),
    "less-than-one-working-day": _(
        "%(element)s: the deadline %(example)s leaves no working day after the period ends."
    ),
    "later-than-the-25th": _(
        "%(element)s: the deadline %(example)s is after the 25th of the period's last month."
    ),
}


def objection_said(objection: Objection) -> str:
    """Return what forbids a regime to start, as a sentence; the article stands apart."""
    element = ELEMENTS.get(objection.element)
    named = str(element) if element else tier_said(objection.element)
    return str(OBJECTIONS[objection.code]) % {"element": named, "example": objection.example}


def tier_said(tier: str) -> str:
    """Return who makes up a tier: units of a kind, or those that are named."""
    return str(NAMED_UNITS) if tier == NAMED else label_of(tier)


def element_said(element: str, described: Mapping[str, Any]) -> str:
    """Return what a regime says of one of its elements; a calendar by its name, with its cut."""
    value = described.get(element)
    if element != "calendar" or not value:
        return _said(value)
    calendar = CALENDARS.get(value)
    name = in_language(calendar.name_vi, calendar.name_en) if calendar else value
    return _said([name, described["cut_off"]] if described.get("cut_off") else name)


def basis_said(one: Mapping[str, str]) -> str:
    """Return a legal basis: article, number, date, issuer."""
    day = one.get("date", "")
    dated = dt.date.fromisoformat(day).strftime("%d/%m/%Y") if day else ""
    return ", ".join(filter(None, (one.get("article"), one["number"], dated, one.get("issuer"))))


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_said(one) for one in value)
    if isinstance(value, Mapping):
        return _said_in_parts(value)
    return str(value or "–")


def _said_in_parts(value: Mapping[str, Any]) -> str:
    if "codes" in value:
        return ", ".join(code for _scheme, code in value["codes"])
    if "kind" in value and "tier" in value:
        return label_of(value["kind"])
    if "counting" in value:
        return deadline_said(value)
    return f"{value.get('name', '')} ({value.get('code', '')})"


def deadline_said(value: Mapping[str, Any]) -> str:
    """Return a deadline as people say it, with the article that sets it."""
    said = COUNTED[Counting(value["counting"])] % {"number": value["number"]}
    later, time = value.get("months_later"), value.get("time")
    when = " ".join(
        filter(
            None,
            (
                f"{tier_said(value['tier'])}: {said}",
                str(MONTHS_LATER % {"months": later}) if later else "",
                str(AT_TIME % {"time": time}) if time else "",
            ),
        )
    )
    return f"{when} ({value['basis']})" if value.get("basis") else when
