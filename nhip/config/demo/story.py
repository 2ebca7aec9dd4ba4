"""Việc chính, một lần: the last province's report through the whole spine, a return included.

Run at the node of the provinces while all nodes and their workers run; what
others must do happens over their doors, and is waited for.
"""

import time
from collections.abc import Callable

from nhip.config.demo import sending
from nhip.config.demo.sending import NEW_CASES, Sender
from nhip.core import clock
from nhip.documents.models import Document
from nhip.exchange.models import Message
from nhip.files import providers as files
from nhip.reporting.actions import Reason
from nhip.reporting.rules.figures import number

PATIENCE_SECONDS = 180
LOOK_EVERY_SECONDS = 0.1
ACCEPTED = "03"


class NotHeld(Exception):
    """Không đạt: something of the story did not come about; the message says what."""


def tell(sender: Sender) -> Document:
    """Report, return, correct, sign, seal, send; wait until every recipient has taken it in.

    Raises NotHeld.
    """
    slip = number(str(sender.announced)[::-1])
    sending.fill(sender, slip, now=clock.now())
    sending.put_up(sender, now=clock.now())
    reason = Reason(f"Số đã công bố là {sender.announced}; đề nghị kiểm tra lại.", *NEW_CASES)
    sending.send_back(sender, [reason], now=clock.now())
    _wait("issued", lambda: sending.step(sender, now=clock.now()))
    document = sending.report_of(sender.code).document
    if document is None:
        raise NotHeld("the report left without a document")
    _wait("accepted by every recipient", lambda: _is_accepted(document))
    return document


def receipt_from(document: Document, agency: str) -> bytes:
    """Return the envelope in which an agency said that it has taken the report in.

    Raises NotHeld when the digests in it are not those of what was sent.
    """
    sent = document.recipients.get(code=agency).message
    receipt = Message.objects.incoming().get(answers=sent, code=ACCEPTED)
    if not receipt.digests_match or receipt.envelope is None:
        raise NotHeld(f"the receipt of {agency} speaks of other parts than were sent")
    return files.fetch(receipt.envelope.sha256)


def _is_accepted(document: Document) -> bool:
    said = dict(document.recipients.values_list("code", "status"))
    refused = [code for code, status in said.items() if status == "02"]
    if refused:
        reasons = document.recipients.filter(code__in=refused)
        raise NotHeld("; ".join(f"{one.code}: {one.status_reason}" for one in reasons))
    return set(said.values()) == {ACCEPTED}


def _wait(what: str, has_come: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not has_come():
        if time.monotonic() > end:
            raise NotHeld(f"not {what} within {PATIENCE_SECONDS} seconds")
        time.sleep(LOOK_EVERY_SECONDS)
