"""``nhip demo_prove``: what the national node holds of the last province's report."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nhip.config.demo.country import LAST_PROVINCE
from nhip.config.demo.once import RESULT
from nhip.config.demo.proof import prove
from nhip.config.demo.story import NotHeld
from nhip.core import clock


class Command(BaseCommand):
    """Chứng cứ: files as received, and the walk from every figure to its signatures."""

    help = "For `nhip demo --once` only: write down what this node received."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        try:
            proof = prove("G22", LAST_PROVINCE, now=clock.now())
        except NotHeld as problem:
            raise CommandError(str(problem)) from problem
        (out / "report.pdf").write_bytes(proof.pdf)
        (out / "report.json").write_bytes(proof.data)
        (out / "message.edxml").write_bytes(proof.envelope)
        _write(out / "trace.json", proof.trace())
        _write(out / RESULT, proof.as_json())


def _write(file: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    file.write_text(f"{text}\n", encoding="utf-8")
