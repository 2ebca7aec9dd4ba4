"""Việc nền trong bài kiểm tra: run the queued jobs here and now, by the queue's own rules."""

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def work(*, limit=1_000):
    """Run jobs until none may start; return the names of those that ran."""
    done = []
    while len(done) < limit and (job := _fetch()) is not None:
        _run(job)
        done.append(job.task_name.rpartition(".")[2])
    return done


def retry_all():
    """Let the pauses of all waiting jobs be over."""
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
    task = app.tasks[job.task_name]
    try:
        task(**job.args)
    except Exception as error:
        retry = task.get_retry_exception(exception=error, job=job.procrastinate_job)
        if retry is None:
            _sql("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job.pk])
            raise
        at = retry.retry_decision.retry_at
        _sql("SELECT procrastinate_retry_job_v2(%s, %s, NULL, NULL, NULL)", [job.pk, at])
    else:
        _sql("SELECT procrastinate_finish_job_v1(%s, 'succeeded', true)", [job.pk])


def _sql(statement, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone() if cursor.description else None
