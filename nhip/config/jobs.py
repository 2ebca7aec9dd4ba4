"""Mỗi việc nền một vết: what every job leaves in the log and in the measures."""

import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from procrastinate import JobContext
from procrastinate.jobs import Job
from procrastinate.middleware import TaskMiddleware

from nhip.config import metrics, telemetry
from nhip.config.logging import ORDINARY, facts, told
from nhip.core import tracing
from nhip.events.queries import trace_of_event

logger = logging.getLogger("nhip.jobs")


def traced(call_next: Callable[[], Any], context: JobContext, worker: Any) -> Any:
    """Theo vết việc nền: go on the way of the event that the job follows."""
    with observed(context.job):
        return call_next()


async def traced_async(
    call_next: Callable[[], Awaitable[Any]], context: JobContext, worker: Any
) -> Any:
    """Theo vết việc định kỳ: these follow the clock, and begin ways of their own."""
    with _told(context.job, ""):
        return await call_next()


MIDDLEWARE: list[TaskMiddleware] = [traced, traced_async]


@contextmanager
def observed(job: Job) -> Iterator[None]:
    """Let one job be done on the way of its event, and say what became of it."""
    event_id = job.task_kwargs.get("event_id")
    with _told(job, trace_of_event(int(event_id)) if isinstance(event_id, int) else ""):
        yield


@contextmanager
def _told(job: Job, kept: str) -> Iterator[None]:
    name = job.task_name.removeprefix("nhip.")
    began, outcome = time.perf_counter(), "failed"
    with tracing.on_the_way_of(kept), telemetry.span(f"job {name}"):
        try:
            yield
            outcome = "done"
        except ORDINARY as refusal:
            outcome = "refused"
            logger.warning("Job %s was refused: %s", name, told(refusal), extra=facts(job=job.id))
            raise
        except Exception:
            logger.exception("Job %s failed", name, extra=facts(job=job.id))
            raise
        finally:
            _measure(job, name, outcome, time.perf_counter() - began)


def _measure(job: Job, name: str, outcome: str, seconds: float) -> None:
    metrics.JOBS.labels(name, outcome).observe(seconds)
    if outcome == "done":
        milliseconds = round(seconds * 1000)
        said = facts(job=job.id, task=name, milliseconds=milliseconds)
        logger.info("Job %s done in %d ms", name, milliseconds, extra=said)
