"""One statement finds in many reports what each report would be told by itself."""

import os
from random import Random

import psycopg
import pytest

from nhip.reporting.rules.checking import Sheets
from nhip.reporting.rules.evaluation import compare
from nhip.reporting.rules.expressions import statements
from nhip.reporting.rules.figures import MISSING, NIL, number
from nhip.reporting.rules.forms import Address
from tests.reporting.forms import small

CHECKS = [
    "a = b + c",
    "a <= b",
    "a >= prev(a)",
    "a / b < 2",
    "a != c",
    "if(is_nil(c), 1, 0) > a - b",
]
FORM = small(
    rows=[{"code": code, "label": code} for code in "rs"],
    columns=list("abc"),
    checks=[{"code": f"k{n}", "expression": text, "message": text}
            for n, text in enumerate(CHECKS)],
)  # fmt: skip


@pytest.fixture(scope="module")
def connection():
    with psycopg.connect(os.environ["NHIP_DATABASE_URL"], autocommit=True) as connection:
        yield connection


def reports(count):
    random = Random(7)
    cells = [Address(row, column) for row in "rs" for column in "abc"]

    def figures():
        return {cell: random.choice([MISSING, NIL, *map(number, range(4))]) for cell in cells}

    return [Sheets(figures(), previous=figures()) for _report in range(count)]


def rows(sheets, positions):
    for report, sheet in enumerate(sheets):
        for position, cell in enumerate(positions, 1):
            value = sheet.figure(*cell)
            if not value.is_missing:
                amount = "NULL::numeric" if value.number is None else value.number
                yield f"({report}, {position}, '{value.state}', {amount})"


def one_by_one(sheets, checks):
    for report, sheet in enumerate(sheets):
        for check, place in checks:
            sides = compare(check.comparison, place, FORM, sheet)
            if sides is not None and not sides.holds:
                yield report, check.code, place


def test_all_at_once_finds_the_broken_checks_that_each_report_has(connection):
    sheets = reports(60)
    positions = statements.checking(FORM, "").positions
    values = ", ".join(rows(sheets, positions))
    source = f"SELECT * FROM (VALUES {values}) AS f(report, position, state, value)"

    made = statements.checking(FORM, source)
    found = connection.execute(made.text).fetchall()

    said = {(report, made.checks[n - 1][0].code, made.checks[n - 1][1]) for report, n, *_ in found}
    assert said == set(one_by_one(sheets, made.checks))
    assert len(said) > 60


def test_a_code_that_looks_like_sql_stands_in_no_statement():
    form = small(
        columns=["a"],
        checks=[
            {"code": "'; DROP TABLE x; --", "expression": "a = [x'); DROP]r!c", "message": "m"}
        ],
    )

    assert "DROP" not in statements.checking(form, "SELECT 1").text
