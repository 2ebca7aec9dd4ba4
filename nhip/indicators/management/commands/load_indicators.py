"""``nhip load_indicators``: the dictionary, from the reference files."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from nhip.core import clock
from nhip.core.errors import Refused
from nhip.core.web import system
from nhip.indicators import actions


class Command(BaseCommand):
    """Nạp từ điển chỉ tiêu. Running it again changes nothing but what the files changed."""

    help = "Load calendars, dimensions and indicators from the reference tables."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read every file of the folder and hand them to the action."""
        folder = settings.NHIP_REFERENCE / "indicators"
        files = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
        try:
            edition = actions.load_dictionary(
                actor=system("load_indicators"), files=files, now=clock.now()
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{edition.indicators} indicators")
