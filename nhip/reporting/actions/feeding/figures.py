"""Nạp chuỗi số liệu: the figures of a published series, all rows or none."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from nhip.core.clock import local
from nhip.core.web import Actor, require
from nhip.indicators.actions import Stored, store
from nhip.indicators.permissions import Permission
from nhip.indicators.rules.facts import Imported
from nhip.reporting.actions.feeding.faults import Faults
from nhip.reporting.queries.feed_rows import FigureReader
from nhip.reporting.rules.feed_tables import Row
from nhip.reporting.rules.feeds import Locale


@dataclass(frozen=True)
class SeriesFed:
    """Chuỗi số liệu: who published it and when, in which codes and writing its rows are."""

    source: Imported
    scheme: str = "qd20"
    locale: Locale = Locale.PLAIN


@transaction.atomic
def feed_figures(
    *,
    actor: Actor,
    series: SeriesFed,
    batches: Iterable[Sequence[Row]],
    is_trial: bool,
    now: dt.datetime,
) -> dict[str, int]:
    """Nạp số liệu: store the rows batch by batch in one transaction; return what became of them.

    A trial does the same and keeps nothing. Raises FeedIsWrong, NotATable.
    """
    require(actor, Permission.ADMINISTER, None, on=local(now).date())

    reader, faults, total = FigureReader(series.locale, series.scheme), Faults(), Stored(0, 0, 0, 0)
    rows = 0
    for batch in batches:
        facts, wrong = reader.read(batch)
        faults.add(wrong)
        if not faults.found:
            total = _sum(total, store(actor=actor, rows=facts, source=series.source, now=now))
        rows += len(batch)
    faults.refuse()

    transaction.set_rollback(is_trial)
    return {"rows": rows, **total.__dict__}


def _sum(one: Stored, other: Stored) -> Stored:
    return Stored(
        one.stored + other.stored,
        one.superseded + other.superseded,
        one.rivals + other.rivals,
        one.unchanged + other.unchanged,
    )
