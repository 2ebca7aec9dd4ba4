"""Lý do bằng lời: why a received report is refused, as both sides read it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nhip.documents.rules.page import NUMBER, PERSON, SEAL
from nhip.exchange.rules.statuses import LONGEST_REASON
from nhip.reporting.queries.wording import finding_text
from nhip.reporting.rules.acceptance import Reason
from nhip.reporting.rules.checking import Finding
from nhip.reporting.rules.forms import Severity
from nhip.signing.queries import text_of
from nhip.signing.rules.verdicts import Reason as Fault

OFFICIAL_LANGUAGE: Final = "vi"
_FOR_THE_REST: Final = 60
_ROLES: Final[dict[str, Promise]] = {
    PERSON: gettext_lazy("personal signature"),
    NUMBER: gettext_lazy("number signature"),
    SEAL: gettext_lazy("seal"),
}
_PARTS: Final[dict[str, Promise]] = {
    "agency": gettext_lazy("agency"),
    "unit": gettext_lazy("reporting unit"),
    "sender": gettext_lazy("sender"),
    "author": gettext_lazy("author"),
}
_FAULTS: Final[dict[str, Promise]] = {
    "too-large": gettext_lazy("it is too large"),
    "not-json": gettext_lazy("it is not JSON"),
    "another-schema": gettext_lazy("it follows another schema"),
    "form-not-named": gettext_lazy("it names no form"),
    "unreadable": gettext_lazy("a part of it cannot be read"),
    "rosters-unreadable": gettext_lazy("its lists of rows cannot be read"),
    "another-form": gettext_lazy("it follows another form"),
    "correction-says-nothing": gettext_lazy("a correction names what it replaces and says why"),
    "not-canonical": gettext_lazy("it is not written in the canonical form"),
}
_TEXTS: Final[dict[str, Promise]] = {
    "another-agency": gettext_lazy("The %(part)s is %(found)s, which is not the reporting agency."),
    "another-signer": gettext_lazy(
        "The envelope says that %(expected)s signed; the signature is that of “%(found)s”."
    ),
    "another-holder": gettext_lazy(
        "The %(role)s was made with the certificate of “%(found)s”, not with the agency's."
    ),
    "another-number": gettext_lazy(
        "The envelope says number %(expected)s, the number signature “%(found)s”."
    ),
    "another-date": gettext_lazy(
        "The envelope says the date %(expected)s, the number signature “%(found)s”."
    ),
    "already-here": gettext_lazy(
        "This version is here already under arrival number %(found)s; send a new version."
    ),
    "not-a-report": gettext_lazy("The attached report.json cannot be used: %(fault)s (%(found)s)."),
    "unknown-form": gettext_lazy("The form %(found)s is not known here."),
    "unknown-regime": gettext_lazy("The reporting regime %(found)s is not known here."),
    "unknown-unit": gettext_lazy("The unit %(found)s is not known here on that day."),
    "unknown-period": gettext_lazy("%(found)s is no reporting period."),
    "regime-not-active": gettext_lazy("The reporting regime %(found)s is not in force."),
    "form-not-in-force": gettext_lazy("The form %(found)s is not in force for this period."),
    "another-window": gettext_lazy("The window stated is not that of the period %(found)s."),
    "not-owed": gettext_lazy("%(unit)s owes no such report for %(found)s."),
    "replaces-another": gettext_lazy(
        "The correction does not name the version that counts here: %(expected)s."
    ),
    "not-the-next-version": gettext_lazy(
        "Version %(found)s does not come after the version that counts here."
    ),
    "units-are-not-known": gettext_lazy(
        "Which units the report speaks for cannot be looked up here: %(found)s"
    ),
    "units-are-not-below": gettext_lazy(
        "The report speaks for units that were not below its own that day: %(found)s."
    ),
    "units-are-left-out": gettext_lazy("The report leaves out units of its own: %(found)s."),
}


def in_a_letter(reasons: Sequence[Reason]) -> str:
    """Return the reasons in Vietnamese, as they go back to the sender; the rest is counted."""
    with translation.override(OFFICIAL_LANGUAGE):
        said = [f"{position}. {text}" for position, text in enumerate(in_words(reasons), start=1)]
        whole = "\n".join(said)
        if len(whole) <= LONGEST_REASON:
            return whole
        kept = _that_fit(said, LONGEST_REASON - _FOR_THE_REST)
        rest = _("… and %(count)d more reasons.") % {"count": len(said) - len(kept)}
        return "\n".join([*kept, rest])


def in_words(reasons: Iterable[Reason]) -> list[str]:
    """Return each reason as a sentence, in the language in use."""
    return [_text(reason.code, reason.as_json()) for reason in reasons]


def _text(code: str, facts: Mapping[str, str]) -> str:
    if code == "signature":
        return _signature(facts["role"], facts["fault"])
    if code == "figures":
        return _figures(facts)
    words = dict(facts)
    for key, names in (("role", _ROLES), ("part", _PARTS), ("fault", _FAULTS)):
        if key in words:
            words[key] = str(names.get(words[key], words[key]))
    return str(_TEXTS[code]) % words


def _signature(role: str, fault: str) -> str:
    who = str(_ROLES.get(role, role))
    if fault == "missing":
        return _("The %(role)s is missing.") % {"role": who}
    said = text_of(Fault(fault))
    return f"{who[:1].upper()}{who[1:]}: {said}" if who else said


def _figures(facts: Mapping[str, str]) -> str:
    finding = Finding(
        facts["check"],
        Severity.ERROR,
        "",
        facts["row"],
        facts["column"],
        message=facts["message"],
        message_en=facts["message_en"],
    )
    place = ", ".join(filter(None, (facts["row"], facts["column"])))
    compared = _("found %(found)s, expected %(expected)s") % {
        "found": facts["found"] or "–",
        "expected": facts["expected"] or "–",
    }
    return f"{place}: {finding_text(finding)} ({compared})"


def _that_fit(said: Sequence[str], room: int) -> list[str]:
    kept: list[str] = []
    for text in said:
        room -= len(text) + 1
        if room < 0:
            break
        kept.append(text)
    return kept
