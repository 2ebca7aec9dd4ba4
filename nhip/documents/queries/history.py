"""Quá trình: what happened to a document, told to people from the log."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nhip.accounts.queries import names_of
from nhip.documents.queries.wording import status_mark
from nhip.events.models import Event

DEEDS: Final[dict[str, Promise]] = {
    "documents.document.drafted": gettext_lazy("set the page that will be signed"),
    "documents.document.waiting": gettext_lazy("began to sign"),
    "documents.document.signing_ended": gettext_lazy("broke off the signing"),
    "documents.document.signed": gettext_lazy("signed with the personal key"),
    "documents.document.numbered": gettext_lazy("number and date were given"),
    "documents.document.sealed": gettext_lazy("sealed for the agency"),
    "documents.document.issued": gettext_lazy("sent to the recipients"),
    "documents.document.registered": gettext_lazy("registered the arrival"),
    "documents.document.accepted": gettext_lazy("accepted the document"),
    "documents.document.returned": gettext_lazy("returned the document"),
    "documents.document.acknowledged": gettext_lazy("a recipient answered"),
}


@dataclass(frozen=True)
class HistoryLine:
    """Một việc đã xảy ra: when, who, what, and what was said with it."""

    at: dt.datetime
    who: str
    what: str
    detail: str


def history(subjects: Sequence[str], deeds: Mapping[str, Promise] = DEEDS) -> list[HistoryLine]:
    """Return what happened to some things, oldest first; events without words are left out."""
    events = list(
        Event.objects.filter(subject__in=subjects, name__in=list(deeds)).order_by("at", "id")
    )
    names = names_of(event.actor for event in events)
    return [
        HistoryLine(event.at, names[event.actor], str(deeds[event.name]), detail_of(event.data))
        for event in events
    ]


def detail_of(data: Mapping[str, Any]) -> str:
    """Return what an event says beside its name: reasons, numbers, how many figures."""
    said = [str(data["number"])] if data.get("number") else []
    if arrival := data.get("arrival_number"):
        said.append(_("arrival number %(number)s") % {"number": arrival})
    if status := data.get("status"):
        said.append(f"{data.get('recipient', '')}: {status_mark(status).word}")
    if unit := data.get("on_behalf_of"):
        facts = {"place": data.get("acts_from", ""), "unit": unit}
        said.append(_("from %(place)s, on behalf of %(unit)s") % facts)
    said += [
        reason
        for reason in [data.get("reason"), *data.get("reasons", ())]
        if isinstance(reason, str)
    ]
    return "; ".join(filter(None, said))
