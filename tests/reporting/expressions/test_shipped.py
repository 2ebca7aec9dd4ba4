"""Biểu mẫu ban hành kèm phần mềm: what each computes is one figure in all four places."""

import json
import os
from dataclasses import fields
from decimal import Decimal
from random import Random

import psycopg
import pytest
from python_calamine import load_workbook

from nhip.reporting.providers.entry_workbooks import SHEET, EntryWorkbook, write_entry_workbook
from nhip.reporting.queries.live_sheet import figures_json, form_json
from nhip.reporting.rules.checking import Sheets, compute
from nhip.reporting.rules.expressions import statements
from nhip.reporting.rules.feeds import NIL_WORDS
from nhip.reporting.rules.figures import NIL, number, written
from nhip.reporting.rules.reading import When, form_of
from nhip.reporting.rules.returned_workbooks import Identity
from nhip.reporting.rules.rosters import Line, spread
from nhip.reporting.rules.specification import cells_read
from nhip.reporting.rules.workbook_grid import WorkbookGrid
from tests.reporting.cases import short
from tests.reporting.expressions import targets
from tests.reporting.forms import REFERENCE, shipped

LINES = (Line("k1", "Một"), Line("k2", "Hai"), Line("k3", "Ba"))


def whole(name):
    """Return a shipped form as a report has it, three rows in each of its lists."""
    form = shipped(name)
    return spread(form, {row.code: LINES for row in form.rows if row.repeat})


FORMS = {path.stem: whole(path.stem) for path in sorted(REFERENCE.glob("*.json"))}
NAMES = list(FORMS)
PART_OF = {
    When.PREVIOUS: "previous",
    When.LAST_YEAR: "last_year",
    When.EARLIER: "earlier",
    When.BELOW: "below",
    When.PLAN: "plan",
}

pytestmark = [pytest.mark.xdist_group("expressions"), pytest.mark.requirement(18)]


def made_up(form, random):
    """Return figures of all kinds for what is typed, and for what formulas read elsewhere."""
    parts = {field.name: {} for field in fields(Sheets)}
    for at in form.inputs:
        if random.random() > 0.05 or form.column[at.column].holds_words:
            parts["now"][at] = answer(form, at, random)
    for at, when in sorted(cells_read(form)):
        if when is not When.NOW:
            parts[PART_OF[when]][at] = figure(2, random)
        elif form_of(at) is not None:
            parts["elsewhere"][at] = figure(2, random)
    return Sheets(**parts)


def answer(form, at, random):
    """Return words where words are asked for, else a figure."""
    column = form.column[at.column]
    if not column.holds_words:
        return figure(form.places_of(at), random)
    choices = [choice.code for choice in column.choices]
    return written(random.choice(choices) if choices else "2021-08-14")


def figure(places, random):
    """Return a nil, a nought, or a number of so many decimals."""
    drawn = random.random()
    if drawn < 0.1:
        return NIL if drawn < 0.05 else number(0)
    return number(Decimal(random.randint(1, 99_999 * 10**places)).scaleb(-places))


CASES = {name: made_up(form, Random(name)) for name, form in FORMS.items()}


def in_decimals(name):
    form = FORMS[name]
    figures = compute(form, CASES[name])
    return {str(at): short(figures[at]) for at in form.addresses if form.formula(at)}


def test_postgresql_says_the_same():
    with psycopg.connect(os.environ["NHIP_DATABASE_URL"], autocommit=True) as connection:
        found = {name: in_sql(FORMS[name], CASES[name], connection) for name in NAMES}

    assert found == {name: in_decimals(name) for name in NAMES}


def test_the_grid_in_the_browser_says_the_same():
    with targets.evaluator() as page:
        data = [for_the_page(FORMS[name], CASES[name]) for name in NAMES]
        found = page.evaluate(targets.WORKED_OUT, data)

    assert dict(zip(NAMES, map(tidy, found), strict=True)) == {
        name: in_decimals(name) for name in NAMES
    }


def test_the_workbook_that_is_handed_out_says_the_same_in_libreoffice(tmp_path):
    for name in NAMES:
        (tmp_path / f"{name}.xlsx").write_bytes(handed_out(FORMS[name], CASES[name]))

    targets.recalculated(sorted(tmp_path.glob("*.xlsx")), tmp_path)

    for name in NAMES:
        assert read_back(FORMS[name], tmp_path / "out" / f"{name}.xlsx") == in_decimals(name)


def in_sql(form, sheets, connection):
    positions = statements.computing(form, "").positions
    held = enumerate((sheets.figure(*cell) for cell in positions), 1)
    return targets.worked_out_in_sql(form, held, connection)


def for_the_page(form, sheets):
    given = {part: figures_json(getattr(sheets, part)) for part in PART_OF.values()}
    given |= {"figures": figures_json(sheets.now), "elsewhere": figures_json(sheets.elsewhere)}
    return json.loads(json.dumps(given | {"form": form_json(form), "nil_words": [*NIL_WORDS]}))


def tidy(found):
    """Return figures without idle zeros."""
    return {at: text.rstrip("0").rstrip(".") if "." in text else text for at, text in found.items()}


def handed_out(form, sheets):
    identity = Identity(1, form.code, form.version, "H53", "M:2021-08", 1)
    return write_entry_workbook(EntryWorkbook(form, sheets, identity, "Tây Ninh", "Tháng 8"))


def read_back(form, path):
    grid = WorkbookGrid(form)
    rows = load_workbook(path).get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    cells = {at: grid.place(at) for at in form.addresses if form.formula(at)}
    return {str(at): targets.read(rows[row][column]) for at, (row, column) in cells.items()}


def test_what_is_compared_is_seldom_missing():
    said = [value for name in NAMES for value in in_decimals(name).values()]

    assert len(said) > 300
    assert said.count("missing") < len(said) / 3
