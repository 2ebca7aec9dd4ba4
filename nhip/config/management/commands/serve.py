"""``nhip serve``: open the doors of a node; ``--only axis`` opens those for other nodes alone."""

import os
import sys
from dataclasses import dataclass
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser

THREADS: Final = 4
END_WITHIN_SECONDS: Final = 20


@dataclass(frozen=True)
class Doors:
    """Cửa của nút: at which port, and how many processes stand behind it."""

    port: int
    processes: int


EVERYTHING, AXIS = "", "axis"
DOORS: Final = {EVERYTHING: Doors(port=8000, processes=2), AXIS: Doors(port=8001, processes=1)}


class Command(BaseCommand):
    """Mở cửa nút: what arrives from other nodes may have a process of its own.

    Then it waits before its own threads, never before those that people need.
    """

    help = "Serve pages and doors of this node, or only the doors of the axis."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", choices=[AXIS], default=EVERYTHING)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, help="8000; 8001 for the axis")
        parser.add_argument("--processes", type=int, help="2; 1 for the axis")
        parser.add_argument("--threads", type=int, default=THREADS, help="of each process")

    def handle(self, *args: Any, **options: Any) -> None:
        os.environ["NHIP_ONLY"] = options["only"]
        command = served_by(options, DOORS[options["only"]])
        os.execv(command[0], command)  # noqa: S606  (this process becomes the web server)


def served_by(options: dict[str, Any], doors: Doors) -> list[str]:
    """Return the web server that serves a node as the options say."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning"]
    command += ["--host", options["host"], "--port", str(options["port"] or doors.port)]
    command += ["--workers", str(options["processes"] or doors.processes)]
    command += ["--blocking-threads", str(options["threads"]), "--respawn-failed-workers"]
    command += ["--workers-kill-timeout", str(END_WITHIN_SECONDS)]
    return [*command, "nhip.config.wsgi:application"]
