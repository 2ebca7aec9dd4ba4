"""``nhip exchange``: look at the axis, send dead letters again, hand over seals for an audit."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nhip.core import clock
from nhip.core.errors import Refused
from nhip.core.web import system
from nhip.exchange import actions, queries
from nhip.exchange.models import Message, Partner

OPERATOR = system("operator")


class Command(BaseCommand):
    """Quản trị liên thông: partners, queues, dead letters, the way of a message, seals."""

    help = "Look at the axis: partners, queues, dead letters, traces, seals; send again."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser("partners", help="how each agency is reached today")
        what.add_parser("queues", help="what waits, for whom, since when")
        dead = what.add_parser("dead", help="what is stuck; any word of its header finds it")
        dead.add_argument("words", nargs="*")
        trace = what.add_parser("trace", help="everything that happened to one message")
        trace.add_argument("message", type=int)
        redrive = what.add_parser("redrive", help="send a dead letter again")
        redrive.add_argument("message", type=int)
        redrive.add_argument("--reason", required=True)
        redrive.add_argument("--relay", action="store_true", help="a dead letter of the hub")
        heads = what.add_parser("heads", help="what an agency's receipts said of its log")
        heads.add_argument("agency")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['what']}")(options)

    def _partners(self, options: dict[str, Any]) -> None:
        for partner in Partner.objects.in_force(clock.now()).order_by("code"):
            trust = "distrusted" if partner.distrusted_at else partner.certificate_sha256[:16]
            self._line(partner.code, partner.node_url, partner.scheme, trust)

    def _queues(self, options: dict[str, Any]) -> None:
        for name, lines in (
            ("outbox", queries.outbox(among=Message.objects.all())),
            ("hub", queries.hub_queues()),
        ):
            for queue in lines:
                since = clock.local(queue.since).isoformat(timespec="seconds")
                self._line(name, queue.recipient, str(queue.waiting), since, *queue.failures)

    def _dead(self, options: dict[str, Any]) -> None:
        words = " ".join(options["words"])
        letters = queries.dead_letters(among=Message.objects.all(), words=words)
        for letter in [*letters, *queries.dead_relays(words=words)]:
            kind = "relay" if letter.is_relay else "message"
            between = f"{letter.sender}→{letter.recipient}"
            self._line(kind, str(letter.pk), between, letter.document_id, letter.failure)

    def _trace(self, options: dict[str, Any]) -> None:
        message = Message.objects.filter(pk=options["message"]).first()
        if message is None:
            raise CommandError("no such message")
        for step in queries.trace(message):
            at = clock.local(step.at).isoformat(timespec="seconds")
            self._line(at, step.what, step.detail)

    def _redrive(self, options: dict[str, Any]) -> None:
        asked = {"actor": OPERATOR, "reason": options["reason"], "now": clock.now()}
        try:
            if options["relay"]:
                actions.redrive_relay(relay_pk=options["message"], **asked)
            else:
                actions.redrive(message_pk=options["message"], **asked)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None

    def _heads(self, options: dict[str, Any]) -> None:
        """Print one line per seal, in the form of the book that ``nhip events verify`` reads."""
        for position, seal_hash in queries.heads_of(options["agency"]):
            self._line(json.dumps({"position": position, "hash": seal_hash}))

    def _line(self, *words: str) -> None:
        self.stdout.write("  ".join(word for word in words if word))
