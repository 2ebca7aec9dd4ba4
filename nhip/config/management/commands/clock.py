"""``nhip clock 2021-08-15T10:00``: move the clock of a demonstration forward."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nhip.core import clock
from nhip.core.errors import Refused


class Command(BaseCommand):
    """Chỉnh đồng hồ trình diễn: show it, or move it forward."""

    help = "Show the clock of a demonstration, or move it forward to a moment in Hà Nội."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("to", nargs="?", type=dt.datetime.fromisoformat)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["to"]:
            try:
                clock.move_to(options["to"].replace(tzinfo=clock.HANOI))
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
        self.stdout.write(clock.local(clock.now()).strftime("%H:%M:%S %d/%m/%Y"))
