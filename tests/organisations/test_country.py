"""Đất nước theo ngày: the same question, another day, another answer, or none that is known."""

import datetime as dt
from collections import Counter

import pytest

from nhip.organisations.models import Code, Horizon, Kind, Name, Unit
from nhip.organisations.rules.knowledge import NotKnown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]

OUTBREAK = dt.date(2021, 8, 15)
REFORM = dt.date(2025, 7, 1)
EVE = REFORM - dt.timedelta(days=1)


def day(text):
    return dt.date.fromisoformat(text)


def unit(scheme, value, on):
    return Unit.objects.by_code(scheme, value, on=on)


# --- How many there were --------------------------------------------------------------------


@pytest.mark.requirement(43)
@pytest.mark.parametrize(
    ("kind", "on", "count"),
    [
        ("province", "2008-08-01", 63),
        ("province", "2015-12-31", 63),
        ("province", "2021-08-15", 63),
        ("province", "2025-06-30", 63),
        ("province", "2025-07-01", 34),
        ("province", "2026-09-15", 34),
        ("district", "2025-06-30", 696),
        ("district", "2025-07-01", 0),
        ("commune", "2025-03-01", 10_035),
        ("commune", "2025-06-30", 10_035),
        ("commune", "2025-07-01", 3_321),
        ("commune", "2026-11-01", 3_321),
        ("ministry", "2021-08-15", 18),
        ("ministry", "2025-05-01", 14),
        ("government_office", "2021-08-15", 1),
        ("nation", "1990-01-01", 1),
    ],
)
def test_the_units_of_a_kind_are_those_of_the_day(kind, on, count):
    assert Unit.objects.of_kind(kind, on=day(on)).count() == count


@pytest.mark.parametrize(
    ("kind", "on"),
    [
        ("commune", "2019-01-01"),
        ("commune", "2021-08-15"),
        ("district", "2024-12-31"),
        ("province", "2008-07-31"),
        ("ministry", "2020-09-14"),
        ("department", "2021-08-15"),
    ],
)
def test_a_day_that_the_tables_do_not_reach_is_not_known(kind, on):
    with pytest.raises(NotKnown):
        Unit.objects.of_kind(kind, on=day(on))


@pytest.mark.requirement(17)
def test_no_start_is_made_up():
    said = Kind.objects.filter(start_known=True, valid__startswith__lt=REFORM)

    # The Committee for Ethnic Minorities became a ministry; all else is older than the tables.
    assert list(said.values_list("unit__key", "kind")) == [("qd20/G21", "ministry")]


# --- Codes ----------------------------------------------------------------------------------


@pytest.mark.requirement(43)
@pytest.mark.parametrize(
    ("scheme", "code", "on", "name"),
    [
        ("gso", "24", "2024-06-01", "Bắc Giang"),
        ("gso", "24", "2026-06-01", "Bắc Ninh"),
        ("gso", "27", "2024-06-01", "Bắc Ninh"),
        ("gso", "80", "2024-06-01", "Long An"),
        ("gso", "80", "2025-07-01", "Tây Ninh"),
        ("gso", "46", "2024-12-31", "Thừa Thiên Huế"),
        ("gso", "46", "2025-01-01", "Huế"),
        ("gso", "00634", "2025-06-30", "Phường Đại Mỗ"),
        ("gso", "00634", "2025-07-01", "Phường Tây Mỗ"),
        ("gso", "00637", "2025-07-01", "Phường Đại Mỗ"),
        ("gso", "25270", "2026-04-29", "Xã Lộc Ninh"),
        ("gso", "25270", "2026-04-30", "Phường Lộc Ninh"),
        ("gso", "VN", "2015-12-31", "Việt Nam"),
        ("qd20", "H02", "2024-06-01", "Bắc Giang"),
        ("qd20", "H05", "2024-06-01", "Bắc Ninh"),
        ("qd20", "H05", "2026-06-01", "Bắc Ninh"),
        ("qd20", "H53", "2021-08-15", "Tây Ninh"),
        ("qd20", "G22", "2021-08-15", "Văn phòng Chính phủ"),
        ("qd20", "G10", "2021-08-15", "Bộ Nông nghiệp và Phát triển nông thôn"),
        ("qd20", "G10", "2025-05-01", "Bộ Nông nghiệp và Môi trường"),
        ("qd20", "H53.30", "2021-08-15", "Thành phố Tây Ninh"),
        ("qd20", "H53.30.22", "2021-08-15", "Phường 3"),
        ("qd20", "H53.17", "2021-08-15", "Sở Y tế"),
        ("qcvn102", "000.22.30.H53", "2021-08-15", "Phường 3"),
        ("qcvn102", "000.00.00.G18", "2021-08-15", "Bộ Y tế"),
    ],
)
def test_a_code_designates_the_unit_of_the_day(scheme, code, on, name):
    assert unit(scheme, code, day(on)).name_on(day(on)) == name


@pytest.mark.fixture_case("T20")
@pytest.mark.requirement(43)
def test_the_two_provinces_of_one_code_are_two_units():
    assert unit("gso", "24", day("2024-06-01")) != unit("gso", "24", day("2026-06-01"))
    assert unit("qd20", "H05", day("2024-06-01")) != unit("qd20", "H05", day("2026-06-01"))
    assert unit("gso", "01", OUTBREAK) == unit("gso", "01", day("2026-06-01"))


@pytest.mark.parametrize(
    ("scheme", "code", "on"),
    [
        ("gso", "28", "2015-01-01"),  # Hà Tây had joined Hà Nội
        ("gso", "02", "2025-07-01"),
        ("gso", "001", "2025-07-01"),
        ("qd20", "H02", "2025-07-01"),
        ("qd20", "G04", "2025-04-14"),
        ("qd20", "G22", "2019-01-01"),  # there was no Decision 20/2020
        ("qd20", "G99", "2021-08-15"),
        ("qd20", "H53.99", "2021-08-15"),
    ],
)
def test_a_code_that_designates_nobody_is_none(scheme, code, on):
    with pytest.raises(Unit.DoesNotExist):
        unit(scheme, code, day(on))


@pytest.mark.parametrize(
    ("scheme", "code", "on"),
    [
        ("gso", "00634", "2019-01-01"),  # it has a row, which begins later
        ("gso", "00099", "2019-01-01"),  # it has none, and may have been merged away
        ("gso", "28", "2007-01-01"),
        ("qd20", "H53.17", "2020-10-01"),
        ("qd20", "H53.17", "2026-01-01"),  # departments of the merged province are another matter
        ("qd20", "H17.02", "2021-08-15"),  # another province's own register
        ("qd20", "A17", "2021-08-15"),  # a range of the decision, which names nobody
        ("qcvn102", "000.00.00.G18", "2019-01-01"),
        ("qcvn102", "000.00.02.H17", "2021-08-15"),
    ],
)
def test_a_code_of_which_the_tables_cannot_speak_is_not_known(scheme, code, on):
    with pytest.raises(NotKnown):
        unit(scheme, code, day(on))


def test_every_province_bears_its_committee_code_on_every_day():
    for on in (OUTBREAK, EVE, REFORM, day("2026-09-15")):
        provinces = Unit.objects.of_kind("province", on=on).values("pk")
        codes = Code.objects.filter(unit__in=provinces, valid__contains=on)
        held = Counter(codes.values_list("scheme", flat=True))

        assert held["gso"] == held["qd20"] == len(provinces)


# --- Names ----------------------------------------------------------------------------------


@pytest.mark.requirement(43)
@pytest.mark.parametrize(
    ("scheme", "code", "on", "official"),
    [
        ("qd20", "H53", "2021-08-15", "Ủy ban nhân dân tỉnh Tây Ninh"),
        ("qd20", "H26", "2021-08-15", "Ủy ban nhân dân thành phố Hà Nội"),
        ("qd20", "H57", "2024-12-31", "Ủy ban nhân dân tỉnh Thừa Thiên Huế"),
        ("qd20", "H57", "2025-01-01", "Ủy ban nhân dân thành phố Huế"),
        ("qd20", "H19", "2026-04-30", "Ủy ban nhân dân thành phố Đồng Nai"),
        ("qd20", "G18", "2021-08-15", "Bộ Y tế"),
        ("qd20", "H53.35", "2021-08-15", "Ủy ban nhân dân thị xã Hòa Thành"),
        ("qd20", "H53.30.22", "2021-08-15", "Ủy ban nhân dân Phường 3"),
        ("qd20", "K53", "2021-08-15", "Hội đồng nhân dân tỉnh Tây Ninh"),
        ("gso", "11948", "2025-07-01", "Ủy ban nhân dân đặc khu Bạch Long Vĩ"),
    ],
)
def test_an_agency_bears_the_full_name_of_the_day(scheme, code, on, official):
    assert unit(scheme, code, day(on)).official_name_on(day(on)) == official


def test_a_name_before_the_tables_is_not_known():
    health = unit("qd20", "G18", OUTBREAK)

    assert health.names.get().first_day is None
    with pytest.raises(NotKnown):
        health.name_on(day("2015-12-31"))


def test_a_change_on_an_unknown_day_leaves_a_gap_that_is_not_known():
    bac_ninh = unit("qd20", "H05", day("2026-06-01"))

    assert bac_ninh.official_name_on(day("2026-08-23")) == "Ủy ban nhân dân tỉnh Bắc Ninh"
    assert bac_ninh.official_name_on(day("2026-11-01")) == "Ủy ban nhân dân thành phố Bắc Ninh"
    with pytest.raises(NotKnown):
        bac_ninh.official_name_on(day("2026-09-15"))


def test_a_unit_that_ended_bears_no_name_after():
    with pytest.raises(Name.DoesNotExist):
        unit("gso", "24", day("2024-06-01")).name_on(REFORM)


# --- The tree -------------------------------------------------------------------------------


def test_tay_ninh_had_nine_districts_and_ninety_four_communes_in_2021():
    tay_ninh = unit("qd20", "H53", OUTBREAK).pk

    assert Unit.objects.of_kind("district", on=OUTBREAK, within=tay_ninh).count() == 9
    communes = Unit.objects.of_kind("commune", on=OUTBREAK, within=tay_ninh)
    assert communes.count() == 94
    coded = Code.objects.filter(unit__in=communes, scheme="qd20", valid__contains=OUTBREAK)
    assert coded.count() == 92  # two of them are not in the province's register
    assert Unit.objects.of_kind("department", on=OUTBREAK, within=tay_ninh).count() == 18


def test_what_is_known_of_one_province_is_not_known_of_another():
    with pytest.raises(NotKnown):
        Unit.objects.of_kind("commune", on=OUTBREAK, within=unit("gso", "01", OUTBREAK).pk)


def test_a_commune_sits_under_its_district_and_from_the_reform_under_its_province():
    commune = unit("gso", "21997", EVE)  # Canh Liên went on with the rest of its land elsewhere
    above = {on: Unit.objects.above(commune.pk, on=on).count() for on in (EVE, REFORM)}
    after = unit("gso", "21997", REFORM)

    assert above == {EVE: 4, REFORM: 1}
    assert Unit.objects.above(after.pk, on=REFORM).count() == 3


def test_the_whole_country_is_under_the_nation():
    nation = unit("gso", "VN", REFORM).pk
    provinces = Unit.objects.of_kind("province", on=REFORM, within=nation)

    assert provinces.count() == 34
    assert Unit.objects.of_kind("commune", on=REFORM, within=nation).count() == 3_321
    children = Unit.objects.children_of(nation, on=REFORM)
    assert Counter(children.values_list("kinds__kind", flat=True))["province"] == 34


def test_the_children_of_a_district_before_the_tables_are_not_known():
    ba_dinh = unit("gso", "001", EVE)

    assert Unit.objects.children_of(ba_dinh.pk, on=EVE).count() == 13
    with pytest.raises(NotKnown):
        Unit.objects.children_of(ba_dinh.pk, on=OUTBREAK)


def test_an_island_district_went_on_as_a_special_zone():
    island = unit("gso", "318", EVE)

    assert unit("gso", "11948", REFORM) == island
    assert list(island.kinds.order_by("valid").values_list("kind", flat=True)) == [
        "district",
        "commune",
    ]


def test_every_horizon_names_its_source():
    assert not Horizon.objects.filter(source=None).exists()
