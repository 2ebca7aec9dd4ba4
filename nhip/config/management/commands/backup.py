"""``nhip backup FILE --to KEY``: the whole node in one encrypted file, while it works."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nhip.config.keeping.backup import back_up
from nhip.core import clock
from nhip.core.errors import Refused
from nhip.desk.providers import note_backup


class Command(BaseCommand):
    """Sao lưu nút: exit 1 when files were missing in the store; the rest is saved."""

    help = "Write database and files of this node into one file, encrypted to a key of age."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="the file to write; it must not exist")
        parser.add_argument(
            "--to",
            action="append",
            required=True,
            metavar="KEY",
            help="a public key (age1…) or a file of them; may be given several times",
        )
        parser.add_argument("--programs", type=Path, help="folder of another release's pg_dump")

    def handle(self, *args: Any, **options: Any) -> None:
        target = options["target"]
        if target.exists():
            raise CommandError(f"{target} exists; a backup is written over nothing.")
        try:
            made = back_up(
                target=target, keys=options["to"], programs=options["programs"], now=clock.now()
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        size = target.stat().st_size
        self.stdout.write(f"{target}: {made.rows} rows, {made.files} files, {size} bytes")
        if made.absent:
            self.stderr.write("\n".join(made.absent))
            raise CommandError(
                f"{len(made.absent)} file(s) of the store could not be had; see above"
            )
        note_backup(at=clock.now())
