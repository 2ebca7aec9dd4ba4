"""Mạng lưới đơn vị: turn the tables into units, described from one day to another. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from nhip.organisations.rules.maps import Maps, in_register
from nhip.organisations.rules.naming import committee_of, council_of
from nhip.organisations.rules.spans import ALWAYS, Row, Span, joined, read_span
from nhip.organisations.rules.tables import FILES, Tables

NATION = "nation"
NATION_NAMES = ("Việt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam")


@dataclass(frozen=True)
class Described:
    """Đơn vị trong một khoảng thời gian: what it is called, what it is, and under what it sits."""

    unit: str
    names: tuple[str, str]
    kind: str
    parent: str
    span: Span
    source: str


@dataclass(frozen=True)
class Network:
    """Mạng lưới: every unit by its key, in the order of the tables, and what holds of it when."""

    units: list[str]
    names: list[Row]
    kinds: list[Row]
    placements: list[Row]


def network(tables: Tables, maps: Maps) -> Network:
    """Return the units of the tables, with names, kinds and places."""
    told = list(
        chain(
            [Described(NATION, NATION_NAMES, "nation", "", ALWAYS, FILES["provinces"])],
            _provinces(tables),
            _bodies(tables),
            _districts(tables, maps),
            _communes_before(tables, maps),
            _communes(tables, maps),
            _register(tables, maps),
        )
    )
    return Network(
        units=list(dict.fromkeys(each.unit for each in told)),
        names=list(joined(Row(each.unit, each.names, each.span, each.source) for each in told)),
        kinds=list(joined(Row(each.unit, (each.kind,), each.span, each.source) for each in told)),
        placements=list(
            joined(
                Row(each.unit, (each.parent,), each.span, each.source)
                for each in told
                if each.parent
            )
        ),
    )


def _provinces(tables: Tables) -> Iterator[Described]:
    for row in tables.provinces:
        unit, span = f"gso/{row['unit']}", read_span(row["since"], row["until"])
        territory, source = f"{row['type']} {row['name']}", FILES["provinces"]
        names = (row["name"], committee_of(territory))
        yield Described(unit, names, "province", NATION, span, source)
        names, span = (council_of(territory),) * 2, in_register(span)
        yield Described(f"council/{row['unit']}", names, "provincial_council", unit, span, source)


def _bodies(tables: Tables) -> Iterator[Described]:
    for row in tables.bodies:
        span, names = read_span(row["since"], row["until"]), (row["name"], row["name"])
        unit = f"qd20/{row['code']}"
        yield Described(unit, names, row["kind"], NATION, span, FILES["bodies"])


def _districts(tables: Tables, maps: Maps) -> Iterator[Described]:
    for row in tables.districts:
        province = maps.homes[row["gso"]]
        yield Described(
            unit=f"gso/{row['gso']}",
            names=(row["name"], committee_of(row["name"])),
            kind="district",
            parent=province,
            span=maps.old_network("district", province),
            source=FILES["districts"],
        )


def _communes_before(tables: Tables, maps: Maps) -> Iterator[Described]:
    for row in tables.communes_before:
        yield Described(
            unit=f"gso/{row['gso']}",
            names=(row["name"], committee_of(row["name"])),
            kind="commune",
            parent=f"gso/{row['district']}",
            span=maps.old_network("commune", maps.homes[row["district"]]),
            source=FILES["communes_before"],
        )


def _communes(tables: Tables, maps: Maps) -> Iterator[Described]:
    for row in tables.communes:
        yield Described(
            unit=maps.commune(row["gso"]),
            names=(row["name"], committee_of(row["name"])),
            kind="commune",
            parent=maps.provinces[row["province"]],
            span=read_span(row["since"], row["until"]),
            source=FILES["communes"],
        )


def _register(tables: Tables, maps: Maps) -> Iterator[Described]:
    """Yield the units that only a register names; those with a territory are described there."""
    units = unit_by_code(tables, maps)
    for row in tables.register:
        if row["name"]:
            yield Described(
                unit=units[row["qd20"]],
                names=(row["name"], row["name"]),
                kind=row["kind"],
                parent=units[row["parent"]],
                span=maps.register(),
                source=FILES["register"],
            )


def unit_by_code(tables: Tables, maps: Maps) -> dict[str, str]:
    """Return the unit of each code of the registers."""
    return {
        row["qd20"]: maps.bodies.get(row["qd20"])
        or f"gso/{row['gso']}" * bool(row["gso"])
        or f"qd20/{row['qd20']}"
        for row in tables.register
    }
