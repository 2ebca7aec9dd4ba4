"""``nhip evidence FIGURE --out FILE.zip``: everything under one figure, for whoever doubts it."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nhip.command_centre.forms import read_choice
from nhip.command_centre.queries.choices import sight_of_node
from nhip.command_centre.tasks import evidence
from nhip.core import clock
from nhip.core.errors import Refused


class Command(BaseCommand):
    """Xuất chứng cứ của một số liệu."""

    help = "Write one ZIP with all that a figure rests on; the address is that of its page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("figure", help="address of the figure's page, or what follows its “?”")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.zip")
        parser.add_argument(
            "--without-other-events",
            action="store_true",
            help="leave out what else happened on the node; the chain then has gaps",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        address = urlsplit(options["figure"])
        choice = read_choice(dict(parse_qsl(address.query or address.path)))
        try:
            package = evidence(
                choice,
                sight_of_node(on=clock.today()),
                whole_log=not options["without_other_events"],
                now=clock.now(),
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if package is None:
            raise CommandError(f"There is no figure at {options['figure']}.")
        options["out"].write_bytes(package)
        self.stdout.write(f"{options['out']}: {len(package)} bytes")
