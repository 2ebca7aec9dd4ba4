"""Việc nền trong bài kiểm tra: run the queued jobs here and now, by the queue's own rules."""

import datetime as dt

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from nhip.core import clock


def work(*, limit=1_000):
    """Run jobs until none may start; return the names of those that ran."""
    done = []
    while len(done) < limit and (job := _fetch()) is not None:
        _run(job)
        done.append(job.task_name.rpartition(".")[2])
    return done


def retry_all():
    """Let the pauses of everything that waits be over, by the clock and for the jobs."""
    clock.move_to(clock.now() + dt.timedelta(hours=1))
    _sql("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")


def waiting():
    return list(
        ProcrastinateJob.objects.filter(status="todo", queue_name="exchange").order_by(
            "-priority", "id"
        )
    )


def failed():
    return list(ProcrastinateJob.objects.filter(status="failed"))


def _fetch():
    row = _sql("SELECT id FROM procrastinate_fetch_job_v2(%s, NULL)", [["exchange"]])
    return ProcrastinateJob.objects.get(pk=row[0]) if row and row[0] else None


def _run(job):
    try:
        app.tasks[job.task_name](**job.args)
    except Exception:
        _sql("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job.pk])
        raise
    _sql("SELECT procrastinate_finish_job_v1(%s, 'succeeded', true)", [job.pk])


def _sql(statement, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone() if cursor.description else None
