"""Quan hệ kế thừa: what one unit became, and what in a conversion table must not be believed. Pure.

A table that was matched by name gives every namesake the successors of all of them. So units are
matched by code and date; a new commune that draws from two old provinces stops the loading, and
so do namesakes that were divided, wherever the table was not made by code.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from nhip.core.text import fold
from nhip.organisations.rules.tables import Lines, Tables

WHOLE, PART, PEOPLE, LAND = "all", "part", "people", "land"
ONE, NOTHING = Decimal(1), Decimal(0)
WEIGHTS: dict[str, tuple[Decimal | None, str]] = {
    WHOLE: (ONE, "whole"),
    PEOPLE: (ONE, "population"),
    LAND: (NOTHING, "population"),
    PART: (None, ""),
    "": (None, ""),
}


@dataclass(frozen=True)
class Doubt:
    """Nghi vấn: something in the tables that a person has to settle before they are loaded."""

    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.what}: {self.where}"


@dataclass(frozen=True)
class Succession:
    """Kế thừa: one unit and what became of it."""

    reorganisation: str
    old: str
    new: str
    change: str
    share: str

    @property
    def weight(self) -> tuple[Decimal | None, str]:
        """Return the share of the old unit and what it is a share of, where that is known."""
        return WEIGHTS[self.share]


def continuing(conversion: Lines) -> dict[str, str]:
    """Return the new code of each unit that went on alone and whole: it stays the same unit."""
    sources = Counter(row["new"] for row in conversion)
    return {
        row["old"]: row["new"]
        for row in conversion
        if row["share"] == WHOLE and sources[row["new"]] == 1
    }


def doubts(tables: Tables) -> Iterator[Doubt]:
    """Yield everything that forbids loading the tables."""
    yield from _strangers(tables)
    yield from _loose_ends(tables)
    yield from _across_provinces(tables)
    yield from _namesakes(tables)


def _strangers(tables: Tables) -> Iterator[Doubt]:
    """Yield codes that one table uses and the table it points to lacks."""
    before = _codes(tables.communes_before) | _codes(tables.districts)
    provinces = _codes(tables.provinces)
    for what, used, known in (
        ("district", {row["district"] for row in tables.communes_before}, before),
        ("province", {row["province"] for row in tables.districts}, provinces),
        ("province", {row["province"] for row in tables.communes}, provinces),
        ("old unit", {row["old"] for row in tables.conversion}, before),
        ("new unit", {row["new"] for row in tables.conversion}, _codes(tables.communes)),
    ):
        yield from (Doubt(f"unknown {what}", code) for code in sorted(used - known))


def _loose_ends(tables: Tables) -> Iterator[Doubt]:
    """Yield old communes without a successor and new ones from nowhere."""
    if not tables.conversion:
        return
    old = _codes(tables.communes_before) - {row["old"] for row in tables.conversion}
    new = _codes(tables.communes) - {row["new"] for row in tables.conversion}
    yield from (Doubt("no successor", code) for code in sorted(old))
    yield from (Doubt("no predecessor", code) for code in sorted(new))


def _across_provinces(tables: Tables) -> Iterator[Doubt]:
    home = _old_provinces(tables)
    drawn: dict[str, set[str]] = defaultdict(set)
    for row in tables.conversion:
        drawn[row["new"]].add(home.get(row["old"], ""))
    for code, provinces in sorted(drawn.items()):
        if len(provinces) > 1:
            yield Doubt("draws from two old provinces", code)


def _namesakes(tables: Tables) -> Iterator[Doubt]:
    """Yield divided communes with a namesake in the same new province, unless matched by code.

    Even then, namesakes with the very same successors are a sign of matching by name.
    """
    successors: dict[str, set[str]] = defaultdict(set)
    for row in tables.conversion:
        successors[row["old"]].add(row["new"])
    by_code = tables.is_matched_by_code()
    for group in homonyms(tables):
        for code in sorted(group):
            others = [successors[other] for other in group if other != code]
            divided = len(successors[code]) > 1
            if divided and (not by_code or successors[code] in others):
                yield Doubt("divided, and another bears its name", code)


def homonyms(tables: Tables) -> list[set[str]]:
    """Return the groups of old communes that bear one name inside one new province."""
    into = {row["gso"]: row["province"] for row in tables.communes}
    names = {row["gso"]: row["name"] for row in tables.communes_before}
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in tables.conversion:
        if row["old"] in names:
            groups[into.get(row["new"], ""), fold(names[row["old"]])].add(row["old"])
    return [group for group in groups.values() if len(group) > 1]


def _old_provinces(tables: Tables) -> dict[str, str]:
    home = {row["gso"]: row["province"] for row in tables.districts}
    communes = {row["gso"]: home.get(row["district"], "") for row in tables.communes_before}
    return home | communes


def _codes(lines: Iterable[Mapping[str, str]]) -> set[str]:
    return {line["gso"] for line in lines}
