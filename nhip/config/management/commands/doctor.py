"""``nhip doctor``: is this node what it should be, and if not, what is to be done."""

import datetime as dt
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from nhip.config.keeping.checks import CHECKS
from nhip.config.keeping.doctor import examine
from nhip.config.keeping.findings import LANGUAGES, Finding, Limits, Visit, worst
from nhip.core import clock

QUICKLY = Limits(signatures=20, every_byte=False)


class Command(BaseCommand):
    """Khám nút: exit 0 healthy, 1 somebody must act, 2 something is not what it was."""

    help = "Examine signatures, log, files, figures, disk, certificates, clocks, neighbours, jobs."

    def add_arguments(self, parser: CommandParser) -> None:
        depth = parser.add_mutually_exclusive_group()
        depth.add_argument("--all", action="store_true", help="every signature, not a sample")
        depth.add_argument("--quick", action="store_true", help="sizes of files, few signatures")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        limits = QUICKLY if options["quick"] else Limits(None) if options["all"] else Limits()
        visit = Visit(now=clock.now(), real=dt.datetime.now(dt.UTC), limits=limits)
        findings = list(examine(visit))
        self.stdout.write(_as_json(findings) if options["json"] else _as_text(findings))
        if status := worst(findings):
            sys.exit(status)


def _as_json(findings: list[Finding]) -> str:
    plain = {"healthy": not findings, "findings": [finding.as_json() for finding in findings]}
    return json.dumps(plain, ensure_ascii=False, indent=2)


def _as_text(findings: list[Finding]) -> str:
    if not findings:
        return (
            f"Nút khỏe mạnh: {len(CHECKS)} mục đạt. / A healthy node: {len(CHECKS)} checks passed."
        )
    return "\n".join(line for finding in findings for line in _lines(finding))


def _lines(finding: Finding) -> list[str]:
    words = [finding.in_words(language) for language in LANGUAGES]
    head = f"[{finding.illness.gravity.name}] {finding.name}"
    return [head, *(f"  {said}\n    → {remedy}" for said, remedy in words)]
