"""Theo dõi sự kiện và việc định kỳ của nhật ký."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from nhip.events import actions, providers

STALLED_AFTER_SECONDS = 60
_SHORTEST_SECONDS = 3


def follows(name: str) -> "Callable[[Task[Any, Any, Any]], Task[Any, Any, Any]]":
    """Return a decorator which lets a task be queued for every event of that name."""

    def register(task: "Task[Any, Any, Any]") -> "Task[Any, Any, Any]":
        actions.follow(name, task)
        return task

    return register


def seal() -> bool:
    """Niêm phong một mẻ: chain what is unsealed, keep the head outside; tell if more may wait."""
    head = actions.seal_batch()
    if head is None:
        return False
    providers.write_head(head.position, head.hash)
    return True


@app.periodic(cron="* * * * *")
@app.task(queue="housekeeping", queueing_lock="requeue_stalled", pass_context=True)
async def requeue_stalled(context: JobContext, timestamp: int) -> None:
    """Xếp hàng lại việc dở dang: a killed worker's jobs stay *doing* for ever if nobody asks."""
    manager = context.app.job_manager
    silent = max(_SHORTEST_SECONDS, STALLED_AFTER_SECONDS * settings.NHIP_RETRY_SCALE)
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=silent):
        await manager.retry_job(job)
