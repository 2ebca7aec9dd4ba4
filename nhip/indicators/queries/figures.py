"""Số liệu và nguồn: single figures, each with its window, its vintage and who says so."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from nhip.indicators.models import Observation, Rival
from nhip.indicators.queries.lines import Line
from nhip.indicators.rules.disaggregations import canonical, parse
from nhip.indicators.rules.values import Value


@dataclass(frozen=True)
class Seen:
    """Số liệu kèm nguồn: a figure as readers see it; without ``version`` nobody signed it."""

    line: Line
    unit_id: int
    period: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    value: Value
    accepted_at: dt.datetime
    superseded_at: dt.datetime | None
    version: str | None
    source: str
    source_date: dt.date | None


def observations(
    line: Line,
    periods: Iterable[str],
    units: Iterable[int],
    *,
    as_of: dt.datetime | None = None,
) -> list[Seen]:
    """Return the figures that count, now or at ``as_of``, by period and unit."""
    return _seen(
        _matching(Observation.objects.filter(_in_force(as_of)), line, periods, units), line
    )


def history(line: Line, period: str, unit_id: int) -> list[Seen]:
    """Return every figure the key ever had, oldest first: nothing is erased."""
    figures = _matching(Observation.objects.all(), line, [period], [unit_id])
    return _seen(figures.order_by("accepted_at", "pk"), line)


def rivals(line: Line, periods: Iterable[str], units: Iterable[int]) -> list[Seen]:
    """Return what second sources say of the same keys."""
    return _seen(_matching(Rival.objects.filter(superseded_at=None), line, periods, units), line)


def _in_force(as_of: dt.datetime | None) -> Q:
    if as_of is None:
        return Q(superseded_at=None)
    return Q(accepted_at__lte=as_of) & (Q(superseded_at=None) | Q(superseded_at__gt=as_of))


def _matching(
    figures: QuerySet[Any], line: Line, periods: Iterable[str], units: Iterable[int]
) -> QuerySet[Any]:
    return (
        figures.filter(
            indicator__code=line.indicator,
            disaggregation=canonical(parse(line.disaggregation)),
            measure=line.measure,
            vintage=line.vintage,
            period__key__in=list(periods),
            unit__in=list(units),
        )
        .select_related("delivery", "period")
        .order_by("period__window", "unit")
    )


def _seen(figures: QuerySet[Any], line: Line) -> list[Seen]:
    return [
        Seen(
            line=line,
            unit_id=figure.unit_id,
            period=figure.period.key,
            starts_at=figure.period.window.lower,
            ends_at=figure.period.window.upper,
            value=figure.given,
            accepted_at=figure.accepted_at,
            superseded_at=figure.superseded_at,
            version=figure.delivery.version_sha256,
            source=figure.delivery.source,
            source_date=figure.delivery.source_date,
        )
        for figure in figures
    ]
