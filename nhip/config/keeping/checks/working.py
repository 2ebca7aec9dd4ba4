"""Việc đang chạy: jobs, letters and documents that stand still. Jobs keep real time."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, F, Min, Q, QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from nhip.config.keeping.findings import Finding, Visit, found
from nhip.core.clock import local
from nhip.documents.models import Document
from nhip.events.tasks import STALLED_AFTER_SECONDS
from nhip.exchange.models import Message


def jobs_succeed(visit: Visit) -> Iterator[Finding]:
    """Việc không hỏng: none was given up after its last attempt."""
    yield from _jobs(
        "jobs-failed", ProcrastinateJob.objects.filter(status="failed").order_by("-id")
    )


def jobs_are_taken(visit: Visit) -> Iterator[Finding]:
    """Việc có người làm: whoever took one is alive."""
    silent = visit.real - dt.timedelta(seconds=STALLED_AFTER_SECONDS)
    gone = Q(worker=None) | Q(worker__last_heartbeat__lt=silent)
    yield from _jobs(
        "jobs-stalled", ProcrastinateJob.objects.filter(gone, status="doing").order_by("id")
    )


def jobs_start(visit: Visit) -> Iterator[Finding]:
    """Việc được bắt đầu: none that could start waits for long."""
    since = visit.real - visit.limits.waiting
    waiting = ProcrastinateJob.objects.filter(
        Q(scheduled_at=None) | Q(scheduled_at__lt=since), status="todo"
    )
    asked = waiting.annotate(asked_at=Min("procrastinateevent__at"))
    yield from _jobs("jobs-waiting", asked.filter(asked_at__lt=since).order_by("id"))


def letters_leave(visit: Visit) -> Iterator[Finding]:
    """Gói tin rời nút: one line per agency that is not reached."""
    since = visit.now - visit.limits.waiting
    held = Message.objects.outgoing().filter(state__in=Message.WAITING, queued_at__lt=since)
    lines = held.values("recipient").annotate(count=Count("pk"), oldest=Min("queued_at"))
    for line in lines.order_by("recipient"):
        yield found(
            "letters-waiting",
            count=line["count"],
            recipient=line["recipient"],
            since=_moment(line["oldest"]),
        )


def documents_leave(visit: Visit) -> Iterator[Finding]:
    """Văn bản rời nút: a sealed one waits for its time stamp, but not for ever."""
    held = Document.objects.to_be_sent().annotate(until=F("sealed_at") + F("stamp_patience"))
    for document in held.filter(until__lt=visit.now - visit.limits.waiting):
        assert document.sealed_at is not None
        yield found(
            "documents-waiting", document=document.number, since=_moment(document.sealed_at)
        )


def _jobs(name: str, jobs: QuerySet[ProcrastinateJob]) -> Iterator[Finding]:
    if count := jobs.count():
        yield found(name, count=count, task=jobs[0].task_name)


def _moment(moment: dt.datetime) -> str:
    return f"{local(moment):%H:%M %d/%m/%Y}"
