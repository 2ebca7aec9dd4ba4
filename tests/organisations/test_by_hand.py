"""Ghi tay: a few rows written by hand make a unit, as other areas' tests do."""

import datetime as dt

import pytest
from psycopg.types.range import DateRange

from nhip.organisations.models import Code, Kind, Name, Placement, Unit
from nhip.organisations.rules.knowledge import NotKnown

EVER = DateRange(dt.date(1900, 1, 1), None)
DAY = dt.date(2021, 8, 15)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tay_ninh():
    unit = Unit.objects.create()
    Name.objects.create(
        unit=unit, name="Tây Ninh", official_name="Ủy ban nhân dân tỉnh", sort_key="", valid=EVER
    )
    Code.objects.create(unit=unit, scheme="qd20", value="H53", valid=EVER)
    Kind.objects.create(unit=unit, kind="province", valid=EVER)
    return unit


def test_hand_written_rows_answer_every_question(tay_ninh):
    district = Unit.objects.create()
    Placement.objects.create(unit=district, parent=tay_ninh, valid=EVER)

    assert Unit.objects.by_code("qd20", "H53", on=DAY) == tay_ninh
    assert list(Unit.objects.of_kind("province", on=DAY)) == [tay_ninh]
    assert list(Unit.objects.children_of(tay_ninh.pk, on=DAY)) == [district]
    assert set(Unit.objects.under(tay_ninh.pk, on=DAY)) == {tay_ninh, district}
    assert set(Unit.objects.above(district.pk, on=DAY)) == {tay_ninh, district}
    assert tay_ninh.name_on(DAY) == "Tây Ninh"
    assert tay_ninh.code_on("qd20", DAY) == "H53"


def test_a_code_that_nobody_has_is_none_where_nothing_is_hidden(tay_ninh):
    with pytest.raises(Unit.DoesNotExist):
        Unit.objects.by_code("qd20", "H54", on=DAY)


def test_the_database_folds_names_as_search_does(tay_ninh):
    assert tay_ninh.names.get().folded == "tay ninh uy ban nhan dan tinh"


def test_a_day_before_an_unknown_start_is_not_known():
    unit = Unit.objects.create()
    since = DateRange(dt.date(2025, 3, 1), None)
    Name.objects.create(unit=unit, name="Xã An Bình", sort_key="", valid=since, start_known=False)

    assert unit.names.get().first_day is None
    with pytest.raises(NotKnown):
        unit.name_on(DAY)
