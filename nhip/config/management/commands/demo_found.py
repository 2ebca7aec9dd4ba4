"""``nhip demo_found``: load the database of which every node of a demonstration gets a copy."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from nhip.config import postgres
from nhip.config.demo import authorities, history, owed, settling
from nhip.config.demo.country import STARTS_AT, kept_country
from nhip.core import clock
from nhip.core.web import system
from nhip.organisations.models import Code, Unit

FOUNDER = system("demonstration")


class Command(BaseCommand):
    """Nạp cơ sở dữ liệu mẫu: units, indicators, regimes, history, what is owed; certificates."""

    help = "For `nhip demo` only: load what all nodes of the country share."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("setup", role=postgres.RUNNER, verbosity=0)
        call_command("load_units")
        call_command("load_indicators")
        call_command("load_regimes", activate=owed.STARTED)
        _import_history()
        owed.owe(actor=FOUNDER, now=clock.now())
        _establish_authorities()


def _import_history() -> None:
    folder, day = settings.NHIP_REFERENCE / "series", STARTS_AT.date()
    history.import_outbreak(actor=FOUNDER, folder=folder, units=_provinces(), now=clock.now())
    ministry = Unit.objects.by_code("qd20", "G05", on=day)
    history.import_prices(actor=FOUNDER, folder=folder, unit_id=ministry.pk, now=clock.now())


def _provinces() -> dict[str, int]:
    """Return the provinces by their statistical codes."""
    day = STARTS_AT.date()
    provinces = Unit.objects.of_kind("province", on=day)
    codes = Code.objects.filter(scheme="gso", valid__contains=day, unit__in=provinces)
    return dict(codes.values_list("value", "unit_id"))


def _establish_authorities() -> None:
    country, day = kept_country(Path(settings.NHIP_DEMO)), STARTS_AT.date()
    names = {
        code: Unit.objects.by_code("qd20", code, on=day).official_name_on(day)
        for code in country.agencies
    }
    authorities.establish(country, names, clock.now())
    settling.introduce(country=country, actor=FOUNDER, now=clock.now())
