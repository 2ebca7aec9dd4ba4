"""Lời trên trang: how figures, states, findings and events of reports are said to people."""

import datetime as dt
import re
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nhip.core.clock import local
from nhip.core.numbers import format_decimal
from nhip.indicators.rules import values as indicators
from nhip.reporting.rules.checking import Finding
from nhip.reporting.rules.figures import State, Value
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.rosters import ROSTER, keys_said
from nhip.reporting.rules.states import Stage, Standing
from nhip.reporting.rules.words import chosen, typed_words
from nhip.ui.queries import in_language
from nhip.ui.rules import Mark, Tone

MISSING_SIGN: Final = "·"
NIL_SIGN: Final = "–"
SOON: Final = dt.timedelta(hours=24)
HALF_A_DAY: Final = 12
TWO_DAYS: Final = 48

_ISO_DAY = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_STAGES: Final[dict[Stage, tuple[Tone, Promise]]] = {
    Stage.EDITING: (Tone.PLAIN, gettext_lazy("being prepared")),
    Stage.PUT_UP: (Tone.SOON, gettext_lazy("waiting for the leader")),
    Stage.RETURNED: (Tone.LATE, gettext_lazy("returned to the reporter")),
    Stage.WAITING: (Tone.SOON, gettext_lazy("on the signer's device")),
    Stage.SIGNED: (Tone.SOON, gettext_lazy("signed")),
    Stage.NUMBERED: (Tone.SOON, gettext_lazy("signed, waiting for the seal")),
    Stage.SEALED: (Tone.SOON, gettext_lazy("sealed, about to leave")),
    Stage.ISSUED: (Tone.DONE, gettext_lazy("sent")),
}
_STANDINGS: Final[dict[Standing, tuple[Tone, Promise]]] = {
    Standing.RECEIVED: (Tone.SOON, gettext_lazy("received, being checked")),
    Standing.RECEIVED_AGAIN: (Tone.SOON, gettext_lazy("received anew, being checked")),
    Standing.RETURNED: (Tone.LATE, gettext_lazy("returned to the sender")),
    Standing.ACCEPTED: (Tone.DONE, gettext_lazy("accepted into the figures")),
    Standing.SYNTHESISED: (Tone.DONE, gettext_lazy("synthesised")),
    Standing.DONE: (Tone.DONE, gettext_lazy("completed")),
    Standing.REPLACED: (Tone.STALE, gettext_lazy("replaced by a later version")),
}
_FINDINGS: Final[dict[str, Promise]] = {
    "no-such-cell": gettext_lazy("The form has no such cell."),
    "nil-not-allowed": gettext_lazy("This figure cannot be nil; enter a number."),
    "below-zero": gettext_lazy("A count cannot be below zero."),
    "too-many-decimals": gettext_lazy("There are more decimals than this column keeps."),
    "figure-is-missing": gettext_lazy(
        "Not filled in yet: enter a number, or say that nothing arose."
    ),
    "total-is-wrong": gettext_lazy("The total is not what its parts come to."),
    "parts-exceed-whole": gettext_lazy("The parts come to more than the whole."),
    "known-figure-changed": gettext_lazy(
        "Another report already gave this figure; say why this one differs."
    ),
    "section-is-empty": gettext_lazy("This section is not written yet."),
    "text-names-no-cell": gettext_lazy("The text speaks of a cell the form does not have."),
    "no-rows-yet": gettext_lazy("Add a row first, or say that nothing arose."),
    "not-an-answer": gettext_lazy("This is no answer the column can hold."),
    "not-a-number": gettext_lazy("This column holds numbers."),
    "text-omits-figure": gettext_lazy("The text no longer says a figure the outline asks for."),
}
_SOURCES: Final[dict[str, Promise]] = {
    "list": gettext_lazy("from the list of the report before"),
    "units": gettext_lazy("the units below on the last day of the window"),
    "version": gettext_lazy("from the report of the period before"),
    "observation": gettext_lazy("from figures already accepted"),
    "series": gettext_lazy("added up from daily figures, accepted or published"),
}
DEEDS: Final[dict[str, Promise]] = {
    "reporting.report.opened": gettext_lazy("opened the worksheet"),
    "reporting.report.correction_opened": gettext_lazy("opened a correction"),
    "reporting.report.entered": gettext_lazy("entered figures"),
    "reporting.report.written": gettext_lazy("wrote the text"),
    "reporting.report.explained": gettext_lazy("explained a warning"),
    "reporting.report.put_up": gettext_lazy("put the report up to the leader"),
    "reporting.report.returned": gettext_lazy("returned the report"),
    "reporting.report.remarked": gettext_lazy("made a remark"),
    "reporting.report.remark_answered": gettext_lazy("answered a remark"),
    "reporting.report.remark_settled": gettext_lazy("settled a remark"),
    "reporting.report.remark_reopened": gettext_lazy("took a remark up again"),
    "reporting.report.part_given": gettext_lazy("gave a part of the report to somebody"),
}


def figure_text(value: Value | indicators.Value, places: int | None = None) -> str:
    """Return a figure as it is printed: ``1.234,5``; nil is a dash, a missing one a middle dot."""
    if value.number is not None:
        return format_decimal(value.number, places)
    return NIL_SIGN if value.state == State.NIL else MISSING_SIGN


def answer_text(value: Value, address: Address, form: Form) -> str:
    """Return what a cell of a form holds as it is printed: a figure, or words."""
    if address.column == ROSTER:
        count = len(keys_said(value))
        return ngettext("%(count)d row", "%(count)d rows", count) % {"count": count}
    column = form.column.get(address.column)
    if value.state is not State.WRITTEN or column is None:
        return figure_text(value, form.places_of(address) if address in form.open else None)
    choice = chosen(value, column)
    if choice is not None:
        return in_language(choice.label, choice.label_en)
    return typed_words(value, column)


def stage_mark(stage: str) -> Mark:
    """Return where a report stands in the house."""
    tone, word = _STAGES[Stage(stage)]
    return Mark(tone, str(word))


def standing_mark(standing: str) -> Mark:
    """Return where a received report stands."""
    tone, word = _STANDINGS[Standing(standing)]
    return Mark(tone, str(word))


def due_mark(due_at: dt.datetime, *, now: dt.datetime) -> Mark:
    """Return how far off a due time is, in words."""
    if due_at < now:
        return Mark(Tone.LATE, _("late by %(time)s") % {"time": _length(now - due_at)})
    tone = Tone.SOON if due_at - now <= SOON else Tone.PLAIN
    return Mark(tone, _("in %(time)s") % {"time": _length(due_at - now)})


def finding_text(finding: Finding) -> str:
    """Return what is wrong, as the form says it or in our own words."""
    own = _FINDINGS.get(finding.code)
    return str(own) if own else in_language(finding.message, finding.message_en)


def finding_words() -> dict[str, str]:
    """Return what our own findings say, by their codes; checks of a form say their own."""
    return {code: str(text) for code, text in _FINDINGS.items()}


def plain_text(text: str) -> str:
    """Return what a finding expected or found as it is written: 1.234,5, and ≤ for <=."""
    if text == "nil":
        return NIL_SIGN
    if text == "missing":
        return MISSING_SIGN
    return _NUMBER.sub(_printed, text).replace("<=", "≤").replace(">=", "≥")


def source_text(origin: str, source: str) -> str:
    """Return where a figure came from, when nobody typed it."""
    if origin == "feed":
        return _("fed by a system")
    if origin == "file":
        return _("read from %(place)s") % {"place": source}
    if origin != "prefilled":
        return ""
    kind, _colon, named = source.partition(":")
    if kind == "imported":
        dated = _ISO_DAY.sub(r"\3/\2/\1", named)
        return _("imported, signed by nobody: %(source)s") % {"source": dated}
    known = _SOURCES.get(kind)
    return str(known) if known else _("pre-filled")


def moment_text(moment: dt.datetime) -> str:
    """Return a moment on the clock of Hà Nội."""
    return local(moment).strftime("%H:%M %d/%m/%Y")


def _printed(found: re.Match[str]) -> str:
    whole, _point, fraction = found.group().partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = f"{int(digits):,}".replace(",", ".")
    return sign + grouped + (f",{fraction}" if fraction else "")


def _length(length: dt.timedelta) -> str:
    minutes = round(length.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if hours < HALF_A_DAY and rest:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    if hours < TWO_DAYS:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d day", "%(count)d days", hours // 24) % {"count": hours // 24}
