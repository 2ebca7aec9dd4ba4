"""``nhip demo``: a small country of three nodes on this machine; ``--once`` does its main job headless."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from nhip.config.demo import running
from nhip.config.demo.country import PORTS, Ports, country
from nhip.config.demo.processes import NodeDied, PortTaken


class Command(BaseCommand):
    """Trình diễn: nothing of it has legal value."""

    help = "Run a small country of three nodes on this machine, living in August 2021."
    requires_system_checks: list[str] = []  # noqa: RUF012  (Django's own way to say so)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=Path("var/demo"))
        parser.add_argument(
            "--ports", type=_ports, default=PORTS, help="hub, ministries, provinces"
        )
        parser.add_argument("--reset", action="store_true", help="start over")
        parser.add_argument("--language", choices=["vi", "en"], default="vi")

    def handle(self, *args: Any, **options: Any) -> None:
        here = country(options["folder"].absolute(), options["ports"])
        with translation.override(options["language"]):
            try:
                if options["reset"]:
                    running.remove(here)
                running.run(here, _Progress(self).say)
            except (PortTaken, running.AlreadyRunning, NodeDied) as problem:
                raise CommandError(str(problem)) from problem


class _Progress:
    """Tiến độ: lines with the seconds since the start."""

    def __init__(self, command: BaseCommand) -> None:
        self.command, self.started = command, time.monotonic()

    def say(self, text: str) -> None:
        """Show one line at once, also through a pipe."""
        seconds = time.monotonic() - self.started
        self.command.stdout.write(
            f"[{seconds:5.1f} s] {text}" if text.strip() == text else text
        )
        self.command.stdout.flush()


def _ports(text: str) -> Ports:
    first, second, third = (int(part) for part in text.split(","))
    return (first, second, third)
