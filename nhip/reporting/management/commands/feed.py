"""``nhip feed REPORT FILE``: fill a worksheet from JSON or CSV, or list every error."""

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from nhip.accounts.models import User
from nhip.core import clock
from nhip.core.errors import Refused
from nhip.reporting import actions
from nhip.reporting.models import Cell, Report
from nhip.reporting.rules.feeds import Fault, Feed, Locale, read_csv, read_json


class Command(BaseCommand):
    """Nạp số liệu từ tệp, in the name of a person who may enter."""

    help = "Fill a worksheet from a JSON or CSV file; nothing is stored if any cell is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", type=int)
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", required=True, help="who enters")
        parser.add_argument("--locale", choices=list(Locale), default=Locale.VI)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file whole, then hand every cell to one action."""
        report = Report.objects.whole().filter(pk=options["report"]).first()
        person = User.objects.filter(username=options["username"]).first()
        if report is None or person is None:
            raise CommandError("no such report" if report is None else "no such person")
        feed = _read(options["file"], report, options["locale"])
        if feed.faults:
            raise CommandError("\n".join(map(_line, feed.faults)))
        batch = actions.Batch(feed.entries, report.revision, Cell.Origin.FEED, options["file"].name)
        try:
            actions.enter_cells(actor=person, report_id=report.pk, batch=batch, now=clock.now())
        except (Refused, PermissionDenied) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{len(feed.entries)} cells")


def _read(file: Path, report: Report, locale: str) -> Feed:
    form = report.form
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(str(error)) from error
    if file.suffix == ".json":
        return read_json(text, form)
    return read_csv(text, form, locale=Locale(locale))


def _line(fault: Fault) -> str:
    return f"{fault.place}\t{fault.row}!{fault.column}\t{fault.code}\t{fault.found}"
