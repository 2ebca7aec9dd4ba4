"""Ghi cả tập: COPY into a table that lives for one delivery, then a handful of statements.

For a fresh delivery the first INSERT is the whole work. Only if some key had
a figure already do the statements run that settle who stands and who rivals.
"""

import datetime as dt
from itertools import islice
from typing import Any

from django.db.backends.utils import CursorWrapper

from nhip.indicators.actions.resolution import Cells, Unknown, UnreadableFacts
from nhip.indicators.models import Delivery
from nhip.indicators.rules.facts import Imported, Reported, Source

LINES_AT_ONCE = 2_000

COLUMNS = ("indicator_id", "period_id", "unit_id", "disaggregation", "measure", "vintage")
KEY = ", ".join(COLUMNS)
SAME_KEY = " AND ".join(f"held.{column} = fresh.{column}" for column in COLUMNS)
CREATE = """
CREATE TEMP TABLE indicators_incoming (
    indicator_id bigint, period_id bigint, unit_id bigint,
    disaggregation text, measure text, vintage text, state text, value numeric
)
"""
REPEATED = f"""
SELECT indicator.code, disaggregation, period.key
FROM indicators_incoming
JOIN indicators_indicator AS indicator ON indicator.id = indicator_id
JOIN indicators_period AS period ON period.id = period_id
GROUP BY indicator.code, period.key, {KEY} HAVING count(*) > 1
"""
INSERT = f"""
INSERT INTO indicators_observation (delivery_id, {KEY}, state, value, accepted_at)
SELECT %(delivery)s, {KEY}, state, value, %(now)s FROM indicators_incoming
ON CONFLICT ({KEY}) WHERE superseded_at IS NULL DO NOTHING
"""
SUPERSEDE_DELIVERY = """
UPDATE {table} AS held SET superseded_at = %(now)s
FROM indicators_delivery AS delivery
WHERE delivery.id = held.delivery_id AND delivery.version_sha256 = %(version)s
    AND held.superseded_at IS NULL
"""
IMPORTS_STEP_ASIDE = f"""
WITH aside AS (
    UPDATE indicators_observation AS held SET superseded_at = %(now)s
    FROM indicators_delivery AS delivery, indicators_incoming AS fresh
    WHERE {SAME_KEY} AND held.superseded_at IS NULL
        AND delivery.id = held.delivery_id AND delivery.origin = 'imported'
    RETURNING held.*
)
INSERT INTO indicators_rival (delivery_id, {KEY}, state, value, accepted_at)
SELECT delivery_id, {KEY}, state, value, %(now)s FROM aside
"""
RESTATE = f"""
UPDATE {{table}} AS held SET superseded_at = %(now)s
FROM indicators_delivery AS delivery, indicators_incoming AS fresh
WHERE {SAME_KEY} AND held.superseded_at IS NULL AND delivery.id = held.delivery_id
    AND delivery.source = %(source)s AND delivery.source_date <= %(source_date)s
    AND (held.state, held.value) IS DISTINCT FROM (fresh.state, fresh.value)
"""
SAID_BEFORE = f"""
SELECT FROM {{table}} AS held JOIN indicators_delivery AS delivery ON delivery.id = held.delivery_id
WHERE {SAME_KEY} AND held.superseded_at IS NULL
    AND (delivery.id = %(delivery)s OR delivery.source = %(source)s)
"""
RIVAL = f"""
INSERT INTO indicators_rival (delivery_id, {KEY}, state, value, accepted_at)
SELECT %(delivery)s, {KEY}, state, value, %(now)s FROM indicators_incoming AS fresh
WHERE NOT EXISTS ({SAID_BEFORE.format(table="indicators_observation")})
    AND NOT EXISTS ({SAID_BEFORE.format(table="indicators_rival")})
"""


def write(
    cursor: CursorWrapper, cells: Cells, delivery: Delivery, source: Source, now: dt.datetime
) -> dict[str, int]:
    """Write the facts of one delivery, and return how many stand, gave way, rival or were known."""
    given = _parameters(delivery, source, now)
    superseded = 0
    if isinstance(source, Reported) and source.replaces:
        superseded = supersede_delivery(cursor, source.replaces, now)
    _copy(cursor, cells)
    stored, rivals = _run(cursor, INSERT, given), 0
    if stored < len(cells.facts):
        _check_each_key_is_named_once(cursor)
        superseded += _make_room(cursor, source, given)
        stored += _run(cursor, INSERT, given)
        rivals = _run(cursor, RIVAL, given)
    cursor.execute("DROP TABLE indicators_incoming")
    unchanged = len(cells.facts) - stored - rivals
    return {
        "stored": stored, "superseded": superseded, "rivals": rivals, "unchanged": unchanged
    }  # fmt: skip


def supersede_delivery(cursor: CursorWrapper, version: str, now: dt.datetime) -> int:
    """Let every figure of a report version cease to count; return how many did."""
    given = {"version": version, "now": now}
    _run(cursor, SUPERSEDE_DELIVERY.format(table="indicators_rival"), given)
    return _run(cursor, SUPERSEDE_DELIVERY.format(table="indicators_observation"), given)


def _make_room(cursor: CursorWrapper, source: Source, given: dict[str, Any]) -> int:
    if isinstance(source, Reported):
        return _run(cursor, IMPORTS_STEP_ASIDE, given)
    _run(cursor, RESTATE.format(table="indicators_rival"), given)
    return _run(cursor, RESTATE.format(table="indicators_observation"), given)


def _check_each_key_is_named_once(cursor: CursorWrapper) -> None:
    cursor.execute(REPEATED)
    if repeated := cursor.fetchall():
        findings = [Unknown("repeated", " ".join(filter(None, names))) for names in repeated]
        raise UnreadableFacts(count=len(findings), first=str(findings[0]), findings=findings)


def _parameters(delivery: Delivery, source: Source, now: dt.datetime) -> dict[str, Any]:
    given: dict[str, Any] = {"delivery": delivery.pk, "now": now, "source": None}
    if isinstance(source, Imported):
        given |= {"source": source.source, "source_date": source.source_date}
    return given


def _copy(cursor: CursorWrapper, cells: Cells) -> None:
    cursor.execute(CREATE)
    lines = cells.lines()
    with cursor.copy("COPY indicators_incoming FROM STDIN") as copy:
        while some := "".join(islice(lines, LINES_AT_ONCE)):
            copy.write(some)


def _run(cursor: CursorWrapper, statement: str, given: dict[str, Any]) -> int:
    cursor.execute(statement, given)
    return int(cursor.rowcount)
