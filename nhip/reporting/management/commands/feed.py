"""``nhip feed REPORT FILE``: fill a worksheet from JSON or CSV, or list every error."""

from pathlib import Path
from typing import Any

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
        report = Report.objects.whole().get(pk=options["report"])
        feed = _read(options["file"], report, options["locale"])
        if feed.faults:
            raise CommandError("\n".join(map(_line, feed.faults)))
        try:
            actions.enter_cells(
                actor=User.objects.get(username=options["username"]),
                report_id=report.pk,
                batch=actions.Batch(
                    feed.entries, report.revision, Cell.Origin.FEED, options["file"].name
                ),
                now=clock.now(),
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{len(feed.entries)} cells")


def _read(file: Path, report: Report, locale: str) -> Feed:
    form = report.form_version.rule
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".json":
        return read_json(text, form)
    return read_csv(text, form, locale=Locale(locale))


def _line(fault: Fault) -> str:
    return f"{fault.place}\t{fault.row}!{fault.column}\t{fault.code}\t{fault.found}"
