"""Requirement 7: what a new version of a form goes on from, and what it begins anew."""

import pytest

from nhip.reporting.rules.crosswalk import Carried, Guess, Why, carry, propose
from nhip.reporting.rules.crosswalk import Crosswalk as Way
from nhip.reporting.rules.figures import MISSING, number
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.specification import parse_form

pytestmark = pytest.mark.requirement(7)

OLD = parse_form("II.06", "2020", {
    "title": "Giải quyết TTHC",
    "rows": [
        {"code": "A", "number": "A", "label": "Sở, ban, ngành"},
        {"code": "B", "number": "B", "label": "Huyện, thị xã, thành phố"},
        {"code": "C", "number": "C", "label": "Xã, phường, thị trấn"},
    ],
    "columns": [
        {"code": "c4", "number": "4", "group": "Nhận", "label": "Trực tuyến"},
        {"code": "c5", "number": "5", "group": "Nhận", "label": "Từ kỳ trước"},
        {"code": "c6", "number": "6", "group": "Đang giải quyết", "label": "Trong hạn"},
        {"code": "c7", "number": "7", "label": "Tỷ lệ", "type": "rate", "places": 2},
    ],
})  # fmt: skip
# The district is gone; a column came between, so that codes and numbers moved by one.
NEW = parse_form("II.06", "2026", {
    "title": "Giải quyết TTHC",
    "rows": [
        {"code": "A", "number": "A", "label": "Sở, ban, ngành:"},
        {"code": "B", "number": "B", "label": "Xã,  phường, đặc khu"},
    ],
    "columns": [
        {"code": "c4", "number": "4", "group": "Nhận", "label": "Trực tuyến"},
        {"code": "c5", "number": "5", "group": "Nhận", "label": "Trực tiếp"},
        {"code": "c6", "number": "6", "group": "Nhận", "label": "Từ kỳ trước"},
        {"code": "c7", "number": "7", "group": "Đang giải quyết", "label": "Trong hạn"},
        {"code": "c8", "number": "8", "label": "Tỷ lệ", "type": "rate", "places": 2},
    ],
})  # fmt: skip
FIGURES = {
    Address(row, column): number(value)
    for row, values in {"A": (1, 2, 3), "B": (10, 20, 30), "C": (100, 200, 300)}.items()
    for column, value in zip(("c4", "c5", "c6"), values, strict=True)
}


def test_columns_go_on_by_their_words_though_codes_and_numbers_moved():
    columns = propose(OLD, NEW).columns

    assert columns["c6"] == Guess("c5", Why.WORDS)
    assert columns["c7"] == Guess("c6", Why.WORDS)
    assert "c5" not in columns


def test_a_code_alone_proves_nothing():
    proposal = propose(OLD, NEW)

    assert proposal.rows["B"] == Guess("B", Why.CODE)
    assert proposal.sure.rows == {"A": ("A",)}


def test_the_same_indicator_is_the_same_column_under_other_words():
    bound = {"indicator": "VPCP.TTHC", "disaggregation": "level=commune"}
    old, new = (
        parse_form("F", version, {
            "title": "F",
            "rows": [{"code": "a", "label": "Tổng"}],
            "columns": [{"code": code, "label": words, "bind": bound}],
        })
        for version, code, words in (("1", "x", "Hồ sơ mới"), ("2", "y", "Tiếp nhận mới"))
    )  # fmt: skip

    assert propose(old, new).columns == {"y": Guess("x", Why.MEANING)}


def test_figures_of_several_old_rows_come_to_their_sum_but_rates_do_not_add_up():
    figures = FIGURES | {Address(row, "c7"): number(50) for row in "ABC"}
    way = Way({"A": ("A",), "B": ("B", "C")}, {"c4": ("c4",), "c8": ("c7",)})

    carried = carry(figures, way, NEW)

    assert carried[Address("B", "c4")] == Carried(
        number(110), (Address("B", "c4"), Address("C", "c4"))
    )
    assert carried[Address("A", "c8")].value == number(50)
    assert carried[Address("B", "c8")].value == MISSING
    assert Address("A", "c5") not in carried


def test_crosswalks_lead_on_through_every_version_between():
    first = Way({"b": ("a",), "c": ("a", "x")}, {"n": ("m",)})
    second = Way({"d": ("b", "c"), "e": ("new",)}, {"o": ("n",)})

    assert second.after(first) == Way({"d": ("a", "x")}, {"o": ("m",)})
