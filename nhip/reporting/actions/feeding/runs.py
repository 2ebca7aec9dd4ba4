"""Lần nạp: what came under a key is remembered with its answer; the same again has the same."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.core.clock import local
from nhip.core.errors import Invalid
from nhip.core.web import require
from nhip.events.actions import record
from nhip.files.actions import name
from nhip.indicators.permissions import Permission
from nhip.reporting.models import FeedRun
from nhip.reporting.rules.feeding import FeedAsked

RECEIVED = "reporting.feed.received"
FINISHED = "reporting.feed.finished"
LARGE = "reporting.feed.queued"
MOST_LETTERS = 255


class KeyWasUsed(Invalid):
    """Khóa đã dùng: the same Idempotency-Key came with another body or other parameters."""

    message = _("This Idempotency-Key came before with another body; take a new one.")


class KeyIsTooLong(Invalid):
    """Khóa quá dài."""

    message = _("An Idempotency-Key has at most %(most)d characters.")


@transaction.atomic
def begin_run(*, actor: User, asked: FeedAsked, sha256: str, now: dt.datetime) -> FeedRun:
    """Bắt đầu nạp: return the run of this key, known or new; without a key it is always new.

    ``sha256`` names the stored body of a large feed, which a job carries out; it is empty for one
    that is answered at once. Raises KeyWasUsed, KeyIsTooLong.
    """
    if len(asked.key) > MOST_LETTERS:
        raise KeyIsTooLong(most=MOST_LETTERS)
    if asked.key and (known := _known(actor, asked)) is not None:
        return known
    if asked.kind == FeedRun.Kind.OBSERVATIONS:
        require(actor, Permission.ADMINISTER, None, on=local(now).date())

    if sha256:
        name(sha256, size=asked.size, media_type=asked.media_type, now=now)
    run = FeedRun.objects.create(
        user=actor,
        kind=asked.kind,
        key=asked.key,
        sha256=asked.digest,
        file_id=sha256 or None,
        asked=asked.plain,
        received_at=now,
    )
    record(LARGE if sha256 else RECEIVED, run, actor=actor, now=now, **asked.plain)
    return run


@transaction.atomic
def finish_run(*, run_id: int, answer: dict[str, Any], now: dt.datetime) -> FeedRun:
    """Nạp xong: keep the answer. Twice is once."""
    run = FeedRun.objects.select_for_update().select_related("user").get(pk=run_id)
    if run.state != FeedRun.State.WAITING:
        return run
    run.done = answer.get("rows", run.done)
    return _end(run, FeedRun.State.DONE, {"result": answer}, now)


@transaction.atomic
def refuse_run(
    *, run_id: int, code: str, detail: str, facts: dict[str, Any], now: dt.datetime
) -> FeedRun:
    """Nạp bị từ chối: keep why. Twice is once."""
    run = FeedRun.objects.select_for_update().select_related("user").get(pk=run_id)
    if run.state != FeedRun.State.WAITING:
        return run
    return _end(run, FeedRun.State.REFUSED, {"code": code, "detail": detail, **facts}, now)


def note_progress(*, run_id: int, done: int) -> None:
    """Ghi tiến độ: how many rows were looked at. It is read while the feed goes on."""
    FeedRun.objects.filter(pk=run_id, state=FeedRun.State.WAITING).update(done=done)


def _end(run: FeedRun, state: FeedRun.State, answer: dict[str, Any], now: dt.datetime) -> FeedRun:
    run.state, run.answer, run.finished_at = state, answer, now
    run.save(update_fields=["state", "answer", "finished_at", "done"])
    record(FINISHED, run, actor=run.user, now=now, state=str(state), rows=run.done)
    return run


def _known(actor: User, asked: FeedAsked) -> FeedRun | None:
    """Return the run of a key, held for one at a time. Raises KeyWasUsed."""
    User.objects.select_for_update().get(pk=actor.pk)
    run = FeedRun.objects.visible_to(actor).filter(key=asked.key).first()
    if run is not None and run.sha256 != asked.digest:
        raise KeyWasUsed
    return run
