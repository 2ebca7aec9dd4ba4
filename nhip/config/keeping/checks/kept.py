"""Những gì đã lưu: files, signatures, the log, and the figures that reports brought."""

import time
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import MD5, Concat

from nhip.config.keeping.findings import Finding, Visit, found
from nhip.documents.models import Document
from nhip.events import providers as book
from nhip.events import queries as events
from nhip.events.models import Event
from nhip.exchange.queries import heads_sent
from nhip.files import providers as files
from nhip.files.models import StoredFile
from nhip.files.tasks import A_DAY
from nhip.indicators.models import Delivery, Observation, Rival
from nhip.indicators.rules.disaggregations import canonical, parse
from nhip.reporting.actions.intakes import facts
from nhip.reporting.models import Intake, ReportVersion
from nhip.signing.queries import newest_verification, text_of
from nhip.signing.rules.verdicts import Conclusion
from nhip.signing.tasks import check_file

Figures = dict[tuple[Any, ...], tuple[Any, ...]]

UNSEALED = "long_unsealed"
AT_ONCE = 1_000
_FINISHED = Q(direction="out", state__in=["sealed", "issued"]) | Q(direction="in", state="accepted")


def files_are_whole(visit: Visit) -> Iterator[Finding]:
    """Tệp còn nguyên: every file that a record names is there, and is what was put there."""
    named = StoredFile.objects.order_by("pk").values_list("pk", "size")
    for sha256, size in named.iterator(chunk_size=AT_ONCE):
        try:
            held = len(files.fetch(sha256)) if visit.limits.every_byte else files.size_of(sha256)
        except files.FileIsMissing:
            yield found("file-missing", sha256=sha256)
        except files.FileIsAltered:
            yield found("file-altered", sha256=sha256)
        else:
            if held != size:
                yield found("file-altered", sha256=sha256)


def files_are_named(visit: Visit) -> Iterator[Finding]:
    """Tệp có chủ: what no record names is swept when it is older than a day; leave it another."""
    old = sorted(files.stored_before(time.time() - 2 * A_DAY))
    orphans = []
    for turn in range(0, len(old), AT_ONCE):
        some = old[turn : turn + AT_ONCE]
        named = set(StoredFile.objects.filter(pk__in=some).values_list("pk", flat=True))
        orphans += [sha256 for sha256 in some if sha256 not in named]
    if orphans:
        yield found("files-orphaned", count=len(orphans), first=orphans[0])


def signatures_hold(visit: Visit) -> Iterator[Finding]:
    """Chữ ký còn giá trị: what was found good once is good still; another sample every day."""
    shuffled = Concat("file_id", Value(visit.now.date().isoformat()))
    documents = Document.objects.filter(_FINISHED).order_by(MD5(shuffled), "pk")
    for document in documents[: visit.limits.signatures]:
        once = newest_verification(document.file_id)
        if once is None or once.conclusion != Conclusion.GOOD:
            continue
        try:
            verdict = check_file(sha256=document.file_id, now=visit.now)
        except (files.FileIsMissing, files.FileIsAltered):
            continue  # found by the check of files
        if verdict.conclusion is not Conclusion.GOOD:
            reasons = " ".join(text_of(reason) for reason in verdict.reasons)
            yield found("signature-not-good", document=_named(document), reasons=reasons)


def log_is_intact(visit: Visit) -> Iterator[Finding]:
    """Nhật ký nguyên vẹn: the chain, against every head that was written down or told elsewhere."""
    faults = events.verify_chain(
        heads=[*book.heads(), *events.stamped_heads(), *heads_sent()],
        now=visit.now,
        patience=visit.limits.event_unsealed,
    )
    for fault in faults:
        if fault.kind != UNSEALED:
            yield found("log-not-intact", position=fault.position, kind=fault.kind)


def log_is_sealed(visit: Visit) -> Iterator[Finding]:
    """Nhật ký được niêm phong: no event waits for its seal."""
    since = visit.now - visit.limits.event_unsealed
    if waiting := Event.objects.unsealed().filter(at__lt=since).count():
        yield found("log-unsealed", count=waiting)


def figures_are_those_of_reports(visit: Visit) -> Iterator[Finding]:
    """Số liệu đúng báo cáo: rebuilt from each signed version that counts, and compared."""
    counting = _counting().select_related("form_version__form", "period").order_by("pk")
    for version in counting.iterator(chunk_size=AT_ONCE):
        said, stored = _said(version), _stored(version.sha256)
        differing = {key for key in said.keys() | stored.keys() if said.get(key) != stored.get(key)}
        if differing:
            yield found("figures-differ", version=version.sha256, count=len(differing))
    counted = Observation.objects.filter(superseded_at=None, delivery=OuterRef("pk"))
    brought = Delivery.objects.filter(Exists(counted), origin=Delivery.Origin.REPORTED)
    known = _counting().values("sha256")
    for sha256 in brought.exclude(version_sha256__in=known).values_list(
        "version_sha256", flat=True
    ):
        yield found("figures-differ", version=sha256, count=len(_stored(sha256 or "")))


def _named(document: Document) -> str:
    return f"{document.pk} ({document.number or document.subject})"


def _counting() -> QuerySet[ReportVersion]:
    """Return the newest version of every report that some agency of this node counts."""
    in_totals = Intake.objects.in_totals()
    newer = in_totals.filter(
        version__regime=OuterRef("regime"),
        version__unit=OuterRef("unit"),
        version__period=OuterRef("period"),
        version__number__gt=OuterRef("number"),
    )
    mine = in_totals.filter(version=OuterRef("pk"))
    return ReportVersion.objects.filter(Exists(mine), ~Exists(newer))


def _said(version: ReportVersion) -> Figures:
    return {
        (
            fact.indicator,
            fact.unit_id,
            fact.period,
            canonical(parse(fact.disaggregation)),
            fact.measure,
            fact.vintage,
        ): (fact.state, fact.value)
        for fact in facts(version)
    }


def _stored(version_sha256: str) -> Figures:
    columns = ("indicator__code", "unit_id", "period__key", "disaggregation", "measure", "vintage")
    stored: Figures = {}
    for table in (Observation, Rival):
        rows = table.objects.filter(superseded_at=None, delivery__version_sha256=version_sha256)
        stored |= {tuple(row[:6]): row[6:] for row in rows.values_list(*columns, "state", "value")}
    return stored
