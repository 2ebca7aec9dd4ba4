"""Bảng kế thừa ghép theo tên: a public table that was matched by name is not believed.

The Python package ``vietnamadminunits`` 1.0.4 names 471 divided communes; where it is installed
all of it is tried, and always the few of its rows that give it away.
"""

import json
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from nhip.organisations.rules.lineage import doubts

NAMED = find_spec("vietnamadminunits")
ACROSS, NAMESAKE = "draws from two old provinces", "divided, and another bears its name"
BY_NAME = {"conversion.csv": {"matched_by": "name"}}
# Xã Hòa Bình of Kim Thành (Hải Dương) and of Vĩnh Bảo (Hải Phòng); wards of Đồng Tháp and
# Tiền Giang that bear a number.
GIVEN = {
    "10798": ("10804", "10843", "11911"),
    "11890": ("10804", "10843", "11911"),
    "28252": ("28249", "29869"),
    "28437": ("28435", "29869"),
    "29902": ("29905", "29869"),
}

pytestmark = pytest.mark.fixture_case("T29")


def found(tables) -> dict[str, set[str]]:
    held = defaultdict(set)
    for doubt in doubts(tables):
        held[doubt.what].add(doubt.where)
    return held


@pytest.mark.requirement(47)
def test_t29_rows_of_the_public_table_that_give_it_away_stop_the_loading(tables):
    official = [row for row in tables.conversion if row["old"] not in GIVEN]
    given = [
        {"old": old, "new": new, "share": "part"} for old, each in GIVEN.items() for new in each
    ]

    held = found(replace(tables, conversion=[*official, *given]))

    assert held[ACROSS] == {"10804", "10843", "11911", "29869"}
    assert held[NAMESAKE] == {"10798", "11890"}


@pytest.mark.skipif(NAMED is None, reason="the package vietnamadminunits is not installed")
@pytest.mark.requirement(47)
def test_t29_of_the_whole_public_table_23_are_refused_and_69_namesakes_are_held(tables):
    rows = [{"old": old, "new": new, "share": "part"} for old, new in _public()]
    names = {row["gso"]: row["name"] for row in tables.communes_before}

    held = found(replace(tables, conversion=rows, sources=BY_NAME))

    assert len(held[ACROSS]) == 23
    # Four more differ from their namesakes by the place of a mark alone (hòa, hoà).
    assert len(held[NAMESAKE]) == 73
    assert len(_with_the_very_name(held[NAMESAKE], rows, names, tables)) == 69


def _with_the_very_name(held, rows, names, tables) -> set[str]:
    """Return those held that share each letter of their name with another of one new province."""
    province = {row["gso"]: row["province"] for row in tables.communes}
    bearers = Counter(
        {
            (province[row["new"]], unicodedata.normalize("NFC", names[row["old"]]), row["old"])
            for row in rows
            if row["old"] in names
        }
    )
    times = Counter((place, name) for place, name, _old in bearers)
    alike = {old for place, name, old in bearers if times[place, name] > 1}
    return held & alike


def _public() -> Iterator[tuple[str, str]]:
    """Yield old and new code of each row of the package, which keys both by name."""
    folder = Path(str(NAMED.origin)).parent / "data"
    with closing(sqlite3.connect(folder / "dataset.db")) as data:
        old = {"_".join(key): code for *key, code in data.execute(_OLD)}
        new = {tuple(key): code for *key, code in data.execute(_NEW)}
    maps = json.loads((folder / "converter_2025.json").read_text())
    for province, communes in maps["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, olds in communes.items():
            yield from ((old[each], new[province, commune]) for each in olds if each in old)
    for province, olds in maps["DICT_PROVINCE_WARD_DIVIDED"].items():
        for each, parts in olds.items():
            yield from ((old[each], new[province, part["newWardKey"]]) for part in parts)


_OLD = """SELECT provinceKey, districtKey, wardKey, wardCode FROM admin_units_legacy
WHERE wardKey IS NOT NULL"""
_NEW = "SELECT provinceKey, wardKey, wardCode FROM admin_units"
