"""Jobs of a test: what actions queued runs here, in order, in the test's own transaction."""

import json
from collections.abc import Collection

from django.db import connection
from procrastinate.contrib.django import app

TODO = """
SELECT id, task_name, args FROM procrastinate_jobs
WHERE status = 'todo'
    AND (%(areas)s::text[] IS NULL OR split_part(task_name, '.', 2) = ANY(%(areas)s))
ORDER BY id LIMIT 1
"""


def run_jobs(*, areas: Collection[str] | None = None) -> int:
    """Run what is queued, and what that queues, until nothing is left; return how many ran."""
    done = 0
    while (job := _next(areas)) is not None:
        number, name, arguments = job
        app.tasks[name].func(**json.loads(arguments))
        _finish(number)
        done += 1
    return done


def forget_jobs() -> None:
    """Take what is queued off the list without running it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'cancelled' WHERE status = 'todo'")


def _next(areas):
    with connection.cursor() as cursor:
        cursor.execute(TODO, {"areas": None if areas is None else list(areas)})
        return cursor.fetchone()


def _finish(number):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [number])
