"""``nhip worker``: run the jobs of a node, and seal its log behind the writers."""

import asyncio
import logging
import signal
import threading
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from procrastinate import PsycopgConnector
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params

from nhip.config.jobs import MIDDLEWARE
from nhip.config.steadiness import keep_at, with_fresh_connection
from nhip.events import tasks as events

SEAL_EVERY_SECONDS = 1.0
HEARTBEAT_SECONDS = 10.0
SHORTEST_HEARTBEAT_SECONDS = 0.5

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Chạy việc nền: jobs of every queue; one thread beside them seals the log each second."""

    help = "Run this node's jobs and seal its log."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        sealer = threading.Thread(target=_seal_until, args=[stop], name="sealer")
        sealer.start()
        try:
            with suppress(asyncio.CancelledError):  # it was asked to end
                asyncio.run(_work(options["concurrency"]))
                raise CommandError("The worker ended by itself: PostgreSQL may have gone.")
        finally:
            stop.set()
            sealer.join()


class WorkerConnector(PsycopgConnector):
    """Kết nối của tiến trình nền: what a running job defers rides on that job's own transaction."""

    def get_sync_connector(self) -> BaseConnector:
        """Return Django's connection, so that a job that rolls back leaves no other job."""
        return DjangoConnector()


async def _work(concurrency: int) -> None:
    """Work until asked to end, which cancels the work once its running jobs are done.

    A worker that loses PostgreSQL returns; whoever watches over it must hear of that.
    """
    _listen_to_signals()
    keep_at(app.tasks.values())
    with app.replace_connector(WorkerConnector(kwargs=connector_params())) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                concurrency=concurrency,
                fetch_job_polling_interval=2.0,
                shutdown_graceful_timeout=20,
                update_heartbeat_interval=_heartbeat(),
                delete_jobs="successful",
                install_signal_handlers=False,
                task_middleware=[
                    with_fresh_connection,
                    *app.worker_defaults.get("task_middleware", ()),
                    *MIDDLEWARE,
                ],
            )


def _heartbeat() -> float:
    return max(SHORTEST_HEARTBEAT_SECONDS, HEARTBEAT_SECONDS * settings.NHIP_RETRY_SCALE)


def _listen_to_signals() -> None:
    """Let the signals that ask a program to end cancel the work; a second one changes nothing."""
    work, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert work is not None

    def end() -> None:
        for one in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(one, lambda: None)
        work.cancel()

    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, end)


def _seal_until(stop: threading.Event) -> None:
    while not stop.wait(SEAL_EVERY_SECONDS):
        close_old_connections()
        try:
            while events.seal():
                pass
        except (OperationalError, InterfaceError, OSError) as problem:
            logger.warning("The log could not be sealed; trying again: %s", problem)
    connection.close()
