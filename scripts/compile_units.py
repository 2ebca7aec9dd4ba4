"""Lập bảng đơn vị: compile our own tables of units, codes and successions from collected sources.

Run it from the checkout: ``python scripts/compile_units.py``. Sources are looked for in
``NHIP_SHARED`` (default ``../shared``); the tables go to ``reference/units``, where README.md says
how to read them. A day written ``~2025-03-01`` is not when something began or ended, only the last
day for which the sources speak.
"""

import csv
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from compile_register import register

from nhip.core.text import fold, nfc

HERE = Path(__file__).parents[1]
SOURCES = Path(os.environ.get("NHIP_SHARED", HERE.parent / "shared")) / "data"
TABLES = HERE / "reference" / "units"

SIXTY_THREE = "~2008-08-01"  # Hà Tây had joined Hà Nội by Resolution 15/2008/QH12.
HUE_CITY = "2025-01-01"  # Resolution 175/2024/QH15
REFORM = "2025-07-01"  # Resolution 202/2025/QH15
# Cities since a day that the sources do not print, between the resolution and October 2026.
NEW_CITIES = {"22": "2026-08-24", "24": "2026-08-24"}
RESOLUTION_388 = "2026-08-04"
LATEST = "2026-10-31"

KINDS = {
    "ministry": {*(f"G{number:02d}" for number in range(1, 19))},
    "ministerial_agency": {"G19", "G20", "G21"},
    "government_office": {"G22"},
    "government_agency": {"G23", "G24", "G27", "G28", "G30", "G31", "G32", "G36"},
    "national_university": {"G25", "G26"},
    "coordinating_body": {"G34", "G35", "G38", "G39", "G40"},
}
FAMILIES = {
    "I": "sociopolitical_organisation",
    "J": "social_organisation",
    **dict.fromkeys("BDEF", "state_body"),
}
SHARES = {
    "Nhập một phần diện tích, toàn bộ dân số": "people",
    "Nhập một phần diện tích": "land",
    "Nhâp một phần diện tích": "land",
}

Row = dict[str, str]
Line = tuple[str, ...]


def main() -> None:
    """Write every table."""
    bodies = list(_bodies(_read("agencies/level1_codes.csv")))
    _write("bodies.csv", "code kind name since until", bodies)
    provinces = list(_provinces())
    _write("provinces.csv", "unit name type since until gso committee", provinces)
    districts = list(_read("admin-units/districts_2024.csv"))
    _write("districts.csv", "gso name province", map(_district, districts))
    conversion = list(_conversion())
    _write("conversion.csv", "old new share", conversion)
    before = list(_read("admin-units/communes_2024.csv"))
    after = list(_communes())
    spelling = _spelling(conversion, after)
    _write("communes-before.csv", "gso name district", (_commune(r, spelling) for r in before))
    _write("communes.csv", "gso name province since until", after)
    _write("successions.csv", "reorganisation old new change share", _successions(provinces))
    units = _read("agencies/tay_ninh_H53_units_2020.csv")
    lines = register(units, districts, before)
    _write("register-tay-ninh.csv", "qcvn102 qd20 gso kind name parent", lines)


def _bodies(rows: Iterable[Row]) -> Iterator[Line]:
    """Yield the level-1 bodies for as long as the register lists them; they are older than it.

    Ranges name nobody; H and K follow from the provinces.
    """
    listed: set[str] = set()
    for row in rows:
        code, since = row["code"], row["valid_from"]
        if "-" in code or code[0] in "HK":
            continue
        since = since if code in listed else f"~{since}"
        listed.add(code)
        yield code, _kind(code, row["name"]), nfc(row["name"]), since, row["valid_to"]


def _kind(code: str, name: str) -> str:
    if code[0] != "G":
        return FAMILIES[code[0]]
    if name.startswith("Bộ "):  # The Committee for Ethnic Minorities became a ministry.
        return "ministry"
    return next(kind for kind, codes in KINDS.items() if code in codes)


def _provinces() -> Iterator[Line]:
    """Yield each province while name, type and codes stay; one that merged is a new unit."""
    old = list(_read("admin-units/provinces_2024.csv"))
    new = {row["code"]: row for row in _read("admin-units/provinces_2025.csv")}
    merged = {code for code, row in new.items() if " " in row["old_province_codes"]}
    for row in old:
        code, into = row["code"], row["new_province_code"]
        ends = REFORM if into in merged else ""
        tail = (code, row["ma_dinh_danh_ubnd_2020"])
        if code == "46":
            yield code, "Thừa Thiên Huế", "tỉnh", SIXTY_THREE, HUE_CITY, *tail
            yield code, row["name"], row["type"], HUE_CITY, ends, *tail
        elif not ends and code in NEW_CITIES:
            yield from _new_city(code, row["name"], SIXTY_THREE, tail)
        else:
            yield code, row["name"], row["type"], SIXTY_THREE, ends, *tail
    for code in sorted(merged):
        yield from _merged(new[code])


def _merged(row: Row) -> Iterator[Line]:
    code, name = row["code"], row["name"]
    unit, tail = f"{code}-2025", (code, row["ma_dinh_danh_ubnd"])
    changed = re.search(r"effective (\d{4}-\d\d-\d\d)", row["type_change"])
    if changed:
        yield unit, name, row["type_2025_07_01"], REFORM, changed[1], *tail
        yield unit, name, row["type_2026_10"], changed[1], "", *tail
    elif code in NEW_CITIES:
        yield from _new_city(unit, name, REFORM, tail)
    else:
        yield unit, name, row["type_2025_07_01"], REFORM, "", *tail


def _new_city(unit: str, name: str, since: str, tail: tuple[str, str]) -> Iterator[Line]:
    yield unit, name, "tỉnh", since, f"~{NEW_CITIES[tail[0]]}", *tail
    yield unit, name, "thành phố", f"~{LATEST}", "", *tail


def _district(row: Row) -> Line:
    return row["code"], _name(row["name"]), row["province_code"]


def _commune(row: Row, spelling: dict[str, str]) -> Line:
    name = _name(row["name"])
    kept = spelling.get(row["code"], "")
    return row["code"], kept if fold(kept) == fold(name) else name, row["district_code"]


def _name(text: str) -> str:
    return nfc(text).replace("’", "'").replace("Thị Trấn ", "Thị trấn ")


def _conversion() -> Iterator[Line]:
    """Yield which old code went into which new one; the Kim Sơn flats had no commune before."""
    rows = list(_read("admin-units/commune_mapping_2024_to_2025.csv"))
    whole = {row["old_code"] for row in rows if SHARES.get(row["nso_note"]) == "people"}
    for row in rows:
        island = row["new_name"].startswith("Đặc khu")
        if old := row["old_code"] or (row["old_district_code"] if island else ""):
            yield old, row["new_code"], _share(row, whole)


def _share(row: Row, whole: set[str]) -> str:
    """Return what of the old commune went over: all, a part, all its people, or only land."""
    if row["relation"] == "full":
        return "all"
    return SHARES.get(row["nso_note"], "part") if row["old_code"] in whole else "part"


def _communes() -> Iterator[Line]:
    for row in _read("admin-units/communes_2025.csv"):
        code, name, province = row["code"], _name(row["name_2025_07_01"]), row["province_code"]
        if not row["changed_by"]:
            yield code, name, province, REFORM, ""
            continue
        ward = f"Phường {name.removeprefix('Xã ')}"
        day = row["changed_effective"]
        yield code, name, province, REFORM, day or f"~{RESOLUTION_388}"
        yield code, ward, province, day or f"~{LATEST}", ""


def _spelling(conversion: list[Line], after: list[Line]) -> dict[str, str]:
    """Return the newer spelling of each commune that went on alone, to tell it from a new name."""
    sources = Counter(new for _old, new, _share in conversion)
    names = {line[0]: line[1] for line in reversed(after)}
    return {
        old: names[new] for old, new, share in conversion if share == "all" and sources[new] == 1
    }


def _successions(provinces: list[Line]) -> Iterator[Line]:
    yield "hue-2025", "gso/46", "gso/46", "rename", "all"
    for row in _read("agencies/level1_codes.csv"):
        code, successor = row["code"], row["successor_code"]
        if code[0] == "G" and successor:
            change = "rename" if code == successor else "merge"
            yield "codes-2025", f"qd20/{code}", f"qd20/{successor}", change, ""
    for old, new in _mergers():
        yield "provinces-2025", f"gso/{old}", f"gso/{new}-2025", "merge", "all"
    for unit, _name, _type, since, *_rest in provinces:
        if since == "2026-04-30":
            yield "dong-nai-2026", f"gso/{unit}", f"gso/{unit}", "rename", "all"


def _mergers() -> list[tuple[str, str]]:
    """Return each old province that became part of a new one."""
    rows = list(_read("admin-units/provinces_2024.csv"))
    parts = Counter(row["new_province_code"] for row in rows)
    pairs = [(row["code"], row["new_province_code"]) for row in rows]
    return sorted((old, new) for old, new in pairs if parts[new] > 1)


def _read(name: str) -> Iterator[Row]:
    with (SOURCES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _write(name: str, columns: str, lines: Iterable[Line]) -> None:
    TABLES.mkdir(parents=True, exist_ok=True)
    with (TABLES / name).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns.split())
        table.writerows(lines)


if __name__ == "__main__":
    main()
