"""Numbers as official papers write them."""

from decimal import Decimal

import pytest

from nhip.core.numbers import AmbiguousNumber, format_decimal, parse_decimal, round_half_up


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        ("1234567.89", None, "1.234.567,89"),
        ("1234.5", 0, "1.235"),
        ("-0.5", 1, "-0,5"),
        ("0", None, "0"),
    ],
)
def test_a_figure_is_printed_with_dots_and_a_comma(value, places, printed):
    assert format_decimal(Decimal(value), places) == printed


@pytest.mark.requirement(23)
@pytest.mark.fixture_case("T23")
@pytest.mark.parametrize(
    ("text", "number"), [("1.234,56", "1234.56"), ("1.234", "1234"), ("12,5", "12.5"), ("7", "7")]
)
def test_t23_a_number_is_read_by_the_vietnamese_rule(text, number):
    assert parse_decimal(text) == Decimal(number)


@pytest.mark.requirement(23)
@pytest.mark.fixture_case("T23")
@pytest.mark.parametrize("text", ["1,234.56", "1.23", "", "abc", "1.2345", "1,2,3", "٣"])
def test_t23_an_ambiguous_number_is_an_error_and_never_a_guess(text):
    with pytest.raises(AmbiguousNumber):
        parse_decimal(text)


@pytest.mark.parametrize("text", ["1" * 21, "111" + ".111" * 7, "0," + "1" * 11])
def test_a_number_longer_than_any_figure_is_refused_where_it_is_typed(text):
    with pytest.raises(AmbiguousNumber):
        parse_decimal(text)


def test_a_product_of_long_figures_is_still_rounded():
    assert round_half_up(Decimal("9" * 40 + ".5"), 2) == Decimal("9" * 40 + ".50")


@pytest.mark.requirement(20)
@pytest.mark.fixture_case("T28")
@pytest.mark.parametrize(("value", "rounded"), [("2.5", "3"), ("3.5", "4"), ("3217.35", "3217")])
def test_t28_rounding_is_half_up(value, rounded):
    assert round_half_up(Decimal(value), 0) == Decimal(rounded)
