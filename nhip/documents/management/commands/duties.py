"""``nhip duties combine AGENCY --reason TEXT --until DATE``; ``separate`` ends it; ``list``."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from psycopg.types.range import DateRange

from nhip.core import clock
from nhip.core.errors import Refused
from nhip.core.web import system
from nhip.documents.actions.duties import combine_duties, separate_duties
from nhip.documents.models import CombinedDuties
from nhip.organisations.models import Unit


class Command(BaseCommand):
    """Kiêm nhiệm: say which small agencies let their reporter be the clerk as well."""

    help = "Let one person of a small agency prepare and seal, for a reason and a time; or end it."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        combine = what.add_parser("combine")
        combine.add_argument("agency", help="code of Decision 20/2020, such as H53")
        combine.add_argument("--reason", required=True)
        combine.add_argument("--until", required=True, type=dt.date.fromisoformat)
        what.add_parser("separate").add_argument("agency")
        what.add_parser("list")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            match options["what"]:
                case "combine":
                    _combine(**{key: options[key] for key in ("agency", "reason", "until")})
                case "separate":
                    unit, now = _unit(options["agency"]), clock.now()
                    separate_duties(
                        actor=system("duties"), agency_id=unit.pk, on=clock.today(), now=now
                    )
                case "list":
                    self._list()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _list(self) -> None:
        for one in CombinedDuties.objects.filter(valid__contains=clock.today()):
            code = one.agency.code_on("qd20", clock.today())
            self.stdout.write(f"{code}\tuntil {one.valid.upper:%d/%m/%Y}\t{one.reason}")


def _combine(*, agency: str, reason: str, until: dt.date) -> None:
    combine_duties(
        actor=system("duties"),
        agency_id=_unit(agency).pk,
        reason=reason,
        valid=DateRange(clock.today(), until),
        now=clock.now(),
    )


def _unit(code: str) -> Unit:
    try:
        return Unit.objects.by_code("qd20", code, on=clock.today())
    except Unit.DoesNotExist as error:
        message = f"No unit has the code {code} today."
        raise CommandError(message) from error
