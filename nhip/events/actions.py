"""Ghi và niêm phong sự kiện: the only writers of the log."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.tasks import Task

from nhip.core import tracing
from nhip.core.clock import local
from nhip.core.errors import Refused
from nhip.core.refs import ref
from nhip.core.web import Actor, require
from nhip.events.models import Event, Seal, SealHead
from nhip.events.permissions import Permission
from nhip.events.rules import GENESIS, seal_hash

SEALING = 0x6E686970  # the advisory lock under which one process at a time extends the chain

TOLD_AT = "nhip_events"  # the channel of NOTIFY at which open pages hear that something moved

TRIED_AGAIN = "events.job.tried_again"

_followers: defaultdict[str, list[Task[Any, Any, Any]]] = defaultdict(list)
_told: set[str] = set()


class NotFailed(Refused):
    """Việc không ở trạng thái lỗi: it ran meanwhile, or somebody else put it back."""

    message = _("This job does not wait for anybody; it may have run meanwhile.")


def follow(name: str, task: "Task[Any, Any, Any]") -> None:
    """Let ``task`` be queued for every event of that name."""
    _followers[name].append(task)


def tell(*beginnings: str) -> None:
    """Let the database say every event whose name begins so, when it is committed.

    Only what moves open pages is said: commits that say something wait for one another.
    """
    _told.update(beginnings)


def record(name: str, subject: Model, *, actor: Actor, now: dt.datetime, **data: Any) -> Event:
    """Ghi sự kiện: append one event and queue its followers.

    All happens in the caller's transaction: if it rolls back, neither the
    event nor the jobs ever existed, and nothing was said.
    """
    event = Event.objects.create(
        name=name,
        subject=ref(subject),
        actor=actor.ref,
        at=now,
        data=data,
        trace=tracing.trace_id(),
    )
    for task in _followers[name]:
        task.defer(event_id=event.pk)
    if name.startswith(tuple(_told)):
        _say(event)
    return event


@transaction.atomic
def seal_batch(*, limit: int = 5_000) -> Seal | None:
    """Niêm phong: chain every committed event that has no seal; return the new head, or None.

    Takes events *without a seal*, never "those after the last", because a
    transaction that commits late may carry a smaller number.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
    head = Seal.objects.order_by("-position").first()
    position, previous = (head.position, head.hash) if head else (0, GENESIS)
    seals: list[Seal] = []
    for event in Event.objects.unsealed()[:limit]:
        position += 1
        fresh = seal_hash(previous, position, event.entry)
        seals.append(Seal(position=position, event=event, previous_hash=previous, hash=fresh))
        previous = fresh
    Seal.objects.bulk_create(seals, batch_size=1_000)
    return seals[-1] if seals else None


@transaction.atomic
def try_again(*, actor: Actor, job_id: int, now: dt.datetime) -> None:
    """Chạy lại việc nền: put a job that failed back into its queue. Raises NotFailed."""
    job = ProcrastinateJob.objects.select_for_update().filter(pk=job_id).first()
    require(actor, Permission.OPERATE, None, on=local(now).date())
    if job is None or job.status != "failed":
        raise NotFailed
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job.pk])
    record(TRIED_AGAIN, job, actor=actor, now=now, task=job.task_name, attempts=job.attempts)


@transaction.atomic
def keep_head(*, position: int, seal_hash: str, token: bytes, stamped_at: dt.datetime) -> None:
    """Ghi đầu chuỗi có dấu thời gian: keep the token over a seal. Twice is once."""
    SealHead.objects.bulk_create(
        [SealHead(position=position, hash=seal_hash, token=token, stamped_at=stamped_at)],
        ignore_conflicts=True,
    )


def _say(event: Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [TOLD_AT, f"{event.name} {event.pk}"])
