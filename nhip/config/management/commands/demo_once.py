"""``nhip demo_once``: the last province's report, from its reporter to the receipts."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nhip.config.demo.country import LAST_PROVINCE
from nhip.config.demo.sending import senders
from nhip.config.demo.story import NotHeld, receipt_from, tell
from nhip.core.errors import Refused


class Command(BaseCommand):
    """Việc chính, một lần: keep the national node's receipt."""

    help = "For `nhip demo --once` only: tell the story at the node of the provinces."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            [sender] = senders([LAST_PROVINCE])
            document = tell(sender)
            receipt = receipt_from(document, "G22")
        except (NotHeld, Refused) as problem:
            raise CommandError(str(problem)) from problem
        (options["out"] / "receipt.edxml").write_bytes(receipt)
