"""Câu lệnh tổng hợp: the one statement that adds figures, over places or over times."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from nhip.indicators.rules.aggregation import Sums

CURRENT = "SELECT * FROM indicators_observation WHERE superseded_at IS NULL"
AS_OF = """
SELECT * FROM indicators_observation
WHERE superseded_at IS NULL AND accepted_at <= %(as_of)s
UNION ALL
SELECT * FROM indicators_observation
WHERE superseded_at > %(as_of)s AND accepted_at <= %(as_of)s
"""
STATEMENT = """
WITH term AS (
    SELECT *, count(*) OVER (PARTITION BY position) AS terms
    FROM unnest(%(position)s::int[], %(part)s::text[], %(indicator_id)s::bigint[],
                %(disaggregation)s::text[], %(measure)s::text[], %(vintage)s::text[],
                %(coefficient)s::numeric[])
        AS term (position, part, indicator_id, disaggregation, measure, vintage, coefficient)
), known AS (
    SELECT term.position, term.terms, term.part,
        term.coefficient * coalesce(held.value, 0) AS amount,
        held.unit_id, period.key, lower(period.window) AS starts_at,
        held.state, held.accepted_at, held.superseded_at, held.delivery_id
    FROM term
    JOIN ({held}) AS held USING (indicator_id, disaggregation, measure, vintage)
    JOIN indicators_period AS period ON period.id = held.period_id
    WHERE period.key = ANY(%(periods)s) AND held.unit_id = ANY(%(units)s)
        AND held.state <> 'missing'
), cell AS (
    SELECT position, unit_id, key, starts_at,
        sum(amount) FILTER (WHERE part = 'above') AS above,
        coalesce(sum(amount) FILTER (WHERE part = 'below'), 1) AS below,
        bool_or(state = 'number') AS counted,
        bool_or(superseded_at IS NOT NULL) AS stale,
        max(accepted_at) AS accepted_at, array_agg(delivery_id) AS deliveries
    FROM known GROUP BY position, unit_id, key, starts_at, terms
    HAVING count(*) = terms
), voice AS (
    SELECT DISTINCT {by}, version_sha256, source, source_date
    FROM cell CROSS JOIN LATERAL unnest(deliveries) AS brought (delivery_id)
    JOIN indicators_delivery AS delivery ON delivery.id = brought.delivery_id
), heard AS (
    SELECT {by},
        array_agg(version_sha256 ORDER BY version_sha256)
            FILTER (WHERE version_sha256 IS NOT NULL) AS versions,
        array_agg(source || ', ' || source_date ORDER BY source, source_date)
            FILTER (WHERE source <> '') AS sources
    FROM voice GROUP BY {by}
), added AS (
    SELECT {by}, sum(above) AS amount, sum(below) AS base, sum(above * below) AS weighted,
        max(above) AS most, (array_agg(above ORDER BY starts_at DESC))[1] AS last,
        array_agg(DISTINCT unit_id) AS units, array_agg(DISTINCT key) AS keys,
        bool_or(counted) AS counted, bool_or(stale) AS stale, max(accepted_at) AS accepted_at
    FROM cell GROUP BY {by}
)
SELECT * FROM added JOIN heard USING ({by})
"""


class Asked(NamedTuple):
    """Thành phần được hỏi: one cell that a line needs, above or below its line."""

    position: int
    part: str
    indicator_id: int
    disaggregation: str
    measure: str
    vintage: str
    coefficient: Decimal


@dataclass(frozen=True)
class Answer:
    """Kết quả cộng: the sums of one line, and all that stands behind them."""

    sums: Sums
    units: frozenset[int]
    keys: frozenset[str]
    counted: bool
    stale: bool
    accepted_at: dt.datetime
    versions: tuple[str, ...]
    sources: tuple[str, ...]


def over_units(
    asked: Sequence[Asked], period: str, units: Sequence[int], as_of: dt.datetime | None
) -> dict[int, Answer]:
    """Return the sums of each line over the units, by the line's position."""
    found = _rows("position", asked, [period], units, as_of)
    return {row["position"]: _answer(row) for row in found}


def over_units_by_period(
    asked: Sequence[Asked], periods: Sequence[str], units: Sequence[int], as_of: dt.datetime | None
) -> dict[tuple[int, str], Answer]:
    """Return the sums of each line over the units in each period, by position and period."""
    found = _rows("position, key", asked, periods, units, as_of)
    return {(row["position"], row["key"]): _answer(row) for row in found}


def over_periods(
    asked: Sequence[Asked], periods: Sequence[str], units: Sequence[int], as_of: dt.datetime | None
) -> dict[int, Answer]:
    """Return the sums of one line over the periods, by unit."""
    found = _rows("position, unit_id", asked, periods, units, as_of)
    return {row["unit_id"]: _answer(row) for row in found}


def each(
    asked: Sequence[Asked], periods: Sequence[str], units: Sequence[int], as_of: dt.datetime | None
) -> dict[tuple[int, str], Answer]:
    """Return the figure of one line for each unit and period, by unit and period."""
    found = _rows("position, unit_id, key", asked, periods, units, as_of)
    return {(row["unit_id"], row["key"]): _answer(row) for row in found}


def _rows(
    by: str,
    asked: Sequence[Asked],
    periods: Sequence[str],
    units: Sequence[int],
    as_of: dt.datetime | None,
) -> list[dict[str, Any]]:
    given: dict[str, Any] = {"periods": list(periods), "units": list(units), "as_of": as_of}
    for place, field in enumerate(Asked._fields):
        given[field] = [each[place] for each in asked]
    held = CURRENT if as_of is None else AS_OF
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT.format(by=by, held=held), given)
        heads = [column.name for column in cursor.description]
        return [dict(zip(heads, row, strict=True)) for row in cursor.fetchall()]


def _answer(row: dict[str, Any]) -> Answer:
    return Answer(
        sums=Sums(row["amount"], row["base"], row["weighted"], row["most"], row["last"]),
        units=frozenset(row["units"]),
        keys=frozenset(row["keys"]),
        counted=row["counted"],
        stale=row["stale"],
        accepted_at=row["accepted_at"],
        versions=tuple(row["versions"] or ()),
        sources=tuple(row["sources"] or ()),
    )
