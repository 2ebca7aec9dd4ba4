"""Hostile and mistaken texts: each is refused at once, by a code and the character it stands at."""

import time
from contextlib import suppress

import pytest
from django.utils import translation

from nhip.reporting.queries.faults import fault_in_words, form_fault_in_words
from nhip.reporting.rules.checking import Sheets, compute
from nhip.reporting.rules.expressions import NotAnExpression, parse_comparison, parse_formula
from nhip.reporting.rules.expressions.excel import formula
from nhip.reporting.rules.expressions.faults import TooLong
from nhip.reporting.rules.expressions.parsing import DEEPEST
from nhip.reporting.rules.expressions.sql import Sql, translate
from nhip.reporting.rules.figures import number
from nhip.reporting.rules.forms import Address, FormIsWrong
from nhip.reporting.rules.reading import NoSuchCell
from nhip.reporting.rules.specification import FormulasRunInACircle
from tests.reporting.forms import row, small

REFUSED = [
    ("", "value-expected", 1),
    ("1 +", "value-expected", 4),
    ("a b", "nothing-may-follow", 3),
    ("a = b", "nothing-may-follow", 3),
    ("sum()", "value-expected", 5),
    ("unknown(1)", "unknown-function", 1),
    ("2 * __import__('os')", "unreadable", 16),
    ("a.b(1", "unknown-function", 1),
    ("abs(1", "sign-expected", 6),
    ("(1", "sign-expected", 3),
    ("abs(1, 2)", "wrong-number-of-values", 1),
    ("first_known(a)", "wrong-number-of-values", 1),
    ("prev(1 + 2)", "one-cell-expected", 11),
    ("prev(prev(a))", "one-cell-expected", 13),
    ("cumulative(a + b)", "one-cell-expected", 17),
    ("if(is_nil(a + b), 1, 2)", "one-cell-expected", 16),
    ("if(a, 1, 2)", "comparison-expected", 5),
    ("if(a > 1, 2)", "sign-expected", 12),
    ("round(a, b)", "places-expected", 10),
    ("round(a, 1.5)", "places-expected", 10),
    ("round(a, 13)", "places-expected", 10),
    ("a!", "column-expected", 3),
    ("[II.06]A!", "column-expected", 10),
    ("[II.06]", "row-expected", 8),
    ("[]A!b", "unreadable", 1),
    ("sum(a:)", "range-has-no-end", 7),
    ("1" * 21, "number-too-long", 1),
    ("0." + "1" * 11, "number-too-long", 1),
    ("(" * 60 + "1" + ")" * 60, "expression-too-deep", 42),
    ("-" * 60 + "1", "expression-too-deep", 42),
    ("+".join(["a"] * 400), "too-many-parts", 601),
    ("1" * 3000, "expression-too-long", 2001),
    ("a ; drop", "unreadable", 2),
]


@pytest.mark.requirement(18)
@pytest.mark.parametrize(("text", "code", "at"), REFUSED)
def test_what_is_not_a_formula_is_refused_with_a_code_and_a_place(text, code, at):
    with pytest.raises(NotAnExpression) as refused:
        parse_formula(text)

    assert (refused.value.code, refused.value.at) == (code, at)


def test_a_check_compares_once():
    for text in ("a + b", "a < b < c"):
        with pytest.raises(NotAnExpression):
            parse_comparison(text)


def test_the_longest_chain_and_the_deepest_nesting_are_worked_out():
    deep = "(" * 39 + "a" + ")" * 39
    for text, meant in (("+".join(["a"] * 300), 600), (deep, 2), ("-" * 40 + "a", 2)):
        form = small(columns=["a", {"code": "t", "label": "t", "formula": text}])

        computed = compute(form, Sheets(row("r", a=2)))

        assert computed[Address("r", "t")] == number(meant)


def test_a_cell_that_the_form_does_not_have_is_named_with_the_cell_that_asks():
    with pytest.raises(NoSuchCell) as refused:
        small(columns=["a", {"code": "b", "label": "b", "formula": "elsewhere + 1"}])

    assert (refused.value.place, refused.value.facts) == (
        Address("r", "b"),
        {"named": "elsewhere!b"},
    )


@pytest.mark.requirement(18)
def test_a_circle_is_named_cell_by_cell():
    with pytest.raises(FormulasRunInACircle) as refused:
        small(
            columns=[
                {"code": "a", "label": "a", "formula": "b + 1"},
                {"code": "b", "label": "b", "formula": "a + 1"},
            ]
        )

    assert refused.value.facts["circle"].count("→") == 2


def test_a_formula_too_long_for_a_workbook_is_refused_and_not_cut():
    form = small(columns=["a", {"code": "t", "label": "t", "type": "amount"}])
    node = parse_formula("+".join(["a * 1.5"] * 140))
    place = Address("r", "t")

    with pytest.raises(TooLong):
        formula(node, place, form, lambda address, when: "'Một tờ có tên rất dài'!ABC12345")


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ("sum(", ")"),
        ("max(a, ", ")"),
        ("first_known(a, ", ")"),
        ("first_known(", ", a)"),
        ("if(a > 0, ", ", b)"),
        ("if(", " > 0, a, b)"),
        ("round(", " / 3, 2)"),
        ("-(a / ", ")"),
    ],
)
def test_no_nesting_makes_a_translation_grow_without_bound(opens, closes):
    depth = DEEPEST // 2 - 1
    node = parse_formula(opens * depth + "a" + closes * depth)
    form = small(columns=["a", "b"])

    began = time.process_time()
    made = translate(node, Address("r", "a"), form, lambda address, when: Sql("x", "y"))
    with suppress(TooLong):
        formula(node, Address("r", "a"), form, lambda address, when: "A1")

    assert len(made.value) + len(made.nil) < 20_000
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "In “unknown(1)”, at character 1: there is no function “unknown”."),
        ("vi", "Trong “unknown(1)”, tại ký tự 1: không có hàm “unknown”."),
    ],
)
def test_a_fault_is_said_in_both_languages(language, words):
    with translation.override(language):
        fault = NotAnExpression("unknown-function", "unknown(1)", name="unknown")

        assert fault_in_words(fault) == words


def test_a_form_with_such_a_formula_says_so_in_words():
    with pytest.raises(FormIsWrong) as refused:
        small(columns=["a", {"code": "t", "label": "t", "formula": "a +"}])

    with translation.override("vi"):
        words = form_fault_in_words(refused.value)
    assert words == "Trong “a +”, tại ký tự 4: thiếu một số, một ô hoặc một hàm."
