"""``nhip demo_settle``: people, keys and competences of the agencies that a node hosts."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from nhip.config.demo.country import kept_country
from nhip.config.demo.settling import introduce, settle
from nhip.core import clock
from nhip.core.web import system

SETTLER = system("demonstration")


class Command(BaseCommand):
    """Đưa người vào nút: all of it or nothing."""

    help = "For `nhip demo` only: let invented people live at this node."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--addresses", action="store_true", help="only new addresses of nodes")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        country = kept_country(Path(settings.NHIP_DEMO))
        if options["addresses"]:
            introduce(country=country, actor=SETTLER, now=clock.now())
            return
        place = next(one for one in country.places if one.name == settings.NHIP_NODE)
        settle(country=country, place=place, actor=SETTLER, now=clock.now())
