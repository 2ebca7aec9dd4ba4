"""Hàng theo nơi nhận: one job at a time serves a line, and the line itself is the table.

A job is a token: it hands over what waits in its line until nothing is left, or until the other
side does not answer; then another token is called for the next try. So urgent letters pass, and
no order is lost when a job is. Procrastinate looks for jobs held up by a lock only every few
seconds; draining the line keeps that from being the speed of the axis.
"""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.tasks import Task

from nhip.exchange.models import Attempt, Message, Relay
from nhip.exchange.rules.schedule import LIFETIME, pause_before

LONGEST_TURN_SECONDS = 15.0
_SHORTEST_WAIT_SECONDS = 0.1
_NEAR_ENOUGH_SECONDS = 1.0
_WAITS = -1  # the priority of tokens for a later try: they hold up no token for now

Token = Task[Any, Any, Any]


def call(token: Token, line: str, *, wait: float = 0.0, priority: int = 0) -> None:
    """Gọi phục vụ: see to it that a job looks at a line, at once or after a wait.

    A job that has not started yet sees whatever was written before this moment.
    """
    at = timezone.now() + dt.timedelta(seconds=wait)  # jobs live by the real clock
    lock = lock_of(token, line)
    soon = at + dt.timedelta(seconds=_NEAR_ENOUGH_SECONDS if wait else 0)
    in_time = Q(scheduled_at__isnull=True) | Q(scheduled_at__lte=soon)
    if ProcrastinateJob.objects.filter(in_time, lock=lock, status="todo").exists():
        return
    if wait:
        token.configure(lock=lock, priority=_WAITS, schedule_at=at).defer(line=line)
    else:
        token.configure(lock=lock, priority=priority).defer(line=line)


def is_served(token: Token, line: str) -> bool:
    """Tell whether a job serves a line now or is going to."""
    jobs = ProcrastinateJob.objects.filter(lock=lock_of(token, line))
    return jobs.filter(status__in=["todo", "doing"]).exists()


def serve(token: Token, line: str, hand_over_next: Callable[[str], float | None]) -> None:
    """Phục vụ một hàng: hand over one after the other for a while.

    ``hand_over_next`` returns 0 to go on, the seconds until the next try, or None when nothing
    waits.
    """
    end = time.monotonic() + LONGEST_TURN_SECONDS
    pause: float | None = 0.0
    while pause == 0.0 and time.monotonic() < end:
        pause = hand_over_next(line)
    if pause is not None:
        call(token, line, wait=pause)


def wait_left(waiting: Message | Relay, *, now: dt.datetime) -> float:
    """Return the seconds until something may be tried again, after the tries that failed.

    A crowded door says itself when to come again, and such tries lengthen no later pause.
    When the clock was set back since the last try, nobody waits until it has caught up.
    """
    if not waiting.failure or waiting.expires_at is None:
        return 0.0
    failed = waiting.attempts.exclude(outcome=Attempt.Outcome.ACCEPTED)
    last = failed.order_by("-pk").only("at", "retry_after").first()
    if last is None or last.at > now:
        return 0.0
    since_queued = failed.filter(at__gte=waiting.expires_at - LIFETIME, retry_after=None)
    pause: float = last.retry_after or pause_before(
        max(1, since_queued.count()), scale=settings.NHIP_RETRY_SCALE
    )
    return max(0.0, pause - float((now - last.at).total_seconds()))


def wait_after(failed: Message | Relay, *, now: dt.datetime) -> float:
    """Return the seconds until the next try of what has just failed; never none at all."""
    failed.refresh_from_db()
    return max(_SHORTEST_WAIT_SECONDS, wait_left(failed, now=now))


def lock_of(token: Token, line: str) -> str:
    """Return the lock under which one job at a time serves a line."""
    return f"{token.name}:{line}"
