"""Bản đồ: every province once, where it is, and both archipelagos on every map."""

import csv
import json
import os
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from nhip.core.text import nfc

SHARED = os.environ.get("NHIP_SHARED")
MAPS = settings.NHIP_REFERENCE / "maps"
TOWNS = [  # a well-known place of each region, and the code it must lie in
    ("Hồ Gươm", 105.852, 21.029, "01", "01"),
    ("Mê Linh", 105.717, 21.183, "01", "01"),
    ("Lũng Cú", 105.316, 23.363, "02", "08"),
    ("Điện Biên Phủ", 103.017, 21.386, "11", "11"),
    ("thành phố Huế", 107.585, 16.463, "46", "46"),
    ("Đà Nẵng", 108.202, 16.055, "48", "48"),
    ("Ngọc Hồi", 107.700, 14.700, "62", "51"),
    ("sông Sa Thầy", 107.500, 14.200, "62", "51"),
    ("Pleiku", 108.000, 13.983, "64", "52"),
    ("Nha Trang", 109.180, 12.245, "56", "56"),
    ("Tòa thánh Tây Ninh", 106.130, 11.300, "72", "80"),
    ("chợ Bến Thành", 106.698, 10.772, "79", "79"),
    ("Thủ Dầu Một", 106.650, 10.980, "74", "79"),
    ("bến Ninh Kiều", 105.788, 10.030, "92", "92"),
    ("Năm Căn", 104.993, 8.760, "96", "96"),
    ("Phú Quốc", 104.000, 10.220, "91", "91"),
    ("Lý Sơn", 109.118, 15.383, "51", "51"),
    ("Côn Đảo", 106.605, 8.690, "77", "79"),
]


@pytest.fixture(scope="module")
def topology():
    return json.loads((MAPS / "vietnam.topo.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shapes(topology):
    return {
        layer: {
            one["properties"]["code"]: [list(map(ring_of(topology), part)) for part in one["arcs"]]
            for one in found["geometries"]
        }
        for layer, found in topology["objects"].items()
        if layer != "hatching"
    }


def ring_of(topology):
    """Return how a list of borders becomes a ring of corners in degrees."""
    step = topology["transform"]["scale"][0]

    def walk(place):
        x = y = 0
        corners = []
        for right, up in topology["arcs"][place if place >= 0 else ~place]:
            x, y = x + right, y + up
            corners.append((x * step, y * step))
        return corners if place >= 0 else corners[::-1]

    return lambda places: [corner for place in places for corner in walk(place)]


def lies_in(lon, lat, parts):
    crossings = 0
    for ring in (ring for part in parts for ring in part):
        for (x, y), (next_x, next_y) in pairwise([*ring, ring[0]]):
            if (y > lat) != (next_y > lat):
                crossings += lon < x + (lat - y) / (next_y - y) * (next_x - x)
    return crossings % 2 == 1


def size(parts):
    """Return the area in square degrees; outer rings run clockwise, holes the other way."""
    rings = [ring for part in parts for ring in part]
    return -sum(
        (x * next_y - next_x * y) / 2
        for ring in rings
        for (x, y), (next_x, next_y) in pairwise([*ring, ring[0]])
    )


def provinces_on(day):
    with (settings.NHIP_REFERENCE / "units" / "provinces.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        row["gso"]
        for row in rows
        if row["since"].lstrip("~") <= day and (not row["until"] or day < row["until"].lstrip("~"))
    }


@pytest.mark.parametrize(
    ("layer", "day", "count"),
    [("provinces63", "2021-08-15", 63), ("provinces34", "2025-07-01", 34)],
)
def test_every_province_of_the_day_is_drawn_once(topology, layer, day, count):
    codes = [one["properties"]["code"] for one in topology["objects"][layer]["geometries"]]

    assert len(codes) == len(set(codes)) == count
    assert set(codes) == provinces_on(day)


def test_both_archipelagos_stand_on_the_map_with_their_vietnamese_names(topology):
    found = {
        one["properties"]["name"]: one["properties"]["code"]
        for one in topology["objects"]["archipelagos"]["geometries"]
    }

    assert found == {
        "Quần đảo Hoàng Sa (Việt Nam)": "48",
        "Quần đảo Trường Sa (Việt Nam)": "56",
    }
    assert all(name == nfc(name) for name in found)


def test_the_archipelagos_lie_where_they_are(shapes):
    for code, west, east, south, north in [
        ("48", 111.0, 113.0, 15.7, 17.2),
        ("56", 111.4, 117.9, 7.1, 11.6),
    ]:
        corners = [c for part in shapes["archipelagos"][code] for ring in part for c in ring]
        assert all(west < lon < east and south < lat < north for lon, lat in corners)
    assert len(shapes["archipelagos"]["48"]) >= 10
    assert len(shapes["archipelagos"]["56"]) >= 25


@pytest.mark.parametrize(("place", "lon", "lat", "before", "since"), TOWNS)
def test_a_well_known_place_lies_in_its_province(shapes, place, lon, lat, before, since):
    for layer, code in (("provinces63", before), ("provinces34", since)):
        assert [c for c, parts in shapes[layer].items() if lies_in(lon, lat, parts)] == [code]


def test_the_largest_and_the_smallest_provinces_are_the_known_ones(shapes):
    by_size = sorted(shapes["provinces63"], key=lambda code: size(shapes["provinces63"][code]))

    assert set(by_size[:5]) == {"27", "35", "33", "26", "48"}  # Bắc Ninh, Hà Nam, Hưng Yên …
    assert set(by_size[-5:]) == {"40", "64", "14", "66", "38"}  # Nghệ An, Gia Lai, Sơn La …


def test_joining_loses_no_ground(shapes):
    before, since = (sum(map(size, shapes[f"provinces{n}"].values())) for n in (63, 34))

    assert since == pytest.approx(before)


def test_a_shape_of_the_drawing_has_one_code_and_every_province_can_be_hatched(topology):
    with (MAPS / "shapes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    hatched = [one["properties"] for one in topology["objects"]["hatching"]["geometries"]]

    assert len({row["shape"] for row in rows}) == len({row["code"] for row in rows}) == 63
    assert {one["code"] for one in hatched} == provinces_on("2021-08-15")
    assert {one["into"] for one in hatched} == provinces_on("2025-07-01")


def test_the_map_says_where_it_comes_from_and_is_small(topology):
    assert topology["licence"] == "CC BY 4.0"
    assert "@svg-maps/vietnam" in topology["source"]
    assert (MAPS / "vietnam.topo.json").stat().st_size < 70_000


@pytest.mark.skipif(not SHARED, reason="the collected sources are not beside this checkout")
def test_each_province_has_the_label_point_of_the_official_map_within_it(shapes):
    with (Path(SHARED or "") / "data" / "maps" / "label_points.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["layer"].startswith("provinces")]

    outside = [
        row
        for row in rows
        if not lies_in(float(row["lon"]), float(row["lat"]), shapes[row["layer"]][row["code"]])
    ]
    assert outside == []
