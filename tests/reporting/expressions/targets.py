"""The four targets, each worked by what really runs it."""

import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import xlsxwriter
from playwright.sync_api import Page, sync_playwright
from python_calamine import load_workbook

from nhip.reporting.rules.checking import Sheets, compute
from nhip.reporting.rules.expressions import excel, parse_comparison, statements
from nhip.reporting.rules.figures import MISSING, Value
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.reading import When, form_of
from tests.reporting.cases import PARTS, figures_of, for_the_page, short
from tests.reporting.forms import small

Case = dict[str, Any]
Results = dict[str, str]

HERE = Path(__file__).parent
STATIC = Path(excel.__file__).parents[2] / "static" / "reporting"
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""
WORKED_OUT = """async cases => {
    const { Sheet } = await import("/sheet.js");
    const { plainOf } = await import("/checking.js");
    return cases.map(data => {
        const sheet = new Sheet(data);
        const formulas = [...sheet.form.formulas.keys()];
        return Object.fromEntries(formulas.map(at => [at, plainOf(sheet.figures.get(at))]));
    });
}"""


def shared() -> list[Case]:
    return json.loads((HERE / "cases.json").read_text())


def form_of_case(case: Case) -> Form:
    """Return a form of two rows, a tree of rows, three columns and one for results."""
    plain = {"type": "amount", "places": case.get("decimals", 2)}
    columns = [{"code": code, "label": code} | plain for code in "abc"]
    columns.append({"code": "t", "label": "t", "type": "amount", "places": case.get("places", 2)})
    rows = [{"code": code, "label": code} for code in ("r", "s", "I")]
    rows += [{"code": code, "label": code, "parent": "I"} for code in "xy"]
    rows.append({"code": "z", "label": "z", "parent": "I", "of_which": True})
    cells = [
        {"row": row, "column": column, "formula": text}
        for at, text in case["formulas"].items()
        for row, column in [at.split("!")]
    ]
    cells += [{"row": "r", "column": each, "bind": {"indicator": each}} for each in "ab"]
    return small(rows=rows, columns=columns, cells=cells)


def sheets_of_case(case: Case) -> Sheets:
    return Sheets(*(figures_of(case.get(part, {})) for part in PARTS))


def in_decimals(case: Case) -> Results:
    form = form_of_case(case)
    figures = compute(form, sheets_of_case(case))
    return {at: short(figures.get(Address(*at.split("!")), MISSING)) for at in case["formulas"]}


# --- PostgreSQL -------------------------------------------------------------------------------


def in_sql(case: Case, connection: psycopg.Connection) -> Results:
    """Work a case out by the statement that serves many reports, given one."""
    sheets, form = sheets_of_case(case), form_of_case(case)
    positions = statements.computing(form, "").positions
    held = [(n, sheets.figure(*cell)) for n, cell in enumerate(positions, 1)]
    return worked_out_in_sql(form, held, connection)


def worked_out_in_sql(
    form: Form, held: Iterable[tuple[int, Value]], connection: psycopg.Connection
) -> Results:
    """Return what the statement makes of one report, given its figures by position."""
    rows = [f"(1, {n}, '{value.state}', {_literal(value)})" for n, value in held]
    rows.append("(1, 0, 'missing', NULL::numeric)")
    source = f"SELECT * FROM (VALUES {', '.join(rows)}) AS f(report, position, state, value)"
    made = statements.computing(form, source)
    found = connection.execute(made.text).fetchall()
    return {
        str(made.results[number - 1]): _said(value, is_nil=nil)
        for _report, number, value, nil in found
    }


def _literal(value: Value) -> str:
    return "NULL" if value.number is None else f"{value.number:f}::numeric"


def _said(value: Decimal | None, *, is_nil: bool | None) -> str:
    if value is None:
        return "missing"
    return "nil" if is_nil else plain(value)


def plain(value: Decimal) -> str:
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


# --- The browser ------------------------------------------------------------------------------


@contextmanager
def evaluator() -> Iterator[Page]:
    """Yield a page of Chromium that can load the grid's modules, and nothing else."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page()
        page.route("**/*", lambda route: route.fulfill(**_asset(route.request.url)))
        page.goto("http://grid.test/")
        yield page
        browser.close()


def _asset(url: str) -> dict[str, Any]:
    name = url.rpartition("/")[2]
    return {"path": STATIC / name} if name else {"body": "<title>grid</title>"}


def in_the_browser(cases: list[Case], page: Page) -> list[Results]:
    data = [for_the_page(case, form_of_case(case)) for case in cases]
    return page.evaluate(WORKED_OUT, data)


# --- The workbook -----------------------------------------------------------------------------


def in_a_workbook(cases: list[Case], folder: Path) -> list[Results]:
    """Write all cases into one workbook, let LibreOffice work it out, and read it."""
    written = folder / "cases.xlsx"
    places = _write(cases, written)
    recalculated([written], folder)
    rows = load_workbook(folder / "out" / "cases.xlsx").get_sheet_by_name("now").to_python()
    return [{at: read(rows[row][column]) for at, (row, column) in each.items()} for each in places]


def recalculated(files: Sequence[Path], folder: Path) -> None:
    """Let one start of LibreOffice work out some workbooks, into the folder ``out``."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE)
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", folder / "out", *files]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def _write(cases: list[Case], path: Path) -> list[dict[str, tuple[int, int]]]:
    with xlsxwriter.Workbook(path) as book:
        pages = {when: book.add_worksheet(str(when)) for when in When}
        return [_put(case, 8 * number, pages) for number, case in enumerate(cases)]


def _put(
    case: Case, base: int, pages: dict[When, xlsxwriter.worksheet.Worksheet]
) -> dict[str, tuple[int, int]]:
    """Write one case as a block; cells of other forms stand to the right of their period's."""
    form, abroad = form_of_case(case), []
    rows, columns = list(form.row), list(form.column)

    def position(address: Address) -> tuple[int, int]:
        if form_of(address) is None:
            return base + rows.index(address.row), columns.index(address.column)
        if address not in abroad:
            abroad.append(address)
        return base, len(columns) + abroad.index(address)

    def locate(address: Address, when: When) -> str:
        prefix = "" if when is When.NOW else f"{when}!"
        return prefix + xlsxwriter.utility.xl_rowcol_to_cell(*position(address))

    for part, when in zip(PARTS, [*When, When.NOW], strict=True):
        for address, value in figures_of(case.get(part, {})).items():
            said = "–" if value.number is None else float(value.number)
            pages[when].write(*position(address), said)
    texts = dict(_texts(case, form, locate))
    for address, text in texts.items():
        pages[When.NOW].write_formula(*position(address), text)
    return {str(address): position(address) for address in texts}


def _texts(case: Case, form: Form, locate: excel.Locate) -> Iterator[tuple[Address, str]]:
    """Yield what stands in the workbook: the formulas of a case, or the mark of its check."""
    if "check" in case:
        check, here = parse_comparison(case["check"]), Address("r", "t")
        yield here, excel.broken(check, here, form, locate)
    for at in case["formulas"]:
        address = Address(*at.split("!"))
        yield address, excel.formula(form.formula(address), address, form, locate)


def read(value: object) -> str:
    if isinstance(value, bool):
        return "broken" if value else "holds"
    if isinstance(value, float | int):
        return plain(Decimal(repr(value)))
    return {"": "missing", "–": "nil"}[str(value)]
