"""Tổng hợp: by the indicator's own rule; half-up, after adding; never an average of rates."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhip.indicators.rules.aggregation import Additivity, Cell, conclude, sums

NUMBERS = st.decimals(-(10**6), 10**6, places=2)


def cells(*pairs):
    return sums(Cell(Decimal(above), Decimal(below)) for above, below in pairs)


@pytest.mark.requirement(36)
@pytest.mark.fixture_case("T18")
def test_t18_the_rate_of_two_units_is_the_ratio_of_their_sums():
    given_sums = cells((9, 10), (10, 1000))

    rate = conclude(Additivity.RATIO_OF_SUMS, given_sums, factor=Decimal(100), places=2)

    assert rate == Decimal("1.88")


@pytest.mark.requirement(20)
@pytest.mark.fixture_case("T28")
@pytest.mark.parametrize(("number", "rounded"), [("2.5", 3), ("3.5", 4), ("-2.5", -3)])
def test_t28_half_goes_up_and_never_to_even(number, rounded):
    assert conclude(Additivity.SUM, cells((number, 1)), places=0) == rounded


@pytest.mark.requirement(20)
def test_rounding_comes_after_adding():
    assert conclude(Additivity.SUM, cells(("0.4", 1), ("0.4", 1)), places=0) == 1


def test_a_weighted_figure_is_weighed():
    assert conclude(Additivity.WEIGHTED, cells((10, 1), (20, 3)), places=1) == Decimal("17.5")


def test_the_highest_and_the_last():
    given_sums = cells((3, 1), (7, 1), (5, 1))

    assert conclude(Additivity.MAX, given_sums) == 7
    assert conclude(Additivity.LAST, given_sums) == 5


def test_a_ratio_over_nothing_has_no_figure():
    assert conclude(Additivity.RATIO_OF_SUMS, cells((0, 0)), places=2) is None


@pytest.mark.requirement(36)
def test_what_does_not_add_up_has_no_total():
    with pytest.raises(ValueError, match="does not add up"):
        conclude(Additivity.NONE, cells((1, 1)))


def test_no_cells_have_no_sums():
    assert sums([]) is None


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1), st.randoms())
def test_the_order_of_places_does_not_matter(pairs, chance):
    shuffled = list(pairs)
    chance.shuffle(shuffled)

    for how in (Additivity.SUM, Additivity.MAX, Additivity.WEIGHTED, Additivity.RATIO_OF_SUMS):
        assert conclude(how, cells(*pairs)) == conclude(how, cells(*shuffled))
