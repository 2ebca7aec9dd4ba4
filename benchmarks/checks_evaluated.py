"""Checks per second: the trees of a form's checks, in decimals and as one SQL statement.

``python -m benchmarks.checks_evaluated`` makes reports of 3,321 units with 200 cells each and
asks the same checks of all: the Python target report by report, the SQL target of all reports at
once from a table of cells. Yardsticks of the same run: the same checks written by hand as plain
decimals in lists, without trees and without missing or nil; the same in numpy over one array of
binary fractions of all those reports, where numpy is installed (nothing here needs it); and by hand
in SQL over a table that has a column for each cell. ``--profile`` shows where the time of the
Python target goes.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal
from importlib.util import find_spec
from pathlib import Path
from random import Random

import psycopg

from benchmarks import _measuring as measuring
from nhip.reporting.rules.checking import Sheets
from nhip.reporting.rules.evaluation import compare
from nhip.reporting.rules.expressions import statements
from nhip.reporting.rules.figures import Value, number
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.specification import parse_form, places_of

UNITS, ROWS = 3_321, 20
COLUMNS = ("all", "net", "post", "old", "done", "early", "late", "left", "over", "rate")
CELLS = ROWS * len(COLUMNS)
SOME = 300
"""The Python target is timed on so many reports: each is worked out like any other."""

CENT = Decimal("0.01")
PER_ROW = {
    "total": "all = net + post + old",
    "done": "done >= early + late",
    "flow": "all = done + left",
    "part": "over <= left",
    "rate": "rate = round(late / done * 100, 2)",
}
Figures = dict[Address, Value]
Row = list[Decimal]


def main() -> None:
    """Measure, and print each rate beside its yardstick."""
    form, reports = make_form(), make_reports()
    checks = [(check, place) for check in form.checks for place in places_of(check, form)]
    if "--profile" in sys.argv:
        measuring.profiled(lambda: in_python(form, reports[:SOME]))
        return
    broken = by_hand(reports)
    measure_python(form, reports, len(checks), broken)
    with database() as connection:
        measure_sql(connection, form, reports, len(checks), broken)


def measure_python(form: Form, reports: list[list[Row]], checks: int, broken: set[int]) -> None:
    """Time trees against plain decimals, report by report."""
    some = [figures_of(report) for report in reports[:SOME]]
    assert broken_in(form, some) == {unit for unit in broken if unit < SOME}
    acts: list[Callable[[int], object]] = [
        lambda run: broken_in(form, some),
        lambda run: by_hand(reports[:SOME]),
    ]
    if find_spec("numpy"):
        figures = array_of(reports[:SOME])
        assert in_numpy(figures) == {unit for unit in broken if unit < SOME}
        acts.append(lambda run: in_numpy(figures))
    ours, yardstick, *arrays = measuring.in_turns(measuring.wall, acts, runs=3)
    measuring.say_heads(f"{checks} checks in each of {SOME} reports, in Python", measuring.RATES)
    measuring.say_rate("trees, three states, exact decimals", ours, checks * SOME, "checks/s")
    measuring.say_rate("by hand, plain decimals", yardstick, checks * SOME, "checks/s")
    for times in arrays:
        measuring.say_rate("in numpy, binary fractions", times, checks * SOME, "checks/s")
    measuring.say_ratio("trees / by hand", ours.median / yardstick.median)
    for times in arrays:
        measuring.say_ratio("trees / numpy", ours.median / times.median)


def measure_sql(
    connection: psycopg.Connection,
    form: Form,
    reports: list[list[Row]],
    checks: int,
    broken: set[int],
) -> None:
    """Time one statement over all cells against one over a column for each cell."""
    store_cells(connection, reports)
    store_wide(connection, reports)
    ours, by_column = statement(form), wide_statement()
    assert {unit for unit, *_said in connection.execute(ours)} == broken
    assert {unit for (unit,) in connection.execute(by_column)} == broken

    def run(text: str) -> Callable[[int], object]:
        return lambda _run: connection.execute(text).fetchall()

    target, yardstick = measuring.in_turns(measuring.wall, [run(ours), run(by_column)], runs=3)
    many = checks * UNITS
    title = f"{checks} checks in each of {UNITS:,} reports of {CELLS} cells, in PostgreSQL"
    measuring.say_heads(title, measuring.RATES)
    measuring.say_rate("from the table of cells, three states", target, many, "checks/s")
    measuring.say_rate("by hand, a column for each cell", yardstick, many, "checks/s")
    measuring.say_ratio("from cells / by hand", target.median / yardstick.median)
    measuring.say_heads("The whole of it", measuring.TIMES)
    measuring.say_time(f"all checks of {UNITS:,} reports", target)


def make_form() -> Form:
    """Return a form of twenty rows whose checks stand in each of them."""
    columns = [{"code": code, "label": code, "type": "amount", "places": 2} for code in COLUMNS]
    rows = [{"code": f"r{row}", "label": f"r{row}"} for row in range(ROWS)]
    checks = [{"code": code, "expression": text, "message": code} for code, text in PER_ROW.items()]
    said = {"title": "checks", "rows": rows, "columns": columns, "checks": checks}
    return parse_form("BENCH", "1", said)


def make_reports() -> list[list[Row]]:
    """Return the figures of all units; in every hundredth report one check is broken."""
    chance = Random(2026)
    return [[_row(chance, wrong=unit % 100 == row == 0) for row in range(ROWS)]
            for unit in range(UNITS)]  # fmt: skip


def _row(chance: Random, *, wrong: bool) -> Row:
    net, post, old = (Decimal(chance.randint(100, 9_999)) for _part in range(3))
    all_ = net + post + old
    done = all_ - chance.randint(1, 100)
    late = Decimal(chance.randint(0, 50))
    left = all_ - done
    rate = (late / done * 100).quantize(CENT, rounding=ROUND_HALF_UP)
    return [all_ + wrong, net, post, old, done, done - late - 1, late, left, left - 1, rate]


def figures_of(report: list[Row]) -> Figures:
    """Return a report's cells as a worksheet holds them."""
    return {
        Address(f"r{row}", column): number(value)
        for row, values in enumerate(report)
        for column, value in zip(COLUMNS, values, strict=True)
    }


def broken_in(form: Form, reports: list[Figures]) -> set[int]:
    """Return the reports in which the Python target finds a broken check."""
    checks = [(check, place) for check in form.checks for place in places_of(check, form)]
    found = set()
    for unit, figures in enumerate(reports):
        sheets = Sheets(figures)
        for check, place in checks:
            sides = compare(check.comparison, place, form, sheets)
            if sides is not None and not sides.holds:
                found.add(unit)
    return found


def in_python(form: Form, reports: list[list[Row]]) -> set[int]:
    """Work reports out from their figures on, for the profile."""
    return broken_in(form, [figures_of(report) for report in reports])


def by_hand(reports: list[list[Row]]) -> set[int]:
    """Return the broken reports as one would write it without a language."""
    found = set()
    for unit, report in enumerate(reports):
        for all_, net, post, old, done, early, late, left, over, rate in report:
            right = (late / done * 100).quantize(CENT, rounding=ROUND_HALF_UP)
            held = all_ == net + post + old, done >= early + late, all_ == done + left
            if not all((*held, over <= left, rate == right)):
                found.add(unit)
    return found


def array_of(reports: list[list[Row]]) -> "np.ndarray":  # noqa: F821
    """Return the figures as one array of reports, rows and columns."""
    import numpy as np

    return np.array([[list(map(float, row)) for row in report] for report in reports])


def in_numpy(figures: "np.ndarray") -> set[int]:  # noqa: F821
    """Return the broken reports by whole columns at once, exact to a hundredth of a cent."""
    import numpy as np

    columns = np.moveaxis(figures, 2, 0)
    all_, net, post, old, done, early, late, left, over, rate = columns
    right = np.floor(late / done * 10_000 + 0.5) / 100
    held = (all_ == net + post + old) & (done >= early + late) & (all_ == done + left)
    held &= (over <= left) & (np.abs(rate - right) < 0.0001)
    return {int(unit) for unit in np.flatnonzero(~held.all(axis=1))}


@contextmanager
def database() -> Iterator[psycopg.Connection]:
    """Yield a connection to an embedded server of one's own."""
    from nhip.config import postgres

    with tempfile.TemporaryDirectory(prefix="nhip-bench-") as name:
        os.environ |= {"NHIP_STATE": name}
        with (
            postgres.running(Path(name) / "pg") as server,
            psycopg.connect(server.url("postgres"), autocommit=True) as connection,
        ):
            yield connection
        server.remove()


def store_cells(connection: psycopg.Connection, reports: list[list[Row]]) -> None:
    """Make the table of cells as worksheets keep them."""
    connection.execute(
        'CREATE TABLE cell (report int, "row" text, "column" text, state text, value numeric)'
    )
    with connection.cursor().copy("COPY cell FROM STDIN") as target:
        for unit, report in enumerate(reports):
            for address, value in figures_of(report).items():
                target.write_row((unit, *address, "number", value.number))
    connection.execute("ANALYZE cell")


def store_wide(connection: psycopg.Connection, reports: list[list[Row]]) -> None:
    """Make the table that has a column for each cell."""
    names = ", ".join(f"{column}_{row} numeric" for row in range(ROWS) for column in _named())
    connection.execute(f"CREATE TABLE wide (report int, {names})")
    with connection.cursor().copy("COPY wide FROM STDIN") as target:
        for unit, report in enumerate(reports):
            target.write_row((unit, *(value for values in report for value in values)))
    connection.execute("ANALYZE wide")


def statement(form: Form) -> str:
    """Return the SQL target's statement, reading the table of cells."""
    positions = statements.checking(form, "").positions
    places = ", ".join(
        f"('{address.row}', '{address.column}', {number})"
        for number, (address, _when) in enumerate(positions, 1)
    )
    source = (
        "SELECT cell.report, at.position, cell.state, cell.value FROM cell"
        f' JOIN (VALUES {places}) AS at("row", "column", position)'
        ' ON (at."row", at."column") = (cell."row", cell."column")'
    )
    return statements.checking(form, source).text


def wide_statement() -> str:
    """Return the same checks as one would write them over columns."""
    rules = " OR ".join(
        f"all__{n} <> net_{n} + post_{n} + old_{n} OR done_{n} < early_{n} + late_{n}"
        f" OR all__{n} <> done_{n} + left__{n} OR over_{n} > left__{n}"
        f" OR rate_{n} <> round(late_{n} / done_{n} * 100, 2)"
        for n in range(ROWS)
    )
    return f"SELECT report FROM wide WHERE {rules}"


def _named() -> Iterator[str]:
    """Yield the columns' names, with those that are words of SQL made harmless."""
    yield from (f"{code}_" if code in ("all", "left") else code for code in COLUMNS)


if __name__ == "__main__":
    main()
