"""Chỉ tiêu: units, a dictionary of a few entries, and people for the tests of this area."""

import datetime as dt
from dataclasses import dataclass

import pytest
from psycopg.types.range import DateRange

from nhip.core.web import system
from nhip.indicators import actions
from nhip.organisations.models import Code, Unit

NOW = dt.datetime(2021, 8, 15, 1, tzinfo=dt.UTC)
EVER = DateRange(dt.date(1900, 1, 1), None)


@dataclass(frozen=True)
class Stranger:
    """A person to whom nothing was granted."""

    ref: str = "accounts.user:0"
    name: str = "Hoa"

    def may(self, right: str, unit_id: int | None, *, on: dt.date) -> bool:
        return False


@pytest.fixture
def hoa():
    return Stranger()


@pytest.fixture
def office():
    """The part of the system that takes figures in."""
    return system("reporting")


def entry(code, *, place="sum", time="sum", **more):
    """Return one entry of the dictionary as the reference files write it."""
    return {
        "code": code,
        "name": code,
        "name_en": code,
        "unit_of_measure": "",
        "unit_of_measure_en": "",
        "data_type": "decimal",
        "kind": "output",
        "frequency": "month",
        "data_source": "test",
        "over_place": place,
        "over_time": time,
        "over_groups": place,
        "additivity_reason": f"{code} was made for a test",
        "owner": ["G22", "2021-08-15"],
        "valid_from": "2000-01-01",
        **more,
    }


DICTIONARY = {
    "dimensions": [
        {
            "code": "sex",
            "name": "Giới tính",
            "name_en": "Sex",
            "members": [
                {"code": "M", "name": "Nam", "name_en": "Male"},
                {"code": "F", "name": "Nữ", "name_en": "Female"},
            ],
        },
        {
            "code": "age",
            "name": "Tuổi",
            "name_en": "Age",
            "members": [{"code": "0-4", "name": "0–4", "name_en": "0–4"}],
        },
    ],
    "indicators": [
        entry("CASES", dimensions=["sex", "age"]),
        entry("SOLVED"),
        entry("LATE"),
        entry(
            "ON.TIME",
            place="ratio_of_sums",
            time="ratio_of_sums",
            decimals=2,
            factor="100",
            above=[{"of": "SOLVED"}, {"of": "LATE", "coefficient": "-1"}],
            below=[{"of": "SOLVED"}],
        ),
        entry("PRICE", place="weighted", time="none", decimals=1, below=[{"of": "SOLVED"}]),
        entry("PEAK", place="max", time="max"),
        entry("PENDING", time="last"),
        entry("RATE", place="none", time="none"),
    ],
}


@pytest.fixture
def owner(db):
    """The unit that owns the indicators of the tests."""
    unit = Unit.objects.create()
    Code.objects.create(unit=unit, scheme="qd20", value="G22", valid=EVER)
    return unit


@pytest.fixture
def dictionary(owner):
    """A dictionary with one indicator for every way of adding up."""
    return actions.load_dictionary(actor=system("test"), files=[DICTIONARY], now=NOW)


@pytest.fixture
def units(dictionary):
    """Three places that report."""
    return [Unit.objects.create().pk for _place in range(3)]
