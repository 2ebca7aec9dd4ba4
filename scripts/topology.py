"""Tô pô: write shapes that share borders as TopoJSON, each border once. Pure, for compile_maps.

Shapes are anything of GeoJSON's kinds with ``__geo_interface__``; neighbours must share their
corners exactly. Outer rings run clockwise, as the drawing libraries of the web expect.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

STEP = 0.002  # degrees, about 200 metres: the grid on which corners stand

Corner = tuple[int, int]
Feature = tuple[dict[str, Any], Any]  # what is known of a shape, and the shape


class Topology:
    """Bản đồ tô pô: layers of shapes over one list of borders."""

    def __init__(self) -> None:
        self.layers: dict[str, list[tuple[dict[str, Any], str, list[Any]]]] = {}

    def add(self, name: str, features: Iterable[Feature]) -> None:
        """Add one layer."""
        self.layers[name] = [(known, *_on_grid(shape)) for known, shape in features]

    def text(self, about: dict[str, str]) -> str:
        """Return the map as TopoJSON, one shape a line, headed by what is said about it."""
        borders = _Borders(ring for ring in self._rings())
        layers = []
        for name, shapes in self.layers.items():
            lines = ",\n".join(_text(borders.geometry(*one)) for one in shapes)
            layers.append(f'"{name}":{{"type":"GeometryCollection","geometries":[\n{lines}]}}')
        arcs = ",\n".join(_text(_steps(arc)) for arc in borders.arcs)
        head = ",\n".join(f"{_text(key)}:{_text(value)}" for key, value in about.items())
        transform = _text({"scale": [STEP, STEP], "translate": [0, 0]})
        body = ",\n".join(layers)
        return (
            f'{{"type":"Topology",\n{head},\n"transform":{transform},\n'
            f'"objects":{{{body}}},\n"arcs":[\n{arcs}]}}\n'
        )

    def _rings(self) -> Iterator[list[Corner]]:
        for shapes in self.layers.values():
            for _known, kind, polygons in shapes:
                if kind == "MultiPolygon":
                    for polygon in polygons:
                        yield from polygon


class _Borders:
    """The borders: rings are cut where three shapes meet, and each piece is kept once."""

    def __init__(self, rings: Iterator[list[Corner]]) -> None:
        self.arcs: list[list[Corner]] = []
        self._places: dict[tuple[Corner, ...], int] = {}
        self._knots = _knots(list(rings))

    def geometry(self, known: dict[str, Any], kind: str, parts: list[Any]) -> dict[str, Any]:
        """Return one shape in terms of borders."""
        if kind == "MultiPolygon":
            arcs = [[self._of_ring(ring) for ring in polygon] for polygon in parts]
        else:
            arcs = [[self._place(line)] for line in parts]
        return {"type": kind, "properties": known, "arcs": arcs}

    def _of_ring(self, ring: list[Corner]) -> list[int]:
        cuts = [place for place, corner in enumerate(ring[:-1]) if corner in self._knots]
        if not cuts:  # an island: it begins where any other copy of it would
            start = ring.index(min(ring))
            return [self._place([*ring[start:-1], *ring[: start + 1]])]
        turned = [*ring[cuts[0] : -1], *ring[: cuts[0] + 1]]
        ends = [place for place, corner in enumerate(turned) if corner in self._knots]
        return [self._place(turned[start : end + 1]) for start, end in pairwise(ends)]

    def _place(self, arc: list[Corner]) -> int:
        """Return where a border stands in the list; one that is walked backwards is ``~place``."""
        if (back := self._places.get(tuple(reversed(arc)))) is not None:
            return ~back
        return self._places.setdefault(tuple(arc), self._next(arc))

    def _next(self, arc: list[Corner]) -> int:
        if tuple(arc) not in self._places:
            self.arcs.append(arc)
        return len(self.arcs) - 1


def _knots(rings: list[list[Corner]]) -> set[Corner]:
    """Return the corners where the shapes on either side change."""
    beside: defaultdict[Corner, set[frozenset[Corner]]] = defaultdict(set)
    for ring in rings:
        for before, corner, after in zip([ring[-2], *ring], ring[:-1], ring[1:], strict=False):
            beside[corner].add(frozenset((before, after)))
    return {corner for corner, pairs in beside.items() if len(pairs) > 1}


def _on_grid(shape: Any) -> tuple[str, list[Any]]:
    """Return the kind of a shape, always the plural one, and its parts with corners on the grid."""
    found = shape.__geo_interface__
    kind, parts = found["type"], found["coordinates"]
    if not kind.startswith("Multi"):
        kind, parts = f"Multi{kind}", [parts]
    if kind == "MultiLineString":
        return kind, [_corners(line) for line in parts]
    polygons = [[_corners(ring) for ring in polygon] for polygon in parts]
    return kind, [
        [_turned(ring, clockwise=not place) for place, ring in enumerate(polygon)]
        for polygon in polygons
    ]


def _corners(points: Iterable[tuple[float, float]]) -> list[Corner]:
    corners = [(round(x / STEP), round(y / STEP)) for x, y in points]
    return [corners[0], *(corner for last, corner in pairwise(corners) if corner != last)]


def _turned(ring: list[Corner], *, clockwise: bool) -> list[Corner]:
    area = sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairwise(ring))
    return ring if (area < 0) == clockwise else ring[::-1]


def _steps(arc: list[Corner]) -> list[Corner]:
    return [arc[0], *((x - last_x, y - last_y) for (last_x, last_y), (x, y) in pairwise(arc))]


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
