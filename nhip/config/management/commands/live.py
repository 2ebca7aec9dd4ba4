"""``nhip live``: tell the open pages of a node that something moved."""

import asyncio
import logging
import os
import socket
import sys
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from nhip.config.live.door import origin_of
from nhip.config.live.process import serve


class Command(BaseCommand):
    """Dòng tin trực tiếp: server-sent events, fed by the log."""

    help = "Tell the open pages of this node that something moved."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.NHIP_LIVE_PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        _require_free(host, port)
        asyncio.run(
            serve(
                host=host,
                port=port,
                origin=origin_of(settings.NHIP_URL),
                path=settings.NHIP_LIVE_PATH,
                database=settings.DATABASE_URL,
            )
        )
        _leave()


def _leave() -> NoReturn:
    """End with status 0, without Python's own tidying up.

    Threads of the server may still ask for the interpreter while it is taken down, and
    would then abort the process.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            said = _("Nothing can listen at %(host)s:%(port)d: %(problem)s. Choose another --port.")
            named = {"host": host, "port": port, "problem": problem.strerror}
            raise CommandError(said % named) from None
