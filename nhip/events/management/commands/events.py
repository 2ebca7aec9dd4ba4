"""``nhip events verify``: recompute the chain and name every fault."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nhip.core import clock
from nhip.events import providers, queries


class Command(BaseCommand):
    """Kiểm tra nhật ký: reports altered, missing, cut-off and long-unsealed events."""

    help = "Verify the chain of events: altered, missing, cut off, contradicted, long unsealed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("--patience", type=int, default=60, help="seconds an event may wait")
        parser.add_argument(
            "--heads",
            type=Path,
            action="append",
            default=[],
            help="seals of this log that a neighbour holds (its: nhip exchange heads AGENCY)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        faults = queries.verify_chain(
            heads=[
                *providers.heads(),
                *queries.stamped_heads(),
                *(head for book in options["heads"] for head in providers.read_heads(book)),
            ],
            now=clock.now(),
            patience=dt.timedelta(seconds=options["patience"]),
        )
        for fault in faults:
            self.stdout.write(f"{fault.kind} position={fault.position} event={fault.event_id}")
        if faults:
            raise CommandError(f"{len(faults)} fault(s) in the log")
        head = queries.head()
        self.stdout.write(f"intact, {head.position if head else 0} events sealed")
