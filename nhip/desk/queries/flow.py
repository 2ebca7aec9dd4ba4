"""Dòng báo cáo: whether reports flow through this node, in a few cheap, set-based reads."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from nhip.documents.models import Document
from nhip.events.models import Event
from nhip.exchange.models import Message, Partner, Relay
from nhip.reporting.models import Obligation

HOUR: Final = dt.timedelta(hours=1)
OWED_LATELY: Final = dt.timedelta(days=31)
ALIVE: Final = dt.timedelta(seconds=60)  # a worker says every ten seconds that it lives
MOST_RECEIPTS: Final = 1_000
MOST_FAILED: Final = 20

SENT, RECEIVED = "reporting.report.issued", "reporting.intake.received"
ACCEPTED, RETURNED = "reporting.intake.accepted", "reporting.intake.returned"
ACKNOWLEDGED = "exchange.message.acknowledged"

# Age of a job: since it was to begin, or since it was queued; both by the real clock.
JOBS = """
SELECT j.queue_name, j.status::text, count(*)::int,
       coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at))), 0)::float
  FROM procrastinate_jobs j
  LEFT JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
 WHERE j.status IN ('doing', 'failed')
    OR (j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now()))
 GROUP BY 1, 2
 ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Hour:
    """Một giờ qua: how many reports left, came, were taken in and were returned."""

    sent: int = 0
    received: int = 0
    accepted: int = 0
    returned: int = 0
    to_receipt: Sequence[float] = ()  # seconds from the outbox to the signed receipt, sorted


@dataclass(frozen=True)
class Jobs:
    """Việc nền của một hàng: how many stand so, and for how many seconds the oldest."""

    queue: str
    status: str
    count: int
    oldest: float


@dataclass(frozen=True)
class Line:
    """Hàng chờ của một cơ quan: what waits for it, and what the last failed try said."""

    recipient: str
    waiting: int
    since: dt.datetime
    failure: str


@dataclass(frozen=True)
class Waiting:
    """Đang chờ: in the house, on the axis, and what nobody carries on by itself."""

    for_seal: int
    for_sending: int
    on_the_axis: int
    dead: int
    since: dt.datetime | None


@dataclass(frozen=True)
class Flow:
    """Dòng báo cáo qua nút, at one moment."""

    at: dt.datetime
    hour: Hour
    waiting: Waiting
    late: int
    partners: int
    lines: Sequence[Line]
    jobs: Sequence[Jobs]
    workers: int

    @property
    def held_up(self) -> list[Line]:
        """Return the lines whose last try failed."""
        return [one for one in self.lines if one.failure]

    def jobs_that(self, status: str) -> int:
        """Return how many jobs stand so, in all queues."""
        return sum(one.count for one in self.jobs if one.status == status)


def flow(*, is_hub: bool, now: dt.datetime) -> Flow:
    """Return whether reports flow, for the page of the operator and for the measures."""
    own = Message.objects.outgoing().filter(state__in=Message.WAITING)
    relayed = Relay.objects.filter(state=Relay.State.WAITING)
    lines = [*_lines(own, "queued_at"), *(_lines(relayed, "received_at") if is_hub else ())]
    return Flow(
        at=now,
        hour=last_hour(now=now),
        waiting=_waiting(lines),
        late=Obligation.objects.filter(due_at__gte=now - OWED_LATELY).late(now=now).count(),
        partners=Partner.objects.in_force(now).count(),
        lines=lines,
        jobs=jobs(),
        workers=workers_alive(),
    )


def last_hour(*, now: dt.datetime) -> Hour:
    """Return what happened in the last hour, read backwards from the newest event."""
    before = Event.objects.filter(at__lt=now - HOUR).order_by("-pk").values_list("pk", flat=True)
    since = Event.objects.filter(pk__gt=before.first() or 0)
    named = since.filter(name__in=[SENT, RECEIVED, ACCEPTED, RETURNED]).values_list("name")
    counts = dict(named.annotate(Count("pk")).order_by())
    return Hour(
        sent=counts.get(SENT, 0),
        received=counts.get(RECEIVED, 0),
        accepted=counts.get(ACCEPTED, 0),
        returned=counts.get(RETURNED, 0),
        to_receipt=_to_receipt(
            since.filter(name=ACKNOWLEDGED, data__status="01").order_by("-pk")[:MOST_RECEIPTS]
        ),
    )


def jobs() -> list[Jobs]:
    """Return the jobs of every queue that run, wait, or failed."""
    with connection.cursor() as cursor:
        cursor.execute(JOBS)
        return [Jobs(*row) for row in cursor.fetchall()]


def failed_jobs() -> list[ProcrastinateJob]:
    """Return the newest jobs that failed and that nobody tries again by itself."""
    return list(ProcrastinateJob.objects.filter(status="failed").order_by("-id")[:MOST_FAILED])


def workers_alive() -> int:
    """Return how many workers said lately that they live, by the database's own clock."""
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=Now() - ALIVE).count()


def _to_receipt(acknowledged: Iterable[Event]) -> list[float]:
    back = {event.subject_id: event.at for event in acknowledged}
    left = Message.objects.filter(pk__in=back).values_list("pk", "queued_at")
    return sorted((back[pk] - at).total_seconds() for pk, at in left if at is not None)


def _lines(waiting: QuerySet[Message] | QuerySet[Relay], since: str) -> list[Line]:
    rows = waiting.values_list("recipient").annotate(Count("pk"), Min(since), Max("failure"))
    return [Line(*row) for row in rows.order_by("recipient")]


def _waiting(lines: Sequence[Line]) -> Waiting:
    dead = Relay.objects.filter(state__in=Relay.DEAD).count() + Message.objects.dead().count()
    outgoing = Document.objects.outgoing()
    return Waiting(
        for_seal=outgoing.filter(state=Document.State.NUMBERED).count(),
        for_sending=Document.objects.to_be_sent().count(),
        on_the_axis=sum(one.waiting for one in lines),
        dead=dead,
        since=min((one.since for one in lines), default=None),
    )
