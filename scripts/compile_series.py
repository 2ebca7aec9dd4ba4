#!/usr/bin/env python
"""Lập bảng số liệu: compile our own small tables of series from the collected sources.

Run it from the checkout: ``python scripts/compile_series.py``. Sources are looked for in
``NHIP_SHARED`` (default ``../shared``); the tables go to ``reference/series``.
"""

import csv
import json
import os
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).parents[1]
SOURCES = Path(os.environ.get("NHIP_SHARED", HERE.parent / "shared")) / "data" / "series"
TABLES = HERE / "reference" / "series"

FIRST_DAY, LAST_DAY = "2021-04-27", "2021-08-14"
LAST_MONTH = "2021-12"
PLACES = Decimal("0.01")
OF_WHICH = {
    "FFA": "01FA",
    "_CP_011FS": "011FS",
    "_CP_062T063": "062T063",
    "_CP_102T105": "102T105",
}

Row = dict[str, str]


def main() -> None:
    """Write every table and the file that says where each comes from."""
    outbreak = sorted(_outbreak(_read("covid19_cases_daily_province.csv")))
    _write("outbreak-2021.csv", ("date", "province", "new_cases"), outbreak)
    prices = sorted(_prices(_read("nsdp_national.csv")))
    _write("cpi-2020-2021.csv", ("month", "indicator", "disaggregation", "value"), prices)
    text = json.dumps(NAMES, ensure_ascii=False, indent=1)
    (TABLES / "sources.json").write_text(f"{text}\n", encoding="utf-8")


NAMES = {
    "outbreak-2021.csv": {
        "source": "Bản đồ COVID-19 của Trung tâm Giám sát an toàn không gian mạng quốc gia (NCSC)",
        "source_date": "2022-01-22",
        "note": "Counts by day of announcement; province codes of the General Statistics Office. "
        "Nine provinces have no row for 2021-06-22 in the source, and none here. "
        "The date is the last day the source covers.",
    },
    "cpi-2020-2021.csv": {
        "source": "Chỉ số giá tiêu dùng, Trang số liệu tổng hợp quốc gia (NSDP)",
        "source_date": "2024-10-31",
        "note": "Indices with 2019 = 100 and core inflation year on year, rounded half up to two "
        "places. The date is the last day the source covers.",
    },
}


def _outbreak(rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        if FIRST_DAY <= row["period"] <= LAST_DAY:
            yield row["period"], row["area_code"], row["value"]


def _prices(rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        named = _price(row["indicator"])
        if named is not None and row["period"] <= LAST_MONTH:
            yield (
                row["period"],
                *named,
                str(Decimal(row["value"]).quantize(PLACES, "ROUND_HALF_UP")),
            )


def _price(code: str) -> tuple[str, str] | None:
    """Return our indicator and group for a series of the source, or None for another."""
    if code == "nsdp.PCPICO_PC_PP_PT":
        return "TCTK.GIA.CPI.COBAN", ""
    if not code.endswith("_IX") or "PCPI" not in code:
        return None
    rest = code.removesuffix("_IX").partition("PCPI")[2]
    group = OF_WHICH.get(rest, rest.removeprefix("_CP_"))
    return "TCTK.GIA.CPI", f"cpi={group}" if group else ""


def _read(name: str) -> Iterator[Row]:
    with (SOURCES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _write(name: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with (TABLES / name).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns)
        table.writerows(rows)


if __name__ == "__main__":
    main()
