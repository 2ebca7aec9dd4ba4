"""Nạp số liệu cả bảng: answer a small body at once, let a job carry out a large one."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from nhip.accounts.models import User
from nhip.core import clock
from nhip.core.canonical import sha256_hex
from nhip.core.clock import local
from nhip.core.errors import Invalid, Refused
from nhip.events.models import Event
from nhip.events.tasks import follows
from nhip.files import providers as files
from nhip.indicators.rules.facts import Imported
from nhip.reporting.actions import feeding
from nhip.reporting.actions.feeding import runs
from nhip.reporting.actions.feeding.faults import Faults, FeedIsWrong, wrong_feed
from nhip.reporting.models import FeedRun
from nhip.reporting.providers.parquet_tables import parquet_rows, require_parquet
from nhip.reporting.queries.feed_cells import CellReader, ReportsFed
from nhip.reporting.queries.feed_rows import CELLS, FIGURES, FigureReader
from nhip.reporting.rules.feed_tables import (
    Heads,
    NotATable,
    Row,
    batches,
    csv_rows,
    json_rows,
    line_rows,
)
from nhip.reporting.rules.feeding import CSV, JSON, LINES, PARQUET, FeedAsked
from nhip.reporting.rules.feeds import Locale

AT_ONCE = 256 * 1024
"""A body of at most so many bytes is answered in its request, some thousands of rows."""

READERS: dict[str, Callable[[bytes, Heads], Iterator[Row]]] = {
    CSV: csv_rows,
    JSON: json_rows,
    LINES: line_rows,
    PARQUET: parquet_rows,
}
HEADS = {FeedRun.Kind.OBSERVATIONS: FIGURES, FeedRun.Kind.SUBMISSIONS: CELLS}


class MediaTypeIsNotRead(Invalid):
    """Không đọc được loại nội dung này."""

    status = 415
    message = _("A feed is text/csv, application/json, application/x-ndjson or Parquet.")


class FeedWasRefused(Refused):
    """Bảng nạp bị từ chối: a rule said no to one of its reports; nothing was kept."""

    message = _("Nothing of the feed was kept: %(said)s")


class MayNotFeed(Refused):
    """Không còn quyền: the right was lost between the arrival of a feed and its job."""

    status = 403
    message = _("You may not do this.")


def receive_feed(
    *, actor: User, kind: str, media_type: str, content: bytes, options: dict[str, Any], key: str
) -> FeedRun:
    """Nhận bảng nạp: return its run, finished if it is small, waiting for its job if it is large.

    Raises MediaTypeIsNotRead, ParquetIsNotInstalled, KeyWasUsed, KeyIsTooLong, FeedIsWrong.
    """
    if media_type not in READERS:
        raise MediaTypeIsNotRead
    if media_type == PARQUET:
        require_parquet()
    now = clock.now()
    asked = FeedAsked(kind, media_type, sha256_hex(content), len(content), options, key)
    stored = files.store(content) if len(content) > AT_ONCE else ""
    run = feeding.begin_run(actor=actor, asked=asked, sha256=stored, now=now)
    if run.state == FeedRun.State.WAITING and not run.file_id:
        return _carry_out(run, content, now)
    return run


@follows(runs.LARGE)
@app.task(queue="reporting")
def carry_out_feed(event_id: int) -> None:
    """Nạp bảng lớn: look at every row first, then store all of them in one transaction."""
    number = Event.objects.get(pk=event_id).subject_id
    run = FeedRun.objects.select_related("user").get(pk=number)
    if run.state != FeedRun.State.WAITING:
        return
    content, now = files.fetch(run.file_id or ""), clock.now()
    try:
        _look_through(run, content, now)
    except Refused as refusal:
        _refuse(run, refusal, now)
        return
    _carry_out(run, content, now)


def refusal_of(run: FeedRun) -> Refused:
    """Return the refusal with which a feed ended, for whoever sends it again."""
    said = {name: fact for name, fact in run.answer.items() if name not in ("code", "detail")}
    if run.answer["code"] == "feed-is-wrong":
        return FeedIsWrong(**said)
    return FeedWasRefused(reason=run.answer["code"], said=run.answer["detail"])


def _carry_out(run: FeedRun, content: bytes, now: dt.datetime) -> FeedRun:
    try:
        answer = _store(run, content, now)
    except NotATable as error:
        return _refuse(run, wrong_feed([error.fault]), now)
    except Refused as refusal:
        return _refuse(run, refusal, now)
    except PermissionDenied:
        return _refuse(run, MayNotFeed(), now)
    return feeding.finish_run(run_id=run.pk, answer=answer, now=now)


def _store(run: FeedRun, content: bytes, now: dt.datetime) -> dict[str, int]:
    """Let the action of this kind store the rows. Raises NotATable, FeedIsWrong and others."""
    rows, is_trial = batches(_rows(run, content)), bool(run.asked["dry_run"])
    if run.kind == FeedRun.Kind.OBSERVATIONS:
        source = Imported(run.asked["source"], _day(run.asked["source_date"]))
        series = feeding.SeriesFed(source, run.asked["scheme"], Locale(run.asked["locale"]))
        return feeding.feed_figures(
            actor=run.user, series=series, batches=rows, is_trial=is_trial, now=now
        )
    return feeding.feed_reports(
        actor=run.user, asked=_reports(run), batches=rows, is_trial=is_trial, now=now
    )


def _look_through(run: FeedRun, content: bytes, now: dt.datetime) -> None:
    """Look at every row without storing any, and tell how far it is. Raises FeedIsWrong."""
    reader, faults, done = _reader(run, local(now).date()), Faults(), 0
    try:
        for some in batches(_rows(run, content)):
            faults.add(reader.read(some)[1])
            done += len(some)
            feeding.note_progress(run_id=run.pk, done=done)
    except NotATable as error:
        raise wrong_feed([error.fault]) from error
    faults.refuse()


def _reader(run: FeedRun, on: dt.date) -> FigureReader | CellReader:
    if run.kind == FeedRun.Kind.OBSERVATIONS:
        return FigureReader(Locale(run.asked["locale"]), run.asked["scheme"])
    return CellReader(_reports(run), run.user, on)


def _reports(run: FeedRun) -> ReportsFed:
    asked = run.asked
    return ReportsFed(
        asked["regime"],
        asked["period"],
        asked["scheme"],
        Locale(asked["locale"]),
        bool(asked["replace"]),
    )


def _rows(run: FeedRun, content: bytes) -> Iterator[Row]:
    return READERS[run.asked["media_type"]](content, HEADS[FeedRun.Kind(run.kind)])


def _refuse(run: FeedRun, refusal: Refused, now: dt.datetime) -> FeedRun:
    facts = dict(refusal.facts)
    if isinstance(refusal, FeedIsWrong):
        facts["findings"] = [one.__dict__ for one in facts["findings"]]
    return feeding.refuse_run(
        run_id=run.pk, code=refusal.code, detail=str(refusal), facts=facts, now=now
    )


def _day(text: str) -> dt.date:
    day = parse_date(text)
    assert day is not None
    return day
