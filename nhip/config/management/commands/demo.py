"""``nhip demo``: a small country of three nodes on this machine."""

import json
import sys
import time
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from nhip.config.demo import running
from nhip.config.demo.country import PORTS, Ports, country
from nhip.config.demo.once import once
from nhip.config.demo.processes import NodeDied, PortTaken

ENDED = 130
PROBLEMS = (PortTaken, NodeDied, running.AlreadyRunning)


class Command(BaseCommand):
    """Trình diễn: nothing of it has legal value."""

    help = "Run a small country of three nodes on this machine, living in August 2021."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=Path("var/demo"))
        parser.add_argument(
            "--ports", type=_ports, default=PORTS, help="hub, ministries, provinces"
        )
        parser.add_argument("--live-ports", type=_ports, help="of the live streams, 10 above")
        parser.add_argument("--reset", action="store_true", help="start over")
        parser.add_argument("--once", action="store_true", help="do the main job headless")
        parser.add_argument(
            "--everybody", action="store_true", help="with --once: all 63 provinces"
        )
        parser.add_argument("--out", type=Path, help="with --once: the folder for its proof")
        parser.add_argument("--json", action="store_true", help="with --once: print one object")
        parser.add_argument("--language", choices=["vi", "en"], default="vi")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"] and not options["out"]:
            raise CommandError("--once needs --out DIR")
        with translation.override(options["language"]):
            try:
                self._once(options) if options["once"] else self._run(options)
            except PROBLEMS as problem:
                raise CommandError(str(problem)) from problem

    def _run(self, options: dict[str, Any]) -> None:
        here = country(options["folder"].absolute(), options["ports"], options["live_ports"])
        if options["reset"]:
            running.remove(here)
        running.run(here, _Progress(sys.stdout).say)

    def _once(self, options: dict[str, Any]) -> None:
        progress = _Progress(sys.stderr if options["json"] else sys.stdout)
        try:
            with running.may_be_ended():
                result = once(options["out"], progress.say, everybody=options["everybody"])
        except running.Ended:
            raise CommandError("", returncode=ENDED) from None
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))


class _Progress:
    """Tiến độ: lines with the seconds since the start."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.started = stream, time.monotonic()

    def say(self, text: str) -> None:
        """Show one line at once, also through a pipe."""
        seconds = time.monotonic() - self.started
        self.stream.write(f"[{seconds:5.1f} s] {text}\n" if text[:1].strip() else f"{text}\n")
        self.stream.flush()


def _ports(text: str) -> Ports:
    first, second, third = (int(part) for part in text.split(","))
    return (first, second, third)
