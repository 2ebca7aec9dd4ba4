"""Từ điển chỉ tiêu: an entry says all that is to be known of an indicator, and has one owner."""

import datetime as dt
import json
from collections import Counter
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from nhip.core.web import system
from nhip.indicators import actions
from nhip.indicators.actions.dictionary import OwnerNotKnown
from nhip.indicators.models import Edition, Indicator, Ownership
from nhip.organisations.models import Unit
from tests.indicators.conftest import NOW, entry

REFERENCE = sorted((Path(__file__).parents[2] / "reference" / "indicators").glob("*.json"))
SHIPPED = {
    one["code"]: one for path in REFERENCE for one in json.loads(path.read_text())["indicators"]
}
WHOLE = {
    "name": "Tỷ lệ giải quyết đúng hạn",
    "name_en": "Solved on time",
    "concept": "Hồ sơ giải quyết trước hoặc đúng hạn so với tổng số đã giải quyết.",
    "method": "Đúng hạn ÷ đã giải quyết × 100",
    "unit_of_measure": "%",
    "unit_of_measure_en": "%",
    "data_type": "percent",
    "decimals": 1,
    "kind": "outcome",
    "frequency": "quarter",
    "data_source": "Biểu II.06/VPCP/KSTT",
    "legal_basis": "Thông tư 01/2020/TT-VPCP",
    "thresholds": {"below": 95},
    "targets": {"mandatory": 95, "aspirational": 98},
    "over_place": "ratio_of_sums",
    "over_time": "ratio_of_sums",
    "over_groups": "ratio_of_sums",
    "additivity_reason": "Là tỷ lệ.",
}

pytestmark = [pytest.mark.django_db, pytest.mark.requirement(39)]


def load(*entries):
    files = [{"dimensions": [], "indicators": list(entries)}]
    return actions.load_dictionary(actor=system("test"), files=files, now=NOW)


def test_an_entry_keeps_all_that_is_said_of_it(owner):
    load(entry("R") | WHOLE)

    kept = Indicator.objects.get(code="R")

    assert {field: getattr(kept, field) for field in WHOLE} == WHOLE
    assert (kept.valid.lower, kept.valid.upper) == (dt.date(2000, 1, 1), None)
    assert list(kept.owners.all()) == [owner]


def test_an_indicator_has_one_owner_at_a_time(owner):
    load(entry("R"))
    second = DateRange(dt.date(2021, 1, 1), None)

    with pytest.raises(IntegrityError), transaction.atomic():
        Ownership.objects.create(
            indicator=Indicator.objects.get(), unit=Unit.objects.create(), valid=second
        )


def test_an_owner_that_is_no_unit_is_refused_and_nothing_is_loaded(owner):
    with pytest.raises(OwnerNotKnown):
        load(entry("R") | {"owner": ["G99", "2021-08-15"]})

    assert not Edition.objects.exists()


def test_the_same_entries_twice_are_one_edition(owner):
    assert load(entry("R")) == load(entry("R"))


def test_no_two_files_that_are_shipped_say_the_same_thing():
    files = [json.loads(path.read_text()) for path in REFERENCE]

    for part in ("dimensions", "indicators"):
        codes = Counter(one["code"] for file in files for one in file[part])
        assert [code for code, times in codes.items() if times > 1] == []


@pytest.mark.parametrize("code", SHIPPED)
def test_what_is_shipped_says_how_it_adds_up_and_why(code):
    one = SHIPPED[code]

    said = ("name", "name_en", "unit_of_measure", "kind", "frequency", "owner", "valid_from")
    assert all(one[part] for part in said)
    assert all(one[rule] for rule in ("over_place", "over_time", "over_groups"))
    assert one["additivity_reason"].endswith(".")
