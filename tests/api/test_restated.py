"""Quy về địa bàn hiện nay: one figure on the present territory, with who had what then."""

import datetime as dt
from decimal import Decimal

import pytest

from nhip.indicators.actions import store
from nhip.indicators.rules.facts import Fact, Imported
from nhip.organisations.models import Lineage, Reorganisation
from tests.api.conftest import caller_for
from tests.reporting.country import ADMIN, DAY, NOW, make_person, make_unit

BEFORE = "D:2021-08-10"
ASKED = {"indicator": "BYT.DICH.CA", "period": [BEFORE, DAY], "unit": "H53"}


@pytest.fixture
def known(daily, tay_ninh):
    """Until 12 August 2021 there was another unit where Tây Ninh reports since."""
    former = make_unit("H99", "Tây Ninh (cũ)", "Ủy ban nhân dân tỉnh", "province")
    reform = Reorganisation.objects.create(
        key="r", title="Sắp xếp", legal_basis="", effective_on=dt.date(2021, 8, 12)
    )
    share = {"change": "part", "weight": Decimal("0.75"), "weight_basis": "population"}
    Lineage.objects.create(reorganisation=reform, old=former, new=tay_ninh, estimated=True, **share)
    rows = [
        Fact("BYT.DICH.CA", former.pk, BEFORE, value=Decimal(10)),
        Fact("BYT.DICH.CA", tay_ninh.pk, DAY, value=Decimal(97)),
    ]
    store(actor=ADMIN, rows=rows, source=Imported("Bản tin", NOW.date()), now=NOW)


def test_a_figure_on_the_present_territory_names_its_parts(known, tay_ninh):
    analyst = caller_for(make_person("mai", "Vũ Thị Mai", "analyst", tay_ninh))

    answer = analyst.get("restated", **ASKED).json()

    assert (answer["value"], answer["estimated"]) == ("104.50000000", True)
    assert [(part["name"], part["weight"], part["value"]) for part in answer["parts"]] == [
        ("Tây Ninh (cũ)", "0.75000000", "10"),
        ("Tây Ninh", "1", "97"),
    ]


def test_a_reader_of_another_unit_is_told_that_there_is_none(known, hoa):
    answer = caller_for(hoa).get("restated", **ASKED)

    assert answer.status_code == 422
    assert answer.json()["code"] == "unknown-units"


def test_a_period_that_is_none_is_said(known, tay_ninh):
    analyst = caller_for(make_person("mai", "Vũ Thị Mai", "analyst", tay_ninh))

    answer = analyst.get("restated", **ASKED | {"period": ["X:1", DAY]})

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-period")
