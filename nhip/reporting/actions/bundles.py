"""Nhận gói tệp: keep what came, note what each file says, take in what was confirmed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.core.clock import local
from nhip.core.errors import Invalid, Refused
from nhip.events.actions import record
from nhip.files.actions import name
from nhip.reporting.actions.entry import Batch, SomebodyElseSaved
from nhip.reporting.actions.taking_files import FileGiven, prove_declared, take_file
from nhip.reporting.models import Bundle, BundleFile, Cell
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.bundles import Judged
from nhip.reporting.rules.declared import Declared

STARTED = "reporting.bundle.started"
READ = "reporting.bundle.read"
CONFIRMED = "reporting.bundle.confirmed"
Outcome = BundleFile.Outcome
MOST_FINDINGS = 200


class NobodyFillsIn(Refused):
    """Không có quyền nhập ở đâu cả."""

    status = 404
    message = _("There is no such page, or you may not see it.")


class BundleIsEmpty(Invalid):
    """Gói không có tệp nào."""

    message = _("There is no workbook in this ZIP.")


class NothingToConfirm(Refused):
    """Không còn gì để xác nhận."""

    message = _("There is nothing to confirm here; look at the list again.")


@dataclass(frozen=True)
class Received:
    """Gói vừa đến: the ZIP as it was stored, and the names of the files in it by their place."""

    name: str
    sha256: str
    size: int
    files: Sequence[tuple[int, str]]
    declared: Declared = field(default_factory=Declared)


@transaction.atomic
def start_bundle(*, actor: User, received: Received, now: dt.datetime) -> Bundle:
    """Nhận gói tệp: keep it, and let a job read it. Raises NobodyFillsIn, BundleIsEmpty."""
    if not scope(actor, Permission.ENTER, on=local(now).date()).exists():
        raise NobodyFillsIn
    if not received.files:
        raise BundleIsEmpty
    prove_declared(received.declared, now=now)

    name(received.sha256, size=received.size, media_type="application/zip", now=now)
    bundle = Bundle.objects.create(
        uploaded_by=actor,
        uploaded_at=now,
        name=received.name,
        file_id=received.sha256,
        **received.declared.said,
    )
    BundleFile.objects.bulk_create(
        [BundleFile(bundle=bundle, position=at, name=own_name) for at, own_name in received.files],
        batch_size=1_000,
    )

    record(STARTED, bundle, actor=actor, now=now, file=received.name, files=len(received.files))
    return bundle


@transaction.atomic
def note_read(*, bundle_id: int, judged: Mapping[int, Judged], now: dt.datetime) -> None:
    """Ghi kết quả đọc: what some files of a bundle say. Twice is once; the last batch ends it.

    Two files for one report are both refused: nobody knows which of them is meant.
    """
    bundle = Bundle.objects.select_for_update().select_related("uploaded_by").get(pk=bundle_id)

    waiting = bundle.files.filter(outcome=Outcome.WAITING)
    files = list(waiting.filter(position__in=judged))
    for file in files:
        _note(file, judged[file.position])
    BundleFile.objects.bulk_update(
        files, ["outcome", "report", "revision", "is_older", "cells", "reason", "findings"]
    )

    if bundle.read_at is None and not waiting.exists():
        _refuse_doubles(bundle)
        bundle.read_at = now
        bundle.save(update_fields=["read_at"])
        record(READ, bundle, actor=bundle.uploaded_by, now=now, **_counts(bundle))


@transaction.atomic
def confirm_files(
    *, actor: User, bundle_id: int, positions: Sequence[int] | None, now: dt.datetime
) -> int:
    """Xác nhận: let these files be taken in, or all but those made before others saved.

    Return how many. Raises NothingToConfirm.
    """
    bundle = Bundle.objects.select_for_update().visible_to(actor).get(pk=bundle_id)

    chosen = bundle.files.filter(outcome=Outcome.TO_CONFIRM)
    chosen = (
        chosen.filter(is_older=False)
        if positions is None
        else chosen.filter(position__in=positions)
    )
    confirmed = chosen.update(outcome=Outcome.CONFIRMED)
    if bundle.read_at is None or not confirmed:
        raise NothingToConfirm

    record(CONFIRMED, bundle, actor=actor, now=now, files=confirmed)
    return confirmed


@transaction.atomic
def take_confirmed(*, bundle_id: int, most: int, now: dt.datetime) -> int:
    """Nhận một mẻ: enter the figures of some confirmed files, each report whole or not at all.

    Return how many were dealt with. One that cannot be entered any more says why and stays out.
    """
    bundle = Bundle.objects.select_for_update().select_related("uploaded_by").get(pk=bundle_id)

    files = list(
        bundle.files.filter(outcome=Outcome.CONFIRMED).order_by("report", "position")[:most]
    )
    for file in files:
        _take(file, bundle, now)
    BundleFile.objects.bulk_update(files, ["outcome", "reason", "findings"])
    return len(files)


def _take(file: BundleFile, bundle: Bundle, now: dt.datetime) -> None:
    batch = Batch(
        file.entries,
        file.revision or 0,
        Cell.Origin.FILE,
        source=file.name,
        places={at: f"{file.name}, {file.place(at)}" for at in file.entries},
    )
    given = FileGiven(f"{bundle.name}/{file.name}", bundle.file_id, bundle.declared)
    try:
        with transaction.atomic():
            take_file(
                actor=bundle.uploaded_by,
                report_id=file.report_id or 0,
                batch=batch,
                file=given,
                now=now,
            )
    except SomebodyElseSaved:
        file.outcome, file.reason = Outcome.REFUSED, "saved-meanwhile"
    except Refused as refusal:
        file.outcome, file.reason = Outcome.REFUSED, refusal.code
    else:
        file.outcome = Outcome.TAKEN


def _note(file: BundleFile, judged: Judged) -> None:
    file.outcome, file.report_id, file.revision = judged.outcome, judged.report_id, judged.revision
    file.is_older, file.cells, file.reason = judged.is_older, dict(judged.cells), judged.reason
    file.findings = [asdict(fault) for fault in judged.findings[:MOST_FINDINGS]]


def _refuse_doubles(bundle: Bundle) -> None:
    of_one = bundle.files.filter(report__isnull=False).values("report")
    doubled = of_one.annotate(files=Count("pk")).filter(files__gt=1).order_by()
    bundle.files.filter(report__in=doubled.values("report")).update(
        outcome=Outcome.REFUSED, reason="two-files-for-one-report", cells={}
    )


def _counts(bundle: Bundle) -> dict[str, Any]:
    counted = bundle.files.order_by().values("outcome").annotate(files=Count("pk"))
    return dict(counted.values_list("outcome", "files"))
