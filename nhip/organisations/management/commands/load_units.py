"""``nhip load_units``: every unit, code and succession, from the reference tables."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from nhip.core import clock
from nhip.core.errors import Refused
from nhip.core.web import system
from nhip.organisations import actions, providers


class Command(BaseCommand):
    """Nạp đơn vị. Running it again changes nothing but what the tables changed."""

    help = "Load units, codes and successions from the reference tables."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the tables of the folder and hand them to the action."""
        tables = providers.read_tables(settings.NHIP_REFERENCE / "units")
        try:
            edition = actions.load_units(actor=system("load_units"), tables=tables, now=clock.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            f"{edition.units} units; last change: "
            f"{edition.rows_added} rows added, {edition.rows_removed} removed"
        )
