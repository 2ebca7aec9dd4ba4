"""Giá trị ba trạng thái và phân tổ: missing, nil and zero stay three things; one text per cell."""

from decimal import Decimal

import pytest

from nhip.indicators.rules import values
from nhip.indicators.rules.disaggregations import NotADisaggregation, canonical, parse, strangers
from nhip.indicators.rules.values import MISSING, NIL, State, Value


@pytest.mark.requirement(16)
def test_missing_nil_and_zero_are_three_values():
    assert len({MISSING, NIL, values.of(Decimal(0))}) == 3


def test_only_the_missing_value_is_missing():
    assert MISSING.is_missing
    assert not NIL.is_missing


@pytest.mark.parametrize(
    ("state", "number"),
    [(State.NUMBER, None), (State.NIL, Decimal(0)), (State.NUMBER, Decimal("NaN"))],
)
def test_a_value_that_contradicts_itself_cannot_be_made(state, number):
    with pytest.raises(ValueError, match="number"):
        Value(state, number)


def test_the_order_in_which_members_are_named_does_not_matter():
    assert canonical(parse("sex=F|age=0-4")) == canonical(parse("age=0-4|sex=F")) == "age=0-4|sex=F"


def test_the_empty_text_is_the_whole():
    assert canonical(parse("")) == ""


@pytest.mark.parametrize("text", ["sex", "sex=", "sex=F|", "sex=F|sex=M", "sex=F\tage=1", "Sex=F"])
def test_a_text_that_is_no_disaggregation_is_refused(text):
    with pytest.raises(NotADisaggregation):
        parse(text)


def test_strangers_are_named():
    assert strangers("age=5|sex=X", {"sex": {"M", "F"}}) == ["age=5", "sex=X"]
