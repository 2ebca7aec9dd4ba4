#!/usr/bin/env python
"""Lập bản đồ: compile our own small map of provinces, with Hoàng Sa and Trường Sa, as TopoJSON.

Run it from the checkout on the packed outlines: ``npm pack @svg-maps/vietnam@2.0.0``, then
``python scripts/compile_maps.py svg-maps-vietnam-2.0.0.tgz``. The map goes to ``reference/maps``,
where README.md says how to read it. Needs shapely 2.1 or newer, which nothing else here does.
"""

import csv
import hashlib
import json
import math
import os
import re
import statistics
import sys
import tarfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry import shape as shape_of
from topology import STEP, Feature, Topology

HERE = Path(__file__).resolve().parents[1]
MAPS = HERE / "reference" / "maps"
UNITS = HERE / "reference" / "units"
SHARED = Path(os.environ.get("NHIP_SHARED", HERE.parent / "shared")) / "data" / "maps"

PACKED = "49627ce5e2456d6a7bd742637f2fca44ffa0cce58515674de900dd991dfd689f"
SOURCE = {
    "source": "Map of Vietnam, @svg-maps/vietnam 2.0.0, by Stephen Truong and Victor Cazanave",
    "licence": "CC BY 4.0",
    "changes": "Put on degrees, borders cleaned, mended by borders.csv, simplified and joined; "
    "Hoàng Sa, Trường Sa and small islands set by their coordinates in islets.csv, larger than "
    "they are so that they can be seen; hatching added.",
    "compiled": "2026-11-24",
}
ARCHIPELAGOS = {
    "hoang-sa": ("Quần đảo Hoàng Sa (Việt Nam)", (112.1, 15.25)),
    "truong-sa": ("Quần đảo Trường Sa (Việt Nam)", (114.3, 12.45)),
}

TOLERANCE = 0.017  # degrees; half a pixel on a map of 500
SLIVER = 0.004  # square degrees; a smaller gap between two drawings of one border is no land
ISLAND = 0.0008  # square degrees; a smaller island is left out unless islets.csv names it
DOT, CORNERS = 0.055, 8
STRIPE = 0.2
FAR_ISLANDS = {"22", "48", "56"}  # the drawing has fewer of their islands than there are

Row = dict[str, str]
Shapes = dict[str, Any]


def main() -> None:
    """Write the map."""
    drawn = _outlines(Path(sys.argv[1]))
    shapes = _cover(_mend(_on_earth(drawn)))
    codes = list(shapes)
    simple = shapely.coverage_simplify(list(shapes.values()), TOLERANCE)
    provinces = _with_islets({code: _solid(one) for code, one in zip(codes, simple, strict=True)})
    into = _mergers()
    topology = Topology()
    topology.add("provinces63", [({"code": code}, provinces[code]) for code in codes])
    topology.add("provinces34", [({"code": c}, one) for c, one in _joined(provinces, into)])
    topology.add("archipelagos", list(_archipelagos()))
    topology.add("hatching", list(_hatching(provinces, into)))
    text = topology.text(SOURCE)
    (MAPS / "vietnam.topo.json").write_text(text, encoding="utf-8")
    print(
        f"{len(codes)} provinces, {len(set(into.values()))} after joining, {len(text)} characters"
    )


# --- Reading the outlines --------------------------------------------------------------------
def _outlines(packed: Path) -> Shapes:
    """Return the drawn shape of each province, on the paper of the drawing."""
    found = hashlib.sha256(packed.read_bytes()).hexdigest()
    if found != PACKED:
        sys.exit(f"{packed} is another edition: its SHA-256 is {found}.")
    with tarfile.open(packed) as tar, tar.extractfile("package/vietnam.svg") as file:  # type: ignore[union-attr]
        drawing = file.read().decode()
    paths = dict(re.findall(r'id="([^"]+)"\s+aria-label="[^"]+"\s+d="([^"]+)"', drawing))
    return {
        row["code"]: shapely.union_all([Polygon(ring).buffer(0) for ring in _rings(paths[shape])])
        for row in _read(MAPS / "shapes.csv")
        if (shape := row["shape"])
    }


def _rings(path: str) -> Iterator[list[tuple[float, float]]]:
    """Yield the rings of a path of straight lines; M, L and z are all such a drawing uses."""
    command, x, y = "", 0.0, 0.0
    ring: list[tuple[float, float]] = []
    for token, horizontal, vertical in re.findall(r"([MmLlZz])|(-?[\d.]+)[ ,](-?[\d.]+)", path):
        if token in ("Z", "z"):
            x, y = ring[0]
            yield ring
            ring = []
        if token:
            command = token
            continue
        relative = command.islower()
        x, y = float(horizontal) + x * relative, float(vertical) + y * relative
        ring.append((x, y))


def _on_earth(drawn: Shapes) -> Shapes:
    """Return the shapes in degrees: the drawing is a Mercator map, fitted to known middles."""
    fitted = [code for code in drawn if code not in FAR_ISLANDS]
    middles = {code: drawn[code].centroid for code in fitted}
    known = {code: shape.centroid for code, shape in _known().items() if code in middles}
    across = _line([(middles[code].x, known[code].x) for code in fitted])
    up = _line([(middles[code].y, _mercator(known[code].y)) for code in fitted])

    def place(points: Any) -> list[tuple[float, float]]:
        return [(across(x), _latitude(up(y))) for x, y in points]

    return {code: shapely.transform(shape, place).buffer(0) for code, shape in drawn.items()}


def _known() -> Shapes:
    layer = json.loads((SHARED / "provinces63.geojson").read_text(encoding="utf-8"))
    return {one["properties"]["code"]: shape_of(one["geometry"]) for one in layer["features"]}


def _line(pairs: list[tuple[float, float]]) -> Callable[[float], float]:
    """Return the straight line that fits these pairs best."""
    slope, start = statistics.linear_regression(*zip(*pairs, strict=True))
    return lambda value: start + slope * value


def _mercator(latitude: float) -> float:
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


def _latitude(mercator: float) -> float:
    return math.degrees(2 * math.atan(math.exp(math.radians(mercator))) - math.pi / 2)


# --- Making one clean cover of them ----------------------------------------------------------
def _mend(shapes: Shapes) -> Shapes:
    """Return the shapes with the borders of 2024: what was drawn in a neighbour is given back."""
    pieces: defaultdict[tuple[str, str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in _read(MAPS / "borders.csv"):
        key = (row["drawn_in"], row["belongs_to"], row["piece"])
        pieces[key].append((float(row["lon"]), float(row["lat"])))
    mended = dict(shapes)
    for (giver, receiver, _piece), corners in pieces.items():
        moved = mended[giver].intersection(Polygon(corners)).buffer(0)
        mended[giver] = mended[giver].difference(moved).buffer(0)
        mended[receiver] = mended[receiver].union(moved)
    return mended


def _cover(shapes: Shapes) -> Shapes:
    """Return the shapes so that neighbours share one border: every drawn face has one owner."""
    lines = shapely.union_all([shape.boundary for shape in shapes.values()], grid_size=STEP)
    faces: defaultdict[str, list[Any]] = defaultdict(list)
    gaps = []
    for face in shapely.polygonize([lines]).geoms:
        inside = face.representative_point()
        owners = [code for code, shape in shapes.items() if shape.contains(inside)]
        if owners:
            faces[owners[0]].append(face)
        elif face.area < SLIVER:
            gaps.append(face)
    for gap in gaps:
        faces[_neighbour(gap, faces)].append(gap)
    return {code: shapely.union_all(parts) for code, parts in sorted(faces.items())}


def _neighbour(gap: Any, faces: dict[str, list[Any]]) -> str:
    """Return who shares the longest border with a gap."""
    shared = {
        code: sum(gap.boundary.intersection(part.boundary).length for part in parts)
        for code, parts in faces.items()
    }
    return max(shared, key=lambda code: shared[code])


def _solid(shape: Any) -> Any:
    """Return a shape without specks; its largest part always stays."""
    parts = sorted(getattr(shape, "geoms", [shape]), key=lambda part: part.area, reverse=True)
    return MultiPolygon([part for part in parts if part is parts[0] or part.area > ISLAND])


# --- What stands on the map ------------------------------------------------------------------
def _with_islets(provinces: Shapes) -> Shapes:
    """Return the provinces with a dot for each named island too small to be seen, or not drawn."""
    dotted = dict(provinces)
    for row in _read(MAPS / "islets.csv"):
        if not row["group"]:
            dotted[row["code"]] = _dotted(dotted[row["code"]], _dot(row))
    return dotted


def _dotted(province: Any, dot: Any) -> Any:
    if any(part.area > dot.area and part.intersects(dot) for part in province.geoms):
        return province
    return MultiPolygon([*(part for part in province.geoms if not part.intersects(dot)), dot])


def _archipelagos() -> Iterator[Feature]:
    """Yield both archipelagos with the province each belongs to, its name, and where it stands."""
    rows = list(_read(MAPS / "islets.csv"))
    for group, (label, (lon, lat)) in ARCHIPELAGOS.items():
        islets = [row for row in rows if row["group"] == group]
        shape = shapely.union_all([_dot(row) for row in islets])
        facts = {"code": islets[0]["code"], "name": label, "lon": lon, "lat": lat}
        yield {"id": group, **facts}, shape


def _dot(row: Row) -> Any:
    return Point(float(row["lon"]), float(row["lat"])).buffer(DOT, quad_segs=CORNERS // 4)


def _mergers() -> dict[str, str]:
    """Return which code stands for each of the 63 after 01/07/2025."""
    pairs = [
        (row["old"], row["new"])
        for row in _read(UNITS / "successions.csv")
        if row["reorganisation"] == "provinces-2025"
    ]
    into = {row["code"]: row["code"] for row in _read(MAPS / "shapes.csv")}
    return into | {old[4:]: new[4:].removesuffix("-2025") for old, new in pairs}


def _joined(provinces: Shapes, into: dict[str, str]) -> Iterator[tuple[str, Any]]:
    for code in sorted(set(into.values())):
        yield (
            code,
            shapely.coverage_union_all([provinces[old] for old in into if into[old] == code]),
        )


def _hatching(provinces: Shapes, into: dict[str, str]) -> Iterator[Feature]:
    """Yield slanting lines across each province, to be drawn where there is no figure."""
    for code, shape in provinces.items():
        inner = shape.buffer(-STRIPE / 10)
        left, low, right, high = inner.bounds
        first = math.ceil((left - high) / STRIPE)
        last = math.floor((right - low) / STRIPE)
        stripes = [
            LineString([(low + step * STRIPE, low), (high + step * STRIPE, high)])
            for step in range(first, last + 1)
        ]
        lines = shapely.union_all([inner.intersection(one) for one in stripes])
        yield {"code": code, "into": into[code]}, lines


def _read(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


if __name__ == "__main__":
    main()
