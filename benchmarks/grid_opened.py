"""The worksheet of 5,000 cells in Chromium: opened, typed into, walked through, pasted into.

``python -m benchmarks.grid_opened`` opens a full worksheet (totals in every row and over
every group, last period's figures beside each cell) and waits until it is a spreadsheet and
painted; then it measures from a key's press to the picture that answers it. The yardstick is
the same 5,000 values in a bare table of input fields, in the same browser and the same run.
``--profile`` shows where the server's time goes.
"""

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks import _measuring as measuring

GROUPS, MEMBERS, COLUMNS = 25, 19, 10
CELLS = GROUPS * (MEMBERS + 1) * COLUMNS
BLOCK_ROWS, BLOCK_COLUMNS = 50, 9
FIRST = "#cell-r00_00-c0"
REGIME = "NHIEU.O"

# Remembers when the page was ready, and how long each key or paste took until it was painted.
WATCH = """
const painted = (done) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => done(performance.now());
  port2.postMessage(null);
});
window.waited = [];
for (const kind of ["keydown", "paste"])
  addEventListener(kind, ({ timeStamp: since }) =>
    painted((at) => window.waited.push(at - since)), true);
new Promise((ready) => {
  const isReady = () => document.documentElement?.matches(".spreadsheet, .bare");
  const look = () => (isReady() ? ready() : requestAnimationFrame(look));
  look();
}).then(() => painted((at) => { window.readyAt = at; }));
"""
PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const how = { clipboardData, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
}"""


@dataclass(frozen=True)
class Sheet:
    """Bảng nhập: where it is, and a window in which its reporter is signed in."""

    address: str
    context: Any
    values: list[list[str]]


def main() -> None:
    """Measure, and print each time beside its yardstick."""
    with measuring.node() as folder, opened_country(folder) as (lan, report):
        if "--profile" in sys.argv:
            measuring.profiled(lambda: answer(report))
            return
        from tests.browser import sheets

        with sheets.chromium() as browser, sheets.served() as url:
            context = sheets.signed_in(browser, lan, url)
            context.set_default_timeout(60_000)
            context.add_init_script(WATCH)
            context.route("**/bare/", lambda route: route.fulfill(body=bare(values_of(report))))
            address = f"{url}/reporting/reports/{report.pk}/worksheet/"
            measure(Sheet(address, context, values_of(report)))


def measure(sheet: Sheet) -> None:
    """Open both pages in turns, then use the sheet; print what was measured."""
    ours: list[dict[str, float]] = []
    theirs: list[dict[str, float]] = []
    for run in range(measuring.RUNS + 1):
        for kept, act in ((ours, use_sheet), (theirs, use_bare)):
            taken = act(sheet)
            if run:
                kept.append(taken)
    measuring.say_heads(f"{CELLS:,} cells at 1366 × 768", measuring.TIMES)
    for what in ours[0]:
        mine = times_of(what, ours)
        measuring.say_time(what, mine)
        if what in theirs[0]:
            yardstick = times_of(what, theirs)
            measuring.say_time("  a bare table of fields", yardstick)
            measuring.say_ratio("  ours / bare", mine.median / yardstick.median)


def times_of(what: str, runs: list[dict[str, float]]) -> measuring.Times:
    """Return the seconds of one thing over all runs."""
    return measuring.Times(tuple(run[what] / 1000 for run in runs))


def use_sheet(sheet: Sheet) -> dict[str, float]:
    """Open the worksheet, walk, type and paste; return milliseconds."""
    page = sheet.context.new_page()
    page.goto(sheet.address)
    taken = opening(page)
    page.locator(FIRST).focus()
    taken["an arrow key"] = pressed(page, ["ArrowDown", "ArrowRight"] * 5)
    taken["Ctrl+End and Ctrl+Home"] = pressed(page, ["Control+End", "Control+Home"])
    taken["the first keystroke in a cell"] = pressed(page, ["7"])
    taken["Enter, all totals and checks follow"] = pressed(page, ["Enter"])
    page.keyboard.press("Control+Home")
    what = f"a block of {BLOCK_ROWS} × {BLOCK_COLUMNS} pasted"
    taken[what] = pasted(page)
    taken["the paste undone"] = pressed(page, ["Control+z"])
    page.evaluate("onbeforeunload = null")
    page.wait_for_selector("[data-part=state].state-done")
    page.close()
    return taken


def use_bare(sheet: Sheet) -> dict[str, float]:
    """Open the bare table and type; return milliseconds."""
    page = sheet.context.new_page()
    page.goto(sheet.address.partition("/reporting/")[0] + "/bare/")
    taken = opening(page)
    page.locator("input").first.focus()
    taken["the first keystroke in a cell"] = pressed(page, ["7"])
    page.close()
    return taken


def opening(page: Any) -> dict[str, float]:
    """Return how long the server took, and how long until the page was ready and painted."""
    page.wait_for_function("() => window.readyAt")
    said = page.evaluate(
        """() => {
          const [it] = performance.getEntriesByType("navigation");
          return [window.readyAt, it.responseStart - it.requestStart, it.encodedBodySize / 1000];
        }"""
    )
    ready, server, _kilobytes = said
    return {"open, until it can be used": ready, "of it until the first byte": server}


def pressed(page: Any, keys: list[str]) -> float:
    """Return the milliseconds from a key's press to the picture after it, the median of several."""
    page.evaluate("window.waited = []")
    for key in keys:
        count = page.evaluate("window.waited.length")
        page.keyboard.press(key)
        page.wait_for_function("count => window.waited.length > count", arg=count)
    waited: list[float] = page.evaluate("window.waited")
    return sorted(waited)[len(waited) // 2]


def pasted(page: Any) -> float:
    """Return the milliseconds from the paste of a block to the picture after it."""
    line = "\t".join("1.234" for _column in range(BLOCK_COLUMNS))
    page.evaluate("window.waited = []")
    page.evaluate(PASTE, "\n".join([line] * BLOCK_ROWS))
    page.wait_for_function("() => window.waited.length")
    waited: float = page.evaluate("window.waited[0]")
    return waited


def answer(report: Any) -> None:
    """Let the server answer the worksheet's page once."""
    from django.template.loader import render_to_string
    from django.test import RequestFactory

    from nhip.accounts.models import User
    from nhip.core import clock
    from nhip.reporting.models import Report
    from nhip.reporting.queries.worksheet import worksheet

    found = Report.objects.whole().get(pk=report.pk)
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="lan")
    page = worksheet(found, viewer=request.user, now=clock.now())
    render_to_string("reporting/worksheet.html", {"page": page}, request=request)


def bare(values: list[list[str]]) -> str:
    """Return the same values as a bare table of fields."""
    rows = "".join(
        "<tr>" + "".join(f"<td><input value='{text}'>" for text in row) for row in values
    )
    return f"<!doctype html><html class=bare><meta charset=utf-8><table>{rows}</table>"


def values_of(report: Any) -> list[list[str]]:
    """Return what stands in the worksheet, row by row."""
    from nhip.reporting.queries.reports import complete_figures
    from nhip.reporting.queries.wording import figure_text
    from nhip.reporting.rules.forms import Address

    form, figures = report.form_version.rule, complete_figures(report)
    return [
        [figure_text(figures[Address(row.code, column.code)], 0) for column in form.columns]
        for row in form.rows
    ]


@contextmanager
def opened_country(folder: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the reporter of one province and her full worksheet."""
    from django.test.utils import override_settings

    from nhip.core import clock
    from nhip.reporting import actions
    from tests.reporting import country

    with override_settings(NHIP_CLOCK=folder / "clock.json"):
        clock.move_to(country.NOW)
        for code, name, kind in (
            ("G22", "Văn phòng Chính phủ", "government_office"),
            ("G18", "Bộ Y tế", "ministry"),
        ):
            country.make_unit(code, name, name, kind)
        unit = country.make_unit("H53", "Tây Ninh", "Ủy ban nhân dân tỉnh Tây Ninh", "province")
        lan = country.make_person("lan", "Trần Thị Lan", "reporter", unit)
        load_form(unit)
        owed = country.obligation_of(unit)
        report = actions.open_report(actor=lan, obligation_id=owed.pk, now=country.NOW)
        fill(lan, report)
        yield lan, report


def fill(lan: Any, report: Any) -> None:
    """Let Lan fill in every cell."""
    from nhip.reporting import actions
    from nhip.reporting.rules.figures import number
    from tests.reporting.country import NOW

    inputs = report.form_version.rule.inputs
    entries = {address: number(1_000 + at) for at, address in enumerate(inputs)}
    batch = actions.Batch(entries, report.revision)
    actions.enter_cells(actor=lan, report_id=report.pk, batch=batch, now=NOW)
    report.refresh_from_db()


def load_form(unit: Any) -> None:
    """Load a form of 5,000 cells, and what its indicators said the day before."""
    from nhip.indicators.actions import load_dictionary, store
    from nhip.indicators.rules.facts import Fact, Imported
    from nhip.reporting import actions
    from nhip.reporting.rules.figures import number
    from tests.reporting import country

    load_dictionary(actor=country.ADMIN, files=[dictionary()], now=country.NOW)
    regime = country.read("regimes", "dich-ngay")[0] | {"code": REGIME, "data_form": "NHIEU-O"}
    actions.load_regimes(actor=country.ADMIN, forms=[big_form()], regimes=[regime], now=country.NOW)
    country.activate(REGIME)
    country.owe(REGIME, country.SATURDAY)
    before = country.SATURDAY - dt.timedelta(days=1)
    facts = [
        Fact(f"O{column}", unit.pk, f"D:{before}", f"row={member}", value=number(900).number)
        for column in range(COLUMNS - 1)
        for member in members()
    ]
    source = Imported("Số liệu thử", country.SATURDAY)
    store(actor=country.ADMIN, rows=facts, source=source, now=country.NOW)


def big_form() -> dict[str, Any]:
    """Return groups of rows under their totals; the last column adds up the others."""
    from tests.reporting.country import read

    columns: list[dict[str, Any]] = [
        {"code": f"c{at}", "label": f"Cột số {at}", "bind": {"indicator": f"O{at}"}}
        for at in range(COLUMNS - 1)
    ]
    last = COLUMNS - 1
    total = {"label": "Tổng số", "formula": f"sum(c0:c{last - 1})"}
    columns.append({"code": f"c{last}", "bind": {"indicator": f"O{last}"}} | total)
    rows: list[dict[str, Any]] = []
    for group in range(GROUPS):
        parent = f"g{group:02}"
        bind = {"disaggregation": f"row={parent}"}
        total = {"label": f"Nhóm {group}", "formula": "sum(children)"}
        rows.append({"code": parent, "bind": bind} | total)
        rows += [
            {
                "code": f"r{member}",
                "label": f"Đơn vị {member}",
                "parent": parent,
                "bind": {"disaggregation": f"row={member}"},
            }
            for member in members(group)
        ]
    specification = {"title": "Biểu lớn", "rows": rows, "columns": columns, "outline": []}
    frame = {"code": "NHIEU-O", "version": "1", "title": "Biểu lớn"}
    form: dict[str, Any] = read("forms", "dich-ngay")[0] | frame
    return form | {"specification": specification}


def dictionary() -> dict[str, Any]:
    """Return indicators for the columns, disaggregated by the form's rows."""
    from tests.reporting.country import read

    (frame,) = read("indicators", "outbreak")
    codes = [*members(), *(f"g{group:02}" for group in range(GROUPS))]
    said = [{"code": one, "name": one, "name_en": one} for one in codes]
    dimension = {"code": "row", "name": "Dòng", "name_en": "Row", "members": said}
    entry = frame["indicators"][0] | {"dimensions": ["row"]}
    entries = [entry | {"code": f"O{at}"} for at in range(COLUMNS)]
    return dict(frame | {"dimensions": [dimension], "indicators": entries})


def members(*groups: int) -> list[str]:
    """Return the codes of the rows that are filled in, of some groups or of all."""
    return [f"{group:02}_{at:02}" for group in groups or range(GROUPS) for at in range(MEMBERS)]


if __name__ == "__main__":
    main()
