"""Lời trên trang: where documents stand, and what recipients said of them."""

import datetime as dt
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nhip.documents.models import Document, Recipient
from nhip.exchange.models import Message
from nhip.ui.rules import Mark, Tone

_STATES: Final[dict[str, tuple[Tone, Promise]]] = {
    Document.State.DRAFT: (Tone.PLAIN, gettext_lazy("draft")),
    Document.State.WAITING: (Tone.SOON, gettext_lazy("on the signer's device")),
    Document.State.NUMBERED: (Tone.SOON, gettext_lazy("signed and numbered, waiting for the seal")),
    Document.State.SEALED: (Tone.SOON, gettext_lazy("sealed, about to leave")),
    Document.State.ISSUED: (Tone.DONE, gettext_lazy("issued")),
    Document.State.REGISTERED: (Tone.SOON, gettext_lazy("registered")),
    Document.State.RETURNED: (Tone.LATE, gettext_lazy("returned")),
    "accepted": (Tone.DONE, gettext_lazy("accepted")),
    "discarded": (Tone.STALE, gettext_lazy("discarded")),
}
# The words of the statuses of the axis (Decision 28/2018, annex; QCVN 102:2016).
_STATUSES: Final[dict[str, tuple[Tone, Promise]]] = {
    "01": (Tone.SOON, gettext_lazy("arrived")),
    "02": (Tone.LATE, gettext_lazy("refused")),
    "03": (Tone.DONE, gettext_lazy("accepted")),
    "04": (Tone.DONE, gettext_lazy("assigned")),
    "05": (Tone.DONE, gettext_lazy("being worked on")),
    "06": (Tone.DONE, gettext_lazy("completed")),
}


def state_mark(document: Document) -> Mark:
    """Return where a document stands in its agency."""
    tone, word = _STATES[document.state]
    return Mark(tone, str(word))


def status_mark(status: str) -> Mark:
    """Return what a recipient's status says; codes nobody has explained stay codes."""
    tone, word = _STATUSES.get(status, (Tone.STALE, None))
    return Mark(tone, str(word) if word else _("status %(code)s") % {"code": status})


def delivery_mark(recipient: Recipient) -> Mark:
    """Return where a document is on its way to one recipient."""
    if recipient.status:
        return status_mark(recipient.status)
    message = recipient.message
    if message is None:
        return Mark(Tone.PLAIN, _("not sent yet"))
    if message.state in Message.DEAD:
        return Mark(Tone.LATE, _("could not be delivered"), message.failure)
    if message.state == Message.State.SENT:
        return Mark(Tone.SOON, _("on the axis, not answered yet"))
    return Mark(Tone.SOON, _("waiting for the axis"))


def when_said(recipient: Recipient) -> dt.datetime | None:
    """Return when a recipient's last word came, or when the document left for it."""
    if recipient.status_at is not None:
        return recipient.status_at
    return recipient.message.sent_at if recipient.message else None
