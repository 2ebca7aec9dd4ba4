"""Số liệu đã công bố: the compiled series, read as they lie in the reference tables."""

import csv
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path

OUTBREAK = "outbreak-2021.csv"
PRICES = "cpi-2020-2021.csv"


@dataclass(frozen=True)
class Provenance:
    """Nguồn: who published a series, and the last day it covers."""

    source: str
    source_date: dt.date


@dataclass(frozen=True)
class Count:
    """Số ca theo ngày công bố: one province's announced cases of one day, and the sum so far."""

    province: str
    day: dt.date
    new_cases: int
    so_far: int


@dataclass(frozen=True)
class Price:
    """Chỉ số giá của một tháng."""

    month: str
    indicator: str
    disaggregation: str
    value: Decimal


def provenance(folder: Path, table: str) -> Provenance:
    """Return where a table comes from."""
    said = json.loads((folder / "sources.json").read_text(encoding="utf-8"))[table]
    return Provenance(said["source"], dt.date.fromisoformat(said["source_date"]))


def counts(folder: Path) -> Iterator[Count]:
    """Yield the announced cases by province and day; a day the source does not have is left out."""
    rows = sorted(_rows(folder / OUTBREAK), key=lambda row: (row["province"], row["date"]))
    for province, days in groupby(rows, key=lambda row: row["province"]):
        so_far = 0
        for row in days:
            new_cases = int(row["new_cases"])
            so_far += new_cases
            yield Count(province, dt.date.fromisoformat(row["date"]), new_cases, so_far)


def announced(folder: Path, day: dt.date) -> dict[str, int]:
    """Return the cases announced on one day, by the statistical code of the province."""
    return {one.province: one.new_cases for one in counts(folder) if one.day == day}


def prices(folder: Path) -> Iterator[Price]:
    """Yield the price indices by month."""
    for row in _rows(folder / PRICES):
        yield Price(row["month"], row["indicator"], row["disaggregation"], Decimal(row["value"]))


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)
