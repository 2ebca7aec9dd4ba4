"""Signed messages per second, from the outbox to the receipt, beside the cryptography alone.

``python -m benchmarks.messages_carried`` queues documents at one agency, lets the node's own
jobs build, sign, hand over, check, relay, check again and register each, and waits for the
signed receipt that comes back the same way: two envelopes and four checks for each. All of
it runs in one process, hub included, over the node's own HTTP doors. The yardstick makes
and checks the same envelopes in memory. ``--profile`` shows where the time goes.
"""

import os
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Any

from benchmarks import _measuring as measuring

MESSAGES = 20
BYTES = 100_000


def main() -> None:
    """Measure, and print the rate beside its yardstick."""
    with measuring.node(), tempfile.TemporaryDirectory(prefix="nhip-bench-") as folder:
        from tests.one_node import one_node

        with one_node(Path(folder), ministries=(), provinces=("H53",)):
            if "--profile" in sys.argv:
                carry(0)
                measuring.profiled(lambda: carry(1))
                return
            measure()


def measure() -> None:
    """Carry messages, in turns with making and checking the same envelopes in memory."""
    carried, alone = measuring.in_turns(measuring.wall, [carry, Cryptography()], runs=5)
    measuring.say_heads(f"{MESSAGES} documents of {BYTES:,} bytes", measuring.RATES)
    measuring.say_rate("carried, registered, receipted", carried, MESSAGES, "messages/s")
    measuring.say_rate("signed twice, checked four times", alone, MESSAGES, "messages/s")
    measuring.say_ratio("carried / cryptography alone", alone.median / carried.median)


def carry(run: int) -> None:
    """Queue documents and let the jobs work until each has its receipt."""
    from nhip.exchange.models import Message
    from tests.one_node import work

    sent = [queue(f"{run}-{number}").pk for number in range(MESSAGES)]
    work()
    held = Message.objects.filter(pk__in=sent, standing="01", statuses__digests_match=True)
    if held.count() != MESSAGES:
        raise RuntimeError(f"{held.count()} of {MESSAGES} have their receipt")


def queue(name: str) -> Any:
    """Queue one official letter; its content is nobody else's."""
    from nhip.core import clock
    from nhip.exchange.actions import queue_document
    from nhip.files import providers as files
    from nhip.files.actions import name as name_file
    from tests.exchange.letters import letter
    from tests.one_node import FOUNDER

    content, now = paper(), clock.now()
    name_file(files.store(content), size=len(content), media_type="application/pdf", now=now)
    said = letter(
        parts=(content,),
        document_id=f"H53,2021/08/15,{name}/UBND",
        kind_name="Công văn",
        kind_detail=None,
        notation=f"{name}/UBND",
    )
    return queue_document(actor=FOUNDER, letter=said, now=now)


def paper() -> bytes:
    """Return a file of the usual size that passes for a PDF and that nobody else has."""
    return b"%PDF-1.7\n" + os.urandom(BYTES) + b"\nstartxref\n9\n%%EOF\n"


class Cryptography:
    """Mật mã: the same envelopes made and checked in memory, and nothing else done."""

    def __init__(self) -> None:
        from nhip.core import clock
        from nhip.organisations.models import Unit
        from nhip.signing.providers.keys import open_transport_key
        from nhip.signing.queries import transport_key

        now, day = clock.now(), clock.today()
        unit = Unit.objects.by_code("qd20", "H53", on=day)
        self.key, self.now = open_transport_key(transport_key(unit.pk, now=now)), now

    def __call__(self, run: int) -> None:
        """Make and check as many envelopes as are carried."""
        for _message in range(MESSAGES):
            self.twice_checked(self.letter())
            self.twice_checked(self.status())

    def letter(self) -> bytes:
        """Return the envelope of a document."""
        from tests.exchange.letters import delivery, envelope

        return envelope(self.key, parts=(paper(),), at=delivery(str(uuid.uuid4()), self.now))

    def status(self) -> bytes:
        """Return the envelope of a receipt."""
        from tests.exchange.letters import delivery, envelope, status

        return envelope(self.key, status(), at=delivery(str(uuid.uuid4()), self.now))

    def twice_checked(self, envelope: bytes) -> None:
        """Check an envelope as the hub does, and as the receiver does again."""
        from nhip.exchange.providers import envelopes, signatures

        for _door in ("hub", "inbox"):
            opened = envelopes.open_envelope(envelope)
            signatures.verify(opened, opened.certificate, at=self.now)


if __name__ == "__main__":
    main()
