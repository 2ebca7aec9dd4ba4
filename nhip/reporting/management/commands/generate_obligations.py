"""``nhip generate_obligations FIRST LAST``: forecast and freeze who owes what."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nhip.core import clock
from nhip.core.errors import Refused
from nhip.core.web import system
from nhip.reporting import actions
from nhip.reporting.models import Regime


class Command(BaseCommand):
    """Lập danh sách phải báo cáo for periods that end between two days. Twice is once."""

    help = "Forecast who owes what for periods that end in some days, and freeze what is open."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("first", type=dt.date.fromisoformat)
        parser.add_argument("last", type=dt.date.fromisoformat)
        parser.add_argument("--regime", help="the code of one regime; all active ones otherwise")

    def handle(self, *args: Any, **options: Any) -> None:
        regimes = Regime.objects.filter(status=Regime.Status.ACTIVE)
        if options["regime"]:
            regimes = regimes.filter(code=options["regime"])
        for regime in regimes:
            try:
                frozen = actions.generate_obligations(
                    actor=system("generate_obligations"),
                    regime_id=regime.pk,
                    first=options["first"],
                    last=options["last"],
                    now=clock.now(),
                )
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(f"{regime.code}: {frozen} frozen")
