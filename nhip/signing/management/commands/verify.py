"""``nhip verify FILE.pdf``: the verdict on any signed PDF, without database and without network."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from nhip.core import clock
from nhip.signing.providers import bounded
from nhip.signing.providers.trust import NOBODY, Trust
from nhip.signing.queries.wording import lines
from nhip.signing.rules.verdicts import Conclusion

EXIT = {Conclusion.GOOD: 0, Conclusion.NOT_GOOD: 1, Conclusion.COULD_NOT_CHECK: 2}


class Command(BaseCommand):
    """Kiểm tra chữ ký số: exit 0 all good, 1 not good, 2 could not be checked."""

    help = "Check every signature of a PDF; each question has its own answer."
    requires_system_checks: list[str] = []  # Django's own way to say so

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--trust", type=Path, help="folder of trusted roots and CRLs")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--language", choices=["vi", "en"], default="vi")

    def handle(self, *args: Any, **options: Any) -> None:
        trust = Trust.from_directory(options["trust"]) if options["trust"] else NOBODY
        try:
            pdf = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(str(error), returncode=2) from error
        verdict, _data = bounded.examine(pdf, trust=trust, now=clock.now())
        with translation.override(options["language"]):
            text = _as_json(verdict.as_json()) if options["json"] else "\n".join(lines(verdict))
        self.stdout.write(text)
        sys.exit(EXIT[verdict.conclusion])


def _as_json(plain: dict[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, indent=2)
