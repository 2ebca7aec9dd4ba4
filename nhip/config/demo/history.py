"""Lịch sử: what was published before the demonstration's day, imported and marked as such.

No signed report brought these figures. Each carries its source and date, and
the walk from it ends there.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from nhip.config.demo import series
from nhip.config.demo.country import REPORTED_DAY
from nhip.core.web import Actor
from nhip.indicators.actions import store
from nhip.indicators.rules.calendars import Span
from nhip.indicators.rules.facts import Fact, Imported, Measure
from nhip.indicators.rules.periods import span_on

CASES = "BYT.DICH.CA"
LAST_KNOWN_MONTH = "2021-07"  # August's prices are published at the end of August


def import_outbreak(
    *, actor: Actor, folder: Path, units: Mapping[str, int], now: dt.datetime
) -> None:
    """Nhập số ca đã công bố before the reported day; ``units`` by statistical code."""
    said = series.provenance(folder, series.OUTBREAK)
    store(
        actor=actor,
        rows=outbreak_facts(series.counts(folder), units),
        source=Imported(said.source, said.source_date),
        now=now,
    )


def import_prices(*, actor: Actor, folder: Path, unit_id: int, now: dt.datetime) -> None:
    """Nhập chỉ số giá đã công bố, for the ministry that owns them."""
    said = series.provenance(folder, series.PRICES)
    rows = [
        Fact(
            one.indicator,
            unit_id,
            f"M:{one.month}",
            one.disaggregation,
            value=one.value,
        )
        for one in series.prices(folder)
        if one.month <= LAST_KNOWN_MONTH
    ]
    store(actor=actor, rows=rows, source=Imported(said.source, said.source_date), now=now)


def outbreak_facts(counts: Iterator[series.Count], units: Mapping[str, int]) -> Iterator[Fact]:
    """Yield new cases by day, and cumulative ones by day and by month of the decree."""
    for one in counts:
        if one.day >= REPORTED_DAY:
            continue
        unit, day = units[one.province], f"D:{one.day.isoformat()}"
        yield Fact(CASES, unit, day, value=Decimal(one.new_cases))
        yield Fact(CASES, unit, day, measure=Measure.CUMULATIVE, value=Decimal(one.so_far))
        if _month_of(one.day).last_date == one.day:
            month = _month_of(one.day).key
            yield Fact(CASES, unit, month, measure=Measure.CUMULATIVE, value=Decimal(one.so_far))


@cache
def _month_of(day: dt.date) -> Span:
    """Return the month of Decree 09/2019 in which a day lies, from the 15th to the 14th."""
    return span_on("A12", "M", day)
