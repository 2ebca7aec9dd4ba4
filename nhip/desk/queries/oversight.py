"""Giám sát: regimes with their eleven elements, the axis, and the log, as pages show them."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.accounts.queries import names_of, scope
from nhip.core.clock import local
from nhip.events.models import Event
from nhip.events.permissions import Permission as Log
from nhip.events.rules import Fault
from nhip.exchange.models import Message
from nhip.exchange.queries import DeadLetter, Queue, dead_letters, hub_queues, outbox
from nhip.exchange.queries.axis import dead_relays
from nhip.indicators.models import Calendar
from nhip.organisations.models import Code
from nhip.organisations.rules.kinds import label_of
from nhip.reporting.models import Regime
from nhip.reporting.queries.titles import regime_name
from nhip.reporting.rules.deadlines import Counting
from nhip.reporting.rules.regimes import ELEVEN_ELEMENTS
from nhip.ui.queries import in_language

MOST_EVENTS: Final = 100
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
FAULTS: Final[dict[str, Promise]] = {
    "altered_event": _("an event was altered"),
    "missing_event": _("an event is gone"),
    "missing_seal": _("a seal is gone"),
    "broken_chain": _("the chain is broken"),
    "cut_off": _("the end of the log was cut off"),
    "contradicted": _("a seal kept elsewhere says otherwise"),
    "long_unsealed": _("an event waits too long for its seal"),
}


@dataclass(frozen=True)
class Element:
    """Một nội dung của chế độ, with the clause of Decree 09/2019, art. 7."""

    clause: int
    title: str
    said: str


@dataclass(frozen=True)
class RegimeSheet:
    """Chế độ báo cáo: the eleven elements, the law it stands on, and the exceptions it claims."""

    regime: Regime
    name: str
    elements: Sequence[Element]
    legal_basis: Sequence[str]
    exceptions: Sequence[str]


@dataclass(frozen=True)
class AxisPage:
    """Trục: what waits here and at the hub, and what nobody will carry on by itself."""

    outbox: Sequence[Queue]
    hub: Sequence[Queue]
    dead: Sequence[DeadLetter]


@dataclass(frozen=True)
class Search:
    """Điều tìm trong nhật ký."""

    name: str = ""
    subject: str = ""
    actor: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None


@dataclass(frozen=True)
class Told:
    """Sự kiện, with the name of who did it."""

    event: Event
    who: str
    facts: Sequence[tuple[str, Any]]


def regimes_listed() -> list[tuple[Regime, str]]:
    """Return every regime with its name in the language in use."""
    return [(one, regime_name(one)) for one in Regime.objects.select_related("form")]


def regime_sheet(pk: int) -> RegimeSheet:
    """Return a regime as its issuer describes it. Raises Regime.DoesNotExist."""
    regime = Regime.objects.select_related("form").get(pk=pk)
    described = regime.description
    laws = described.get("legal_basis") or ()
    return RegimeSheet(
        regime=regime,
        name=regime_name(regime),
        elements=[
            Element(clause, str(ELEMENTS[element]), _said(_worded(element, described)))
            for element, (clause, *_needs) in ELEVEN_ELEMENTS.items()
        ],
        legal_basis=[
            ", ".join(filter(None, (one.get("article"), one["number"], one.get("issuer"))))
            for one in laws
        ],
        exceptions=[
            f"{one['rule']}: {one['citation']}" for one in described.get("exceptions") or ()
        ],
    )


def axis_page(words: str, *, viewer: User, is_hub: bool, now: dt.datetime) -> AxisPage:
    """Return the axis of a person's own agencies; where the hub is, what it holds as well."""
    mine = Message.objects.visible_to(viewer, on=local(now).date())
    stuck = dead_letters(among=mine, words=words)
    at_hub = dead_relays(words=words) if is_hub else []
    return AxisPage(
        outbox=outbox(among=mine),
        hub=hub_queues() if is_hub else [],
        dead=sorted([*stuck, *at_hub], key=lambda one: one.since, reverse=True),
    )


def events_found(asked: Search, *, viewer: User, on: dt.date) -> list[Told]:
    """Return the newest events that answer a search; of one thing, its history.

    Who looks after every agency of the node reads the whole log; others read what
    their own people did, and what the system did about the same things.
    """
    found = _in_reach(Event.objects.order_by("-id"), viewer, on)
    if asked.name:
        found = found.filter(name__startswith=asked.name)
    if asked.subject:
        found = found.filter(subject=asked.subject)
    if asked.actor:
        people = User.objects.filter(full_name__icontains=asked.actor)
        found = found.filter(actor__in=[asked.actor, *(one.ref for one in people)])
    if asked.since:
        found = found.filter(at__gte=asked.since)
    if asked.until:
        found = found.filter(at__lt=asked.until)
    rows = list(found[:MOST_EVENTS])
    people_called = names_of(one.actor for one in rows)
    return [Told(one, people_called[one.actor], list(one.data.items())) for one in rows]


def _in_reach(events: QuerySet[Event], viewer: User, on: dt.date) -> QuerySet[Event]:
    reach = scope(viewer, Log.VIEW, on=on)
    hosted = Code.objects.filter(
        scheme="qd20", value__in=settings.NHIP_AGENCIES, valid__contains=on
    )
    if not hosted.exclude(unit__in=reach).exists():
        return events
    people = User.objects.filter(grants__unit__in=reach).distinct()
    by_people = Q(actor__in=[one.ref for one in people])
    same_thing = Event.objects.filter(by_people, subject=OuterRef("subject"))
    return events.filter(by_people | Q(actor__startswith="system:") & Exists(same_thing))


def faults_told(faults: Iterable[Fault]) -> list[tuple[str, Fault]]:
    """Return what is wrong with the log, in words."""
    return [(str(FAULTS.get(one.kind, one.kind)), one) for one in faults]


def _worded(element: str, described: Mapping[str, Any]) -> Any:
    """Return what stands under an element; a calendar by its name, with its cut-off."""
    if element != "calendar" or not described.get("calendar"):
        return described.get(element)
    calendar = Calendar.objects.filter(code=described["calendar"]).first()
    name = in_language(calendar.name, calendar.name_en) if calendar else described["calendar"]
    return [name, described["cut_off"]] if described.get("cut_off") else name


def _said(value: Any) -> str:
    """Return what a regime says of one element, as a sentence."""
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
        return _deadline_said(value)
    return f"{value.get('name', '')} ({value.get('code', '')})"


def _deadline_said(value: Mapping[str, Any]) -> str:
    """Return a deadline as people say it, with the article that sets it."""
    said = COUNTED[Counting(value["counting"])] % {"number": value["number"]}
    later = value.get("months_later")
    when = " ".join(
        filter(
            None,
            (
                f"{label_of(value['tier'])}: {said}",
                str(MONTHS_LATER % {"months": later}) if later else "",
                str(AT_TIME % {"time": value["time"]}) if value.get("time") else "",
            ),
        )
    )
    return f"{when} ({value.get('basis', '–')})"
