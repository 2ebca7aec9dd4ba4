"""Lỗi bằng lời: every problem of an envelope as people read it, in their language."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nhip.exchange.models import Message
from nhip.exchange.rules.faults import Fault, Problem
from nhip.exchange.rules.letters import StatusCode

TEXTS: dict[Problem, Promise] = {
    Problem.MISSING: _("%(path)s is missing. %(detail)s"),
    Problem.REPEATED: _("%(path)s is there more than once. %(detail)s"),
    Problem.TOO_LONG: _("%(path)s is longer than %(detail)s characters."),
    Problem.TOO_MANY: _("%(path)s is there more than %(detail)s times."),
    Problem.OUT_OF_RANGE: _("%(path)s is outside %(detail)s."),
    Problem.IN_THE_FUTURE: _("%(path)s lies in the future: %(detail)s."),
    Problem.NOT_PLAIN_TEXT: _("%(path)s is not plain text. %(detail)s"),
    Problem.NOT_A_DATE: _("%(path)s is not a date of the form yyyy/MM/dd: %(detail)s."),
    Problem.NOT_A_NUMBER: _("%(path)s is not a whole number: %(detail)s."),
    Problem.NOT_AN_IDENTITY: _("%(path)s is not an identity: %(detail)s."),
    Problem.NOT_IN_MANIFEST: _("The attachment %(detail)s is not in the manifest."),
    Problem.UNKNOWN_AGENCY: _("%(path)s: no agency has the code %(detail)s."),
    Problem.NOT_CONNECTED: _("%(path)s: the agency %(detail)s is not connected to the axis."),
    Problem.NOT_BASE64: _("The attachment %(detail)s is not base64."),
    Problem.TOO_LARGE: _("%(path)s is larger than what is taken: %(detail)s."),
    Problem.ZIP_BROKEN: _("The ZIP around an attachment is damaged: %(detail)s."),
    Problem.ZIP_ENTRIES: _("The ZIP around an attachment does not hold one file: %(detail)s."),
    Problem.ZIP_NAME: _("The ZIP around an attachment names a file outside: %(detail)s."),
    Problem.ZIP_RATIO: _("The ZIP around an attachment unpacks to far too much: %(detail)s."),
    Problem.PDF_NO_HEADER: _("This attachment is declared as PDF and is none: %(detail)s."),
    Problem.PDF_TEXT_DECODED: _(
        "This PDF was destroyed on its way by a program that took it for text: %(detail)s."
    ),
    Problem.PDF_CUT_OFF: _("This PDF is cut off before its end: %(detail)s."),
    Problem.TYPE_DIFFERS: _("An attachment is not what its name says: %(detail)s."),
}

STATUSES: dict[str, Promise] = {
    StatusCode.ARRIVED: _("Arrived"),
    StatusCode.REFUSED: _("Refused"),
    StatusCode.ACCEPTED: _("Accepted"),
    StatusCode.ASSIGNED: _("Assigned"),
    StatusCode.PROCESSING: _("Being processed"),
    StatusCode.DONE: _("Done"),
    StatusCode.TAKEN_BACK: _("Taken back"),
    StatusCode.AGREED: _("Taking back or updating agreed"),
    StatusCode.DECLINED: _("Taking back or updating declined"),
}
_UNKNOWN_STATUS = _("Unknown code %(code)s")


def sentence(fault: Fault) -> str:
    """Return what is wrong as a sentence."""
    text = str(TEXTS[fault.problem]) % {"path": fault.path, "detail": fault.detail.strip()}
    return text.strip()


def sentences(faults: Iterable[Fault]) -> str:
    """Return everything that is wrong, one sentence after the other."""
    return " ".join(sentence(fault) for fault in faults)


def status_title(code: str) -> str:
    """Return what a status code says; a code nobody knows is called that."""
    return str(STATUSES.get(code) or str(_UNKNOWN_STATUS) % {"code": code})


def standing_title(message: Message) -> str:
    """Return how a document stands with its receiver, or how far the message came."""
    return status_title(message.standing) if message.standing else message.get_state_display()
