"""``nhip load_regimes``: bring forms and regimes in line with the reference tables."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from nhip.core import clock
from nhip.core.errors import Refused
from nhip.core.web import system
from nhip.reporting import actions
from nhip.reporting.models import Regime
from nhip.reporting.queries.reference import shipped


class Command(BaseCommand):
    """Nạp chế độ báo cáo và biểu mẫu. Twice is once."""

    help = "Load forms and regimes from the reference tables; with --activate also start them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--activate", nargs="*", metavar="CODE", help="which to start; all when none is named"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.NHIP_REFERENCE)
        try:
            changed = actions.load_regimes(
                actor=system("load_regimes"),
                forms=list(shipped(folder / "forms")),
                regimes=list(shipped(folder / "regimes")),
                now=clock.now(),
            )
            if options["activate"] is not None:
                _activate(options["activate"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{changed} changed")


def _activate(codes: Sequence[str]) -> None:
    """Start some of the drafts, or all; a regime says itself why it asks what another asks."""
    drafts = Regime.objects.filter(status=Regime.Status.DRAFT)
    for regime in drafts.filter(code__in=codes) if codes else drafts:
        actions.activate_regime(
            actor=system("load_regimes"),
            regime_id=regime.pk,
            overlap_reason=regime.description.get("overlap_reason", ""),
            now=clock.now(),
        )
