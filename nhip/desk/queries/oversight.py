"""Giám sát: regimes with their eleven elements, the axis, and the log, as pages show them."""

import datetime as dt
from collections.abc import Iterable, Sequence
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
from nhip.organisations.models import Code
from nhip.reporting.models import Regime
from nhip.reporting.queries.regime_words import ELEMENTS, basis_said, element_said
from nhip.reporting.queries.titles import regime_name
from nhip.reporting.rules.regimes import ELEVEN_ELEMENTS

MOST_EVENTS: Final = 100
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
    """Return every regime that was announced, with its name in the language in use."""
    announced = Regime.objects.announced().select_related("form")
    return [(one, regime_name(one)) for one in announced]


def regime_sheet(pk: int) -> RegimeSheet:
    """Return a regime as its issuer describes it. Raises Regime.DoesNotExist."""
    regime = Regime.objects.select_related("form").get(pk=pk)
    described = regime.description
    laws = described.get("legal_basis") or ()
    return RegimeSheet(
        regime=regime,
        name=regime_name(regime),
        elements=[
            Element(clause, str(ELEMENTS[element]), element_said(element, described))
            for element, (clause, *_needs) in ELEVEN_ELEMENTS.items()
        ],
        legal_basis=[basis_said(one) for one in laws],
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
