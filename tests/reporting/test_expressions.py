from decimal import Decimal

import pytest

from nhip.reporting.rules.checking import Sheets, compute
from nhip.reporting.rules.evaluation import evaluate
from nhip.reporting.rules.expressions import NotAnExpression, parse_comparison, parse_formula
from nhip.reporting.rules.figures import MISSING, NIL, Value, number
from nhip.reporting.rules.forms import Address, FormIsWrong
from tests.reporting.forms import row, small

HERE = Address("r", "a")


def value_of(text: str, **sheets: dict[Address, Value]) -> Value:
    form = small(columns=["a", "b", "c"])
    return evaluate(parse_formula(text), HERE, form, Sheets(sheets.pop("now", {}), **sheets))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("-2 + 5", "3"),
        ("7 - 2 - 1", "4"),
        ("max(0, 50 - 80)", "0"),
        ("min(3, 2, 5)", "2"),
        ("abs(-4.5)", "4.5"),
        ("0.1 + 0.2", "0.3"),
        ("round(26813 * 2 / 10, 0)", "5363"),
        ("round(2.5, 0)", "3"),
        ("round(3.5, 0)", "4"),
        ("round(3217.35, 0)", "3217"),
    ],
)
def test_a_formula_is_worked_out_in_decimals(text, expected):
    assert value_of(text) == number(expected)


def test_a_missing_part_gives_a_missing_whole():
    assert value_of("b + 1") == MISSING
    assert value_of("sum(a:c)", now=row("r", a=1, b=2)) == MISSING


def test_nil_counts_zero_and_a_sum_of_nils_is_nil():
    assert value_of("a + b", now=row("r", a=None, b=5)) == number(5)
    assert value_of("a + b", now=row("r", a=None, b=None)) == NIL


def test_a_sum_of_zeros_is_a_zero_and_not_nil():
    assert value_of("a + b", now=row("r", a=0, b=0)) == number(0)


def test_dividing_by_zero_gives_no_figure():
    assert value_of("a / b", now=row("r", a=5, b=0)) == MISSING


def test_the_previous_period_is_missing_when_nothing_was_reported():
    assert value_of("prev(b)") == MISSING
    assert value_of("prev(b)", previous=row("r", b=12)) == number(12)
    assert value_of("last_year(b)", last_year=row("r", b=7)) == number(7)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 +",
        "a b",
        "sum()",
        "unknown(1)",
        "__import__('os')",
        "a.b(1",
        "prev(1 + 2)",
        "round(a, b)",
        "a = b",
        "a!",
        "(" * 60 + "1" + ")" * 60,
        "-" * 60 + "1",
        "1" * 3000,
    ],
)
def test_what_is_not_a_formula_is_refused(text):
    with pytest.raises(NotAnExpression):
        parse_formula(text)


def test_a_check_must_compare():
    with pytest.raises(NotAnExpression):
        parse_comparison("a + b")


@pytest.mark.requirement(18)
def test_formulas_that_run_in_a_circle_are_refused():
    with pytest.raises(FormIsWrong, match="circle"):
        small(
            columns=[
                {"code": "a", "label": "a", "formula": "b + 1"},
                {"code": "b", "label": "b", "formula": "a + 1"},
            ]
        )


def test_looking_back_is_no_circle():
    form = small(columns=[{"code": "a", "label": "a", "formula": "prev(a) + 1"}])

    computed = compute(form, Sheets({}, previous=row("r", a=4)))

    assert computed == row("r", a=5)


def test_a_formula_that_names_no_cell_is_refused():
    with pytest.raises(FormIsWrong, match="no such cell"):
        small(columns=["a", {"code": "b", "label": "b", "formula": "elsewhere + 1"}])


@pytest.mark.requirement(20)
def test_a_total_is_rounded_after_summing():
    form = small(
        columns=[
            {"code": "a", "label": "a", "type": "amount", "places": 1},
            {"code": "b", "label": "b", "type": "amount", "places": 1},
            {"code": "t", "label": "t", "formula": "a + b"},
        ]
    )

    computed = compute(form, Sheets(row("r", a="0.4", b="0.4")))

    assert computed[Address("r", "t")] == number(Decimal(1))


@pytest.mark.requirement(18)
def test_children_are_summed_under_their_parent():
    form = small(
        rows=[
            {"code": "I", "label": "I", "formula": "sum(children)"},
            {"code": "x", "label": "x", "parent": "I"},
            {"code": "y", "label": "y", "parent": "I"},
        ],
        columns=["a"],
    )

    computed = compute(form, Sheets(row("x", a=2) | row("y", a=3)))

    assert computed[Address("I", "a")] == number(5)
