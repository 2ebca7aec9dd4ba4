"""Đợt sắp xếp: who took over from whom, as two of the tables say. Pure."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from nhip.core.text import fold
from nhip.organisations.rules.lineage import WHOLE, Succession
from nhip.organisations.rules.maps import REFORM, Maps
from nhip.organisations.rules.spans import read_span
from nhip.organisations.rules.tables import Line, Tables

COMMUNES = "communes-2025"


def successions(tables: Tables, maps: Maps) -> list[Succession]:
    """Return every succession of the tables; a unit that went on unchanged has none."""
    return list(chain(_printed(tables), _conversion(tables, maps), _later_names(tables, maps)))


def _printed(tables: Tables) -> Iterator[Succession]:
    for row in tables.successions:
        yield Succession(row["reorganisation"], row["old"], row["new"], row["change"], row["share"])


def _conversion(tables: Tables, maps: Maps) -> Iterator[Succession]:
    sources = Counter(row["new"] for row in tables.conversion)
    renamed = _renamed(tables, maps)
    for row in tables.conversion:
        old, new = f"gso/{row['old']}", maps.commune(row["new"])
        if old != new:
            change = _change(row, alone=sources[row["new"]] == 1)
        elif row["old"] != row["new"]:
            change = "recode"
        elif old in renamed:
            change = "rename"
        else:
            continue
        yield Succession(COMMUNES, old, new, change, row["share"])


def _change(row: Line, *, alone: bool) -> str:
    """Return how an old unit passed into a new one that it did not go on as."""
    if row["share"] == WHOLE:
        return "merge"
    return "split" if alone else "part"


def _renamed(tables: Tables, maps: Maps) -> set[str]:
    """Return the units that went on from the reform under another name, spelling apart."""
    before = {row["gso"]: fold(row["name"]) for row in (*tables.districts, *tables.communes_before)}
    after = {row["gso"]: fold(row["name"]) for row in reversed(tables.communes)}
    return {f"gso/{old}" for new, old in maps.alone.items() if before[old] != after[new]}


def _later_names(tables: Tables, maps: Maps) -> Iterator[Succession]:
    """Yield the communes that were renamed later, by the reorganisation of that day."""
    batches = {row["effective"]: row["key"] for row in tables.reorganisations}
    for row in tables.communes:
        span = read_span(row["since"], row["until"])
        if span.since != REFORM and span.start_known:
            unit = maps.commune(row["gso"])
            yield Succession(batches[row["since"]], unit, unit, "rename", WHOLE)
