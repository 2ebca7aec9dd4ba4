"""Official workbooks that others made are read as a careful person reads them."""

import os
import tomllib
from pathlib import Path

import pytest

from nhip.reporting.providers.workbooks import read_workbook
from nhip.reporting.rules.drafting import draft_form
from nhip.reporting.rules.specification import parse_form

EXPECTED = tomllib.loads(Path(__file__).with_name("official.toml").read_text())
SHARED = os.environ.get("NHIP_SHARED")
pytestmark = pytest.mark.skipif(not SHARED, reason="NHIP_SHARED names no folder of workbooks")


@pytest.fixture(scope="module")
def pages():
    folder = Path(SHARED) / "data/forms/mof-budget-xls"
    return {
        f"{path.name}/{sheet.name}": sheet
        for path in sorted(folder.glob("*.xls"))
        for sheet in read_workbook(path.read_bytes())
    }


@pytest.fixture(params=EXPECTED)
def read(request, pages):
    return EXPECTED[request.param], draft_form(pages[request.param])


def test_the_columns_are_those_of_the_page(read):
    expected, draft = read
    numbers = [column["number"] for column in draft.specification["columns"]]

    assert expected["columns"] in (numbers, len(numbers))


def test_each_column_stands_under_its_heads(read):
    expected, draft = read
    heads = {
        column["code"]: [*column.get("group", []), column["label"]]
        for column in draft.specification["columns"]
    }

    assert {code: heads[code] for code in expected.get("heads", {})} == expected.get("heads", {})


def test_each_row_stands_where_its_number_says(read):
    expected, draft = read
    rows = {row["code"]: row for row in draft.specification["rows"]}

    assert len(rows) == expected["rows"]
    for code, label in expected.get("tree", {}).items():
        assert rows[code]["label"] == label
        assert rows[code]["parent"] == code.rsplit("_", 1)[0]


def test_what_is_of_which_and_what_is_a_heading_is_known(read):
    expected, draft = read
    rows = {row["code"]: row for row in draft.specification["rows"]}

    assert all(rows[code].get("of_which") for code in expected.get("of_which", ()))
    if "headings" in expected:
        assert [code for code in rows if rows[code].get("heading")] == expected["headings"]


def test_formulas_are_those_written_and_those_the_figures_bear_out(read):
    expected, draft = read
    formulas = {
        part["code"]: part.get("formula")
        for part in (*draft.specification["rows"], *draft.specification["columns"])
    }
    wanted = expected.get("formulas", {}) | dict.fromkeys(expected.get("sums", ()), "sum(children)")

    assert {code: formulas[code] for code in wanted} == wanted


def test_the_doubts_are_those_of_the_page(read):
    expected, draft = read

    assert [f"{doubt.kind} {doubt.place}" for doubt in draft.doubts] == expected["doubts"]
    assert draft.specification["unit"] == expected["unit"]


def test_every_page_becomes_a_form_free_of_contradictions(pages):
    forms = [
        parse_form(name, "draft", draft_form(page).specification) for name, page in pages.items()
    ]

    assert len(forms) == 28
