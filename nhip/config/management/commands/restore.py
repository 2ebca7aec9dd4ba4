"""``nhip restore FILE --key KEY``: a backup into an empty place, verified, then examined."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from nhip.config.keeping.restore import restore
from nhip.core.errors import Refused


class Command(BaseCommand):
    """Khôi phục nút: then bring its tables up to date and let the doctor look at everything."""

    help = "Restore a backup into an empty NHIP_STATE and an empty database, then examine it."
    requires_system_checks: list[str] = []  # there are no tables yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path)
        parser.add_argument("--key", type=Path, required=True, help="file with the private key")
        parser.add_argument("--programs", type=Path, help="folder of another release's pg_restore")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = restore(
                source=options["source"], key=options["key"], programs=options["programs"]
            )
        except (Refused, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write(
            f"{done.node} as of {done.taken_at}: {done.rows} rows, {done.files} files restored"
        )
        if done.absent:
            self.stdout.write(f"the backup was made without {len(done.absent)} missing file(s)")
        call_command("doctor", stdout=self.stdout)
