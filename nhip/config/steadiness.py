"""Kiên trì: jobs that failed because something gave out for a while are done again."""

from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.tasks import Task

from nhip.core.errors import Unavailable

GAVE_OUT = (
    *(OperationalError, InterfaceError, Unavailable),
    *(psycopg.OperationalError, psycopg.InterfaceError),
)
"""A database, a disk, another system: what is not the job's fault."""

FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 3_600


class Steadily(BaseRetryStrategy):
    """Làm lại khi hạ tầng trục trặc: by pauses that grow; all else as the task itself says."""

    def __init__(self, own: BaseRetryStrategy | None) -> None:
        self.own = own

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when a failed job is done again, or None if it stays failed, in sight."""
        if self.own and (own := self.own.get_retry_decision(exception=exception, job=job)):
            return own
        # A job that calls another one has the queue's own error around that of the database.
        reason = exception.__cause__ if isinstance(exception, ConnectorException) else exception
        if not isinstance(reason, GAVE_OUT):
            return None
        return RetryDecision(retry_in={"seconds": pause_after(job.attempts)})


def keep_at(tasks: Iterable["Task[Any, Any, Any]"]) -> None:
    """Let every task be done again when something gave out, but those that come each minute."""
    for task in tasks:
        if task.queueing_lock is None and not isinstance(task.retry_strategy, Steadily):
            task.retry_strategy = Steadily(task.retry_strategy)


def with_fresh_connection(call_next: Callable[[], Any], context: JobContext, worker: Any) -> Any:
    """Let a job begin without a connection that PostgreSQL has lost, and leave none behind."""
    close_old_connections()
    try:
        return call_next()
    finally:
        close_old_connections()


def pause_after(attempts: int) -> int:
    """Return the seconds before a job that failed so often is done again."""
    pause: int = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS << min(attempts, 10))
    return max(1, round(pause * settings.NHIP_RETRY_SCALE))
