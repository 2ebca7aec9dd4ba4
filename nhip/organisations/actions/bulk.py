"""Ghi cả tập: COPY into a table that lives for one loading, then take away and add what differs."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper

from nhip.core.text import sort_key
from nhip.organisations.rules.lineage import Succession
from nhip.organisations.rules.network import Network
from nhip.organisations.rules.spans import Row

DATED = {
    "valid": "daterange",
    "start_known": "boolean",
    "end_known": "boolean",
    "source": "text",
}
REFERENCES = {"parent": "parent_id"}
ADD_UNITS = """
INSERT INTO organisations_unit (key)
SELECT unit FROM organisations_incoming
WHERE unit NOT IN (SELECT key FROM organisations_unit WHERE key IS NOT NULL)
ORDER BY position
"""
RESOLVE = """
CREATE TEMP TABLE organisations_fresh ON COMMIT DROP AS
SELECT own.id AS unit_id, source.id AS source_id, incoming.*
FROM organisations_incoming AS incoming
JOIN organisations_unit AS own ON own.key = incoming.unit
JOIN organisations_source AS source ON source.key = incoming.source
"""
RESOLVE_PLACES = """
CREATE TEMP TABLE organisations_fresh ON COMMIT DROP AS
SELECT own.id AS unit_id, upper.id AS parent_id, source.id AS source_id, incoming.*
FROM organisations_incoming AS incoming
JOIN organisations_unit AS own ON own.key = incoming.unit
JOIN organisations_unit AS upper ON upper.key = incoming.parent
JOIN organisations_source AS source ON source.key = incoming.source
"""
FORGET = """
DELETE FROM {table} AS held
WHERE source_id IS NOT NULL AND NOT EXISTS (SELECT FROM organisations_fresh AS fresh WHERE {same})
"""
ADD = """
INSERT INTO {table} ({stored})
SELECT {stored} FROM organisations_fresh EXCEPT SELECT {stored} FROM {table}
"""
RESOLVE_LINEAGE = """
CREATE TEMP TABLE organisations_fresh ON COMMIT DROP AS
SELECT batch.id AS reorganisation_id, old_unit.id AS old_id, new_unit.id AS new_id,
    change, weight, weight_basis
FROM organisations_incoming
JOIN organisations_reorganisation AS batch ON batch.key = reorganisation
JOIN organisations_unit AS old_unit ON old_unit.key = old
JOIN organisations_unit AS new_unit ON new_unit.key = new
"""
FORGET_LINEAGE = """
DELETE FROM organisations_lineage AS held
USING organisations_reorganisation AS batch
WHERE batch.id = held.reorganisation_id AND batch.source_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM organisations_fresh AS fresh
    WHERE (fresh.reorganisation_id, fresh.old_id, fresh.new_id)
        = (held.reorganisation_id, held.old_id, held.new_id))
"""
# A weight that somebody estimated where nobody published one stays.
ADD_LINEAGE = """
INSERT INTO organisations_lineage AS held
    (reorganisation_id, old_id, new_id, change, weight, weight_basis)
SELECT reorganisation_id, old_id, new_id, change, weight, weight_basis FROM organisations_fresh
ON CONFLICT (reorganisation_id, old_id, new_id) DO UPDATE
SET change = excluded.change, weight = excluded.weight, weight_basis = excluded.weight_basis
WHERE NOT held.estimated AND (held.change, held.weight, held.weight_basis)
    IS DISTINCT FROM (excluded.change, excluded.weight, excluded.weight_basis)
"""

Line = Iterable[object]


@dataclass(frozen=True)
class Changed:
    """Thay đổi: how many rows a loading added and took away."""

    added: int = 0
    removed: int = 0

    def __add__(self, other: "Changed") -> "Changed":
        return Changed(self.added + other.added, self.removed + other.removed)


def write_units(keys: list[str]) -> Changed:
    """Make a unit of every key that has none, in this order."""
    with connection.cursor() as cursor:
        lines = ((key, position) for position, key in enumerate(keys))
        _copy(cursor, {"unit": "text", "position": "bigint"}, lines)
        added = _run(cursor, ADD_UNITS)
        _drop(cursor)
        cursor.execute("ANALYZE organisations_unit")
    return Changed(added)


def write_attributes(network: Network, codes: list[Row]) -> Changed:
    """Let names, kinds, places and codes be those of the tables, and those written by hand."""
    names = ((*row.values, sort_key(row.values[0])) for row in network.names)
    return (
        _write("name", ("name", "official_name", "sort_key"), _lines(network.names, names))
        + _write("kind", ("kind",), _lines(network.kinds))
        + _write("code", ("scheme", "value"), _lines(codes))
        + _write("placement", ("parent",), _lines(network.placements))
    )


def write_lineage(successions: list[Succession]) -> Changed:
    """Let the reorganisations of the tables have exactly these successions."""
    columns = dict.fromkeys(("reorganisation", "old", "new", "change"), "text")
    columns |= {"weight": "numeric", "weight_basis": "text"}
    lines = (
        (each.reorganisation, each.old, each.new, each.change, *each.weight) for each in successions
    )
    with connection.cursor() as cursor:
        _copy(cursor, columns, lines)
        cursor.execute(RESOLVE_LINEAGE)
        removed = _run(cursor, FORGET_LINEAGE)
        changed = Changed(_run(cursor, ADD_LINEAGE), removed)
        _drop(cursor)
    return changed


def count_anew() -> None:
    """Let the planner know at once how many rows there are; it would guess for a minute."""
    tables = ("unit", "name", "kind", "code", "placement", "lineage")
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(f'organisations_{table}' for table in tables)}")


def _lines(rows: list[Row], values: Iterable[Line] | None = None) -> Iterable[Line]:
    for row, said in zip(rows, values or (row.values for row in rows), strict=True):
        span = row.span
        yield row.unit, *said, span.range, span.start_known, span.end_known, row.source


def _write(table: str, said: tuple[str, ...], lines: Iterable[Line]) -> Changed:
    """Take away what the lines do not say and add what is missing; rows without a source stay."""
    stored = ["unit_id", *(REFERENCES.get(each, each) for each in said)]
    stored += ["valid", "start_known", "end_known", "source_id"]
    same = " AND ".join(f"fresh.{column} = held.{column}" for column in stored)
    given = {"table": f"organisations_{table}", "stored": ", ".join(stored), "same": same}
    with connection.cursor() as cursor:
        _copy(cursor, dict.fromkeys(("unit", *said), "text") | DATED, lines)
        cursor.execute(RESOLVE_PLACES if "parent" in said else RESOLVE)
        removed = _run(cursor, FORGET.format(**given))
        added = _run(cursor, ADD.format(**given))
        _drop(cursor)
    return Changed(added, removed)


def _copy(cursor: CursorWrapper, columns: dict[str, str], lines: Iterable[Line]) -> None:
    described = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    cursor.execute(f"CREATE TEMP TABLE organisations_incoming ({described}) ON COMMIT DROP")
    with cursor.copy("COPY organisations_incoming FROM STDIN") as copy:
        for line in lines:
            copy.write_row(tuple(line))
    # Without a look the planner takes fresh tables for small and joins them row by row.
    cursor.execute("ANALYZE organisations_incoming")


def _run(cursor: CursorWrapper, statement: str) -> int:
    cursor.execute(statement)
    return int(cursor.rowcount)


def _drop(cursor: CursorWrapper) -> None:
    cursor.execute("DROP TABLE IF EXISTS organisations_incoming, organisations_fresh")
