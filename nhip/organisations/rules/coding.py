"""Mã của đơn vị: every code that the tables give, from one day to another. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from nhip.organisations.rules.maps import REFORM, Maps, in_register
from nhip.organisations.rules.network import NATION, unit_by_code
from nhip.organisations.rules.spans import ALWAYS, Row, Span, joined, lifetime, read_span
from nhip.organisations.rules.tables import FILES, Line, Tables

SCHEMES = ("gso", "qd20", "qcvn102")


def codes(tables: Tables, maps: Maps) -> list[Row]:
    """Return scheme and value of every code, with the unit it designates."""
    rows = [
        Row(NATION, ("gso", "VN"), ALWAYS, FILES["provinces"]),
        *_level_1(tables),
        *_territories(tables, maps),
        *_register(tables, maps),
    ]
    return list(
        chain.from_iterable(
            joined(row for row in rows if row.values[0] == scheme) for scheme in SCHEMES
        )
    )


def _level_1(tables: Tables) -> Iterator[Row]:
    """Yield the codes of Decision 20/2020; it says from when and to when each of them counts."""
    bodies = _lifetimes((row["code"], row) for row in tables.bodies)
    provinces = _lifetimes((row["unit"], row) for row in tables.provinces)
    committees = {row["unit"]: row["committee"] for row in tables.provinces}
    for code, span in bodies.items():
        yield Row(f"qd20/{code}", ("qd20", code), _stated(span), FILES["bodies"])
    for unit, span in provinces.items():
        stated, committee = _stated(in_register(span)), committees[unit]
        council = f"K{committee.removeprefix('H')}"
        yield Row(f"gso/{unit}", ("qd20", committee), stated, FILES["bodies"])
        yield Row(f"council/{unit}", ("qd20", council), stated, FILES["bodies"])


def _lifetimes(lines: Iterable[tuple[str, Line]]) -> dict[str, Span]:
    spans: dict[str, list[Span]] = defaultdict(list)
    for unit, row in lines:
        spans[unit].append(read_span(row["since"], row["until"]))
    return {unit: lifetime(some) for unit, some in spans.items()}


def _territories(tables: Tables, maps: Maps) -> Iterator[Row]:
    for row in tables.provinces:
        span = read_span(row["since"], row["until"])
        yield Row(f"gso/{row['unit']}", ("gso", row["gso"]), span, FILES["provinces"])
    for row in tables.districts:
        span = maps.old_network("district", maps.homes[row["gso"]])
        yield Row(f"gso/{row['gso']}", ("gso", row["gso"]), span, FILES["districts"])
    for row in tables.communes_before:
        span = maps.old_network("commune", maps.homes[row["district"]])
        yield Row(f"gso/{row['gso']}", ("gso", row["gso"]), span, FILES["communes_before"])
    for row in tables.communes:
        span = read_span(row["since"], row["until"])
        yield Row(maps.commune(row["gso"]), ("gso", row["gso"]), span, FILES["communes"])


def _register(tables: Tables, maps: Maps) -> Iterator[Row]:
    """Yield the codes of a body's own register, older form and newer one side by side."""
    units = unit_by_code(tables, maps)
    closed = {row["code"]: read_span("", row["until"]).until for row in tables.bodies}
    for row in tables.register:
        body, _dot, below = row["qd20"].partition(".")
        span = maps.register()
        if not below:
            span = replace(span, until=closed.get(body, REFORM), end_known=True)
        elif row["gso"]:
            span = span.before(REFORM)
        for scheme in ("qd20", "qcvn102") if below else ("qcvn102",):
            yield Row(units[row["qd20"]], (scheme, row[scheme]), span, FILES["register"])


def _stated(span: Span) -> Span:
    return replace(span, start_known=True, end_known=True)
