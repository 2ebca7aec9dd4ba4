"""Nhận gói tệp gửi lại: keep the ZIP, read its workbooks by a job, take in what was confirmed."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from nhip.accounts.models import User
from nhip.core import clock
from nhip.core.clock import local
from nhip.core.errors import Invalid
from nhip.events.models import Event
from nhip.events.tasks import follows
from nhip.files import providers as files
from nhip.reporting.actions import bundles as actions
from nhip.reporting.models import Bundle, BundleFile
from nhip.reporting.providers.bounded_workbooks import read_values
from nhip.reporting.providers.bundles import (
    LARGEST_BUNDLE,
    MOST_FILES,
    NotABundle,
    files_in,
    read_files,
)
from nhip.reporting.providers.workbooks import NotAWorkbook
from nhip.reporting.queries.bundles import judge
from nhip.reporting.rules.declared import Declared
from nhip.reporting.rules.drafting import Sheet

AT_ONCE = 50
PATIENCE_SECONDS = 10.0  # for one workbook of many; its neighbours wait for it


class BundleIsUnreadable(Invalid):
    """Không đọc được gói tệp."""

    message = _(
        "This file cannot be read as a ZIP of at most %(files)d workbooks and %(most)d MB. Pack "
        "the workbooks again, without a password."
    )


def receive_bundle(
    *, actor: User, name: str, content: bytes, declared: Declared, now: dt.datetime
) -> Bundle:
    """Nhận gói tệp: keep the ZIP; a job reads it. Raises BundleIsUnreadable, BundleIsEmpty."""
    try:
        packed = files_in(content)
    except NotABundle as error:
        most = LARGEST_BUNDLE // 1024 // 1024
        raise BundleIsUnreadable(files=MOST_FILES, most=most) from error
    received = actions.Received(name, files.store(content), len(content), packed, declared)
    return actions.start_bundle(actor=actor, received=received, now=now)


@follows(actions.STARTED)
@app.task(queue="reporting")
def read_bundle(event_id: int) -> None:
    """Đọc gói tệp: read what waits, some files at a time; a job that was ended goes on there."""
    bundle = _bundle(event_id)
    content = files.fetch(bundle.file_id)
    while some := _waiting(bundle):
        now = clock.now()
        judged = judge(_read(content, some), viewer=bundle.uploaded_by, on=local(now).date())
        actions.note_read(bundle_id=bundle.pk, judged=judged, now=now)


@follows(actions.CONFIRMED)
@app.task(queue="reporting")
def take_bundle(event_id: int) -> None:
    """Nhận các tệp đã xác nhận, some reports in each transaction, until none is left."""
    bundle = _bundle(event_id)
    while actions.take_confirmed(bundle_id=bundle.pk, most=AT_ONCE, now=clock.now()):
        pass


def _bundle(event_id: int) -> Bundle:
    number = Event.objects.get(pk=event_id).subject_id
    return Bundle.objects.select_related("uploaded_by").get(pk=number)


def _waiting(bundle: Bundle) -> list[int]:
    waiting = bundle.files.filter(outcome=BundleFile.Outcome.WAITING).order_by("position")
    return list(waiting.values_list("position", flat=True)[:AT_ONCE])


def _read(content: bytes, positions: Sequence[int]) -> dict[int, Sequence[Sheet] | None]:
    """Return the pages of each file, read in the sandbox; None where it cannot be read."""
    packed = read_files(content, positions)
    return {at: _sheets(packed.get(at)) for at in positions}


def _sheets(content: bytes | None) -> Sequence[Sheet] | None:
    if content is None:
        return None
    try:
        return read_values(content, patience=PATIENCE_SECONDS)
    except NotAWorkbook:
        return None
