"""One expression, four targets, one figure: decimals, PostgreSQL, the browser, the workbook."""

import os
from random import Random

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reporting.expressions import targets, trees

CASES = targets.shared()
# Two cells, each in reach of the fifteen digits that binary fractions keep.
BY_CHANCE = [trees.case(Random(seed), 2, digits=4, quotients=False) for seed in range(300)]
# What a mark in the workbook says of a check.
MARKED = [
    ("a = b + c", {"r!a": "0.3", "r!b": "0.1", "r!c": "0.2"}, "holds"),
    ("a = b + c", {"r!a": "0.31", "r!b": "0.1", "r!c": "0.2"}, "broken"),
    ("a = b + c", {"r!b": "0.1", "r!c": "0.2"}, "holds"),
    ("a <= b", {"r!a": "nil", "r!b": "0"}, "holds"),
    ("a < b", {"r!a": "nil", "r!b": "0"}, "broken"),
    ("a != b", {"r!a": "2", "r!b": "2"}, "broken"),
    ("a / b >= 1", {"r!a": "2", "r!b": "0"}, "holds"),
]
CHECKED = [{"formulas": {}, "check": text, "figures": held} for text, held, _mark in MARKED]

pytestmark = pytest.mark.xdist_group("expressions")


@pytest.fixture(scope="module")
def connection():
    with psycopg.connect(os.environ["NHIP_DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def grid():
    with targets.evaluator() as page:
        yield page


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    """All cases in one workbook, worked out at once."""
    return targets.in_a_workbook(
        [*CASES, *CHECKED, *BY_CHANCE], tmp_path_factory.mktemp("workbook")
    )


@pytest.mark.requirement(18)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_decimals_say_what_the_case_says(case):
    assert targets.in_decimals(case) == case["is"]


@pytest.mark.requirement(18)
def test_postgresql_says_the_same(connection):
    answers = [targets.in_sql(case, connection) for case in CASES]

    assert said(answers, "sql") == meant("sql")


@pytest.mark.requirement(18)
def test_the_grid_in_the_browser_says_the_same(grid):
    answers = targets.in_the_browser(CASES, grid)

    assert said(answers, "javascript") == meant("javascript")


@pytest.mark.requirement(18)
def test_the_workbook_says_the_same_once_libreoffice_has_worked_it_out(workbook):
    assert said(workbook[: len(CASES)], "excel") == meant("excel")


def test_the_workbook_marks_a_check_that_is_broken_and_none_that_is_unknown(workbook):
    marks = workbook[len(CASES) : len(CASES) + len(CHECKED)]

    assert [mark["r!t"] for mark in marks] == [meant for *_case, meant in MARKED]


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(random=st.randoms(use_true_random=False))
def test_any_expression_comes_to_the_same_in_decimals_sql_and_the_browser(random, connection, grid):
    case = trees.case(random, 4, digits=12)

    figures = targets.in_decimals(case)

    assert targets.in_sql(case, connection) == figures
    assert targets.in_the_browser([case], grid) == [figures]


def test_any_expression_of_fifteen_digits_comes_to_the_same_in_the_workbook(workbook):
    pairs = zip(BY_CHANCE, workbook[len(CASES) + len(CHECKED) :], strict=True)
    answers = [(case["formulas"], answer, targets.in_decimals(case)) for case, answer in pairs]

    assert [one for one in answers if one[1] != one[2]] == []
    assert sum("missing" not in figures.values() for _text, figures, _meant in answers) > 100


def said(answers, target):
    return {
        case["says"]: answer
        for case, answer in zip(CASES, answers, strict=True)
        if target not in case.get("not_in", ())
    }


def meant(target):
    return {case["says"]: case["is"] for case in CASES if target not in case.get("not_in", ())}
