"""``nhip fault``: break things on purpose, in development and demonstrations only."""

import itertools
import json
import signal
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils.translation import gettext as _

from nhip.config import postgres
from nhip.config.demo import running
from nhip.config.faults import rehearsal, settling
from nhip.config.faults.field import AGENCIES
from nhip.config.faults.points import POINTS, RECEIVER, SENDER
from nhip.config.faults.wire import Wire, Wires
from nhip.config.management.commands.setup import give_rights
from nhip.core import clock
from nhip.core.faults import arm
from nhip.core.web import system

AGAIN_SECONDS = 0.2
ON_THIS_MACHINE = ("127.0.0.1", "localhost")
AUTHOR = system("rehearsal")


class Command(BaseCommand):
    """Gây lỗi có chủ ý: refused where figures are real."""

    help = "Break things on purpose: only with NHIP_DEBUG or in a demonstration."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="what", required=True)
        parts.add_parser("points", help="list the points at which a process can be killed")
        armed = parts.add_parser("arm", help="kill the next process that comes by a point")
        armed.add_argument("point", choices=sorted({point.name for point in POINTS}))
        parts.add_parser("kill-postgres", help="kill -9 the embedded PostgreSQL of this node")
        _rehearse_arguments(parts.add_parser("rehearse", help="the axis under random faults"))
        settle = parts.add_parser("settle", help="for a rehearsal: tables, agencies and keys")
        settle.add_argument("--role", required=True)
        settle.add_argument("doors", nargs="+")
        write = parts.add_parser("write", help="for a rehearsal: write letters and figures")
        write.add_argument("ledger", type=Path)
        write.add_argument("figures", type=Path)
        _wire_arguments(parts.add_parser("wire", help="a wire before a door, broken by hand"))

    def handle(self, *args: Any, **options: Any) -> None:
        what = options["what"]
        if what != "rehearse" and not (settings.DEBUG or settings.NHIP_DEMO):
            raise CommandError(_("Faults are made only with NHIP_DEBUG=1 or in a demonstration."))
        getattr(self, f"_{what.replace('-', '_')}")(options)

    def _points(self, options: dict[str, Any]) -> None:
        for point in POINTS:
            where = f"{point.node}, {point.process}"
            self.stdout.write(f"{point.number}  {point.name:<24} {where:<16} {point.what}")

    def _arm(self, options: dict[str, Any]) -> None:
        if settings.NHIP_FAULTS is None:
            raise CommandError(_("Let NHIP_FAULTS name a folder, for this command and the node."))
        arm(options["point"], settings.NHIP_FAULTS)

    def _kill_postgres(self, options: dict[str, Any]) -> None:
        postgres.Server(settings.NHIP_STATE / "pg").kill()

    def _wire(self, options: dict[str, Any]) -> None:
        """Hold a wire before a door until asked to end, then say what it did."""
        target = urlsplit(options["to"])
        if target.hostname not in ON_THIS_MACHINE or target.port is None:
            raise CommandError(_("A wire leads to a port of this machine: http://127.0.0.1:8001"))
        wire = Wire(
            options["port"],
            target.port,
            is_cut=options["cut"],
            delay=options["slow"] / 1_000,
            twice=options["duplicate"],
            swallowed=options["lose"],
        )
        with suppress(running.Ended), running.may_be_ended(), Wires(wire):
            self.stdout.write(f"127.0.0.1:{wire.port} -> {options['to']}")
            self.stdout.flush()
            signal.pause()
        self.stdout.write(json.dumps(wire.done))

    def _rehearse(self, options: dict[str, Any]) -> None:
        """Run in a folder of its own, which is gone afterwards; fail if anything is wrong."""
        try:
            with running.may_be_ended(), tempfile.TemporaryDirectory(prefix="nhip-") as folder:
                result = _rehearsed(Path(folder), options)
        except running.Ended:
            raise CommandError("", returncode=130) from None
        self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False, indent=1))
        if result.tally.wrong:
            raise CommandError(_("The books of the nodes disagree."))

    def _settle(self, options: dict[str, Any]) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        give_rights(options["role"])
        doors = dict(door.split("=", 1) for door in options["doors"])
        pki = Path(settings.NHIP_DEMO) / "pki"
        settling.settle(pki=pki, doors=doors, actor=AUTHOR, now=clock.now())

    def _write(self, options: dict[str, Any]) -> None:
        """Write as many letters as each line asked for, each with a delivery of figures.

        What was committed is noted in the ledgers, and only that; the line is said again when all
        is written.
        """
        lines = itertools.cycle((a, b) for a in AGENCIES[SENDER] for b in AGENCIES[RECEIVER])
        numbers = itertools.count(1)
        for asked in sys.stdin:
            count, pace = asked.split()
            for number in itertools.islice(numbers, int(count)):
                sender, recipient = next(lines)
                _note(options["ledger"], _kept(_letter, number, sender, recipient))
                _note(options["figures"], _kept(_figures, number, sender))
                time.sleep(float(pace))
            self.stdout.write(count)
            self.stdout.flush()


def _wire_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--to", required=True, metavar="URL", help="the door, on this machine")
    parser.add_argument("--port", type=int, required=True, help="where the wire begins")
    parser.add_argument("--cut", action="store_true", help="nobody gets through")
    parser.add_argument("--slow", type=float, default=0, metavar="MS", help="each way")
    parser.add_argument("--duplicate", type=int, default=0, metavar="N", help="requests said twice")
    parser.add_argument("--lose", type=int, default=0, metavar="N", help="answers that are lost")


def _rehearse_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--count", type=int, default=60, help="letters to write")
    parser.add_argument("--seed", type=int, default=1, help="draws the same faults again")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two faults")
    parser.add_argument("--pace", type=float, default=0.1, help="seconds between two letters")


def _rehearsed(folder: Path, options: dict[str, Any]) -> rehearsal.Result:
    try:
        with rehearsal.axis(folder) as axis:
            return rehearsal.rehearse(
                axis,
                count=options["count"],
                seed=options["seed"],
                pause=options["pause"],
                pace=options["pace"],
            )
    finally:
        postgres.Server(folder / "pg").remove()


def _note(ledger: Path, what: str) -> None:
    with ledger.open("a") as opened:
        opened.write(f"{what}\n")


def _kept(write: Callable[..., str], *what: Any) -> str:
    """Return the identity of what is written once it is committed, however often that takes."""
    while True:
        try:
            return write(*what)
        except DatabaseError:
            close_old_connections()
            time.sleep(AGAIN_SECONDS)


def _letter(number: int, sender: str, recipient: str) -> str:
    message = settling.write(
        number=number, sender=sender, recipient=recipient, actor=AUTHOR, now=clock.now()
    )
    return str(message.message_id)


def _figures(number: int, agency: str) -> str:
    return settling.deliver(number=number, agency=agency, actor=AUTHOR, now=clock.now())
