"""Biểu đồ điều hành: what the board draws, what it says beside it, what it does not compare."""

import datetime as dt
from decimal import Decimal

import pytest
from altair.utils.schemapi import debug_mode
from django.utils import translation

from nhip.command_centre.queries.charts import (
    Measure,
    Place,
    Point,
    province_map,
    ranking,
    trend,
)
from nhip.command_centre.queries.charts.steps import steps
from nhip.ui.charts import MISSING, STEPS

CASES = Measure("Số ca mắc mới", "ca")
ON_TIME = Measure("Hồ sơ đúng hạn", "%", decimals=1, adds=False)
AUGUST = dt.date(2021, 8, 14)
PLACES = [
    Place("01", "Hà Nội", Decimal(40)),
    Place("72", "Tây Ninh", None),
    Place("79", "Hồ Chí Minh", Decimal(4231)),
    Place("48", "Đà Nẵng", Decimal(87)),
]


@pytest.fixture(autouse=True)
def in_vietnamese():
    with translation.override("vi"):
        yield


def day(number, value, present=63):
    known = None if value is None else Decimal(value)
    return Point(f"{number:02d}/08", f"Ngày {number:02d}/08/2021", known, present, 63)


def parts(spec, kind):
    """Return every part of a definition that has such a key."""
    if isinstance(spec, list):
        return [found for one in spec for found in parts(one, kind)]
    if not isinstance(spec, dict):
        return []
    here = [spec[kind]] if kind in spec else []
    return here + [found for one in spec.values() for found in parts(one, kind)]


# --- The map ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("on", "layer"), [(AUGUST, "provinces63"), (dt.date(2025, 7, 1), "provinces34")]
)
def test_every_map_has_the_provinces_of_its_day_and_both_archipelagos(on, layer):
    chart = province_map(PLACES, measure=CASES, on=on)

    features = parts(chart.spec, "feature")
    assert features.count(layer) == 1
    assert features.count("archipelagos") == 2  # their shapes and their names


def test_provinces_without_a_figure_are_hatched_and_named():
    chart = province_map(PLACES, measure=CASES, on=AUGUST)

    assert {"field": "properties.code", "oneOf": ["72"]} in parts(chart.spec, "filter")
    assert chart.notes == ["Chưa có số liệu (1): Tây Ninh."]
    scale = parts(chart.spec, "scale")[0]
    assert dict(zip(scale["domain"], scale["range"], strict=True))["chưa có số liệu"] == MISSING


def test_figures_that_are_printed_alike_share_a_colour():
    alike = [Place("01", "Hà Nội", Decimal("0.6")), Place("48", "Đà Nẵng", Decimal("1.4"))]

    scale = parts(province_map(alike, measure=CASES, on=AUGUST).spec, "scale")[0]

    assert scale["domain"] == ["1", "chưa có số liệu"]


def test_a_map_on_which_nothing_is_missing_hatches_nothing():
    chart = province_map([PLACES[0]], measure=CASES, on=AUGUST)

    assert "hatching" not in parts(chart.spec, "feature")
    assert chart.notes == []


def test_the_map_says_where_it_is_highest_and_whose_outlines_it_has():
    chart = province_map(PLACES, measure=CASES, on=AUGUST, source="Nguồn: 60 báo cáo")

    assert (
        chart.title == "Số ca mắc mới theo tỉnh: cao nhất ở Hồ Chí Minh (4.231 ca), Đà Nẵng (87 ca)"
    )
    assert chart.source == "Nguồn: 60 báo cáo. Ranh giới: @svg-maps/vietnam, CC BY 4.0"


def test_the_table_of_the_map_has_every_place_and_the_sign_of_a_missing_figure():
    table = province_map(PLACES, measure=CASES, on=AUGUST).table

    assert [column.head for column in table.columns] == ["Tỉnh, thành phố", "Số ca mắc mới (ca)"]
    assert list(table.rows)[1:3] == [["Tây Ninh", "·"], ["Hồ Chí Minh", "4.231"]]


def test_a_map_without_any_figure_is_drawn_all_the_same():
    chart = province_map([PLACES[1]], measure=CASES, on=AUGUST)

    assert chart.title == "Số ca mắc mới theo tỉnh: chưa có số liệu"
    assert "archipelagos" in parts(chart.spec, "feature")


# --- Steps of colour ----------------------------------------------------------------------
def test_steps_hold_about_as_many_places_each_and_equal_figures_stand_together():
    found = steps(map(Decimal, [0, 0, 0, 1, 2, 3, 5, 8, 90, 4231]))

    assert [(step.low, step.high) for step in found] == [
        (0, 0),
        (1, 2),
        (3, 5),
        (8, 90),
        (4231, 4231),
    ]
    assert [step.colour for step in found] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("values", "colours"), [([], []), ([7], [4]), ([7, 7, 9], [0, 4]), ([1, 2, 3], [0, 2, 4])]
)
def test_fewer_figures_take_fewer_colours_as_far_apart_as_can_be(values, colours):
    found = steps(map(Decimal, values))

    assert [step.colour for step in found] == colours
    assert len(STEPS) == 5


# --- The ranking --------------------------------------------------------------------------
def test_a_ranking_begins_with_the_largest_and_says_its_share():
    chart = ranking(PLACES, measure=CASES)

    drawn = chart.rows
    assert [row["name"] for row in drawn] == ["Hồ Chí Minh", "Đà Nẵng", "Hà Nội"]
    assert chart.title == ("Số ca mắc mới: Hồ Chí Minh có 4.231 ca, chiếm 97,1 % số đã báo cáo")
    assert list(chart.table.rows)[-1] == ["Tây Ninh", "", "·"]


def test_what_does_not_add_up_is_drawn_as_dots_and_has_no_share():
    chart = ranking(PLACES, measure=ON_TIME)

    assert "share" not in chart.title
    assert chart.title == "Hồ sơ đúng hạn: cao nhất ở Hồ Chí Minh, 4.231,0 %"
    assert {mark["type"] for mark in parts(chart.spec, "mark")} >= {"point"}
    assert {scale["zero"] for scale in parts(chart.spec, "scale")} == {False}


def test_a_long_ranking_is_cut_and_says_so():
    many = [Place(str(number), f"Nơi {number}", Decimal(number)) for number in range(20)]

    chart = ranking(many, measure=CASES)

    assert chart.notes == ["Biểu đồ có 15 địa phương cao nhất trong 20; bảng kèm theo có đủ."]
    assert len(chart.table.rows) == 20


def test_a_ranking_without_figures_names_those_who_are_missing():
    chart = ranking([PLACES[1]], measure=CASES)

    assert chart.title == "Số ca mắc mới: chưa có số liệu"
    assert chart.notes == ["Chưa có số liệu (1): Tây Ninh."]


def test_many_missing_places_are_counted_after_the_first_twelve():
    many = [Place(str(number), f"Nơi {number}", None) for number in range(15)]

    [note] = ranking(many, measure=CASES).notes

    assert note.startswith("Chưa có số liệu (15): Nơi 0, ")
    assert note.endswith("Nơi 11 và 3 nơi khác.")


# --- The trend ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("before", "last", "said"),
    [
        (day(13, 200), day(14, 300), ", ▲ +50,0 % so với kỳ trước"),
        (day(13, 200), day(14, 150), ", ▼ -25,0 % so với kỳ trước"),
        (day(13, 200, present=60), day(14, 300), ""),
        (day(13, None, present=0), day(14, 300), ""),
        (day(13, 0), day(14, 300), ""),
        (day(13, 300), day(14, 300), ""),
    ],
)
def test_a_change_is_said_only_between_two_complete_periods(before, last, said):
    chart = trend([before, last], measure=CASES)

    value = f"{last.value} ca"
    assert chart.title == f"Số ca mắc mới: {value} (Ngày 14/08/2021){said}"


def test_an_incomplete_period_leads_with_its_coverage_and_stands_apart():
    chart = trend([day(13, 200), day(14, 150, present=58)], measure=CASES)

    assert chart.title == "Số ca mắc mới: mới có 58/63, 150 ca (Ngày 14/08/2021)"
    assert chart.notes == ["Điểm rỗng là kỳ chưa đủ số liệu, không so sánh với các kỳ khác."]
    drawn = chart.rows
    assert [(row["whole"], row["partial"]) for row in drawn] == [(200, None), (None, 150)]


def test_the_table_of_a_trend_begins_with_the_newest_period():
    table = trend([day(13, 200), day(14, None, present=0)], measure=CASES).table

    assert list(table.rows) == [
        ["Ngày 14/08/2021", "·", "0/63"],
        ["Ngày 13/08/2021", "200", "63/63"],
    ]


def test_a_trend_without_figures_says_so():
    assert trend([], measure=CASES).title == "Số ca mắc mới: chưa có số liệu"


@pytest.mark.parametrize(
    "chart",
    [
        province_map(PLACES, measure=CASES, on=AUGUST),
        ranking(PLACES, measure=CASES),
        ranking(PLACES, measure=ON_TIME),
        trend([day(13, 200), day(14, 150, present=58)], measure=CASES),
    ],
    ids=["map", "bars", "dots", "trend"],
)
def test_every_definition_is_one_that_the_drawing_program_understands(chart):
    with debug_mode(True):
        assert chart.drawing.to_dict(validate=True)
