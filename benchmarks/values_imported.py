"""Values per second: a body of 1,000,000 rows from its bytes to committed figures, beside COPY.

``python -m benchmarks.values_imported`` feeds a series as ``POST observations`` does: rows parsed,
every code, period and figure proven, doubles looked for, then stored by the set-based write with
delivery, keys and events; first the look through of a large body, then the storing. Then the same
rows as Parquet, if the extra is installed. Yardstick of the same run: a bare ``COPY`` of the same
rows, keys looked up before, into the same table with its indexes and triggers.
``--rows 100000`` takes fewer; ``--profile`` shows where the time goes.
"""

import argparse
import datetime as dt
import resource
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import _measuring as measuring
from benchmarks.facts_stored import INDICATORS, NOW, UNITS, code_of, copy, day, lines_of, units
from benchmarks.facts_stored import prepare as prepare_places

A_DAY = UNITS * INDICATORS
HEAD = "indicator,unit,period,value\n"


def main() -> None:
    """Measure, and print each rate beside its yardstick."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--profile", action="store_true")
    options = asked.parse_args()
    days = max(1, options.rows // A_DAY)
    with measuring.node():
        prepare()
        if options.profile:
            body = table(range(900, 901))
            measuring.profiled(lambda: feed(body, "profile"))
            return
        measure(days)
        print(f"  most memory of this process: {most_memory():,} MB")


def measure(days: int) -> None:
    """Time look-through, storing and COPY of the same number of rows in turns."""
    count, runs, places = days * A_DAY, 2, units()
    bodies = {run: table(range(run * days, (run + 1) * days)) for run in range(runs + 1)}
    columnar = {}
    if find_spec("duckdb"):
        columnar = {run: parquet(table(part(500, run, days))) for run in range(runs + 1)}
    lines = {
        run: "".join(lines_of(day(number), places) for number in part(1_000, run, days))
        for run in range(runs + 1)
    }
    acts = [
        lambda run: look_through(bodies[run]),
        lambda run: feed(bodies[run], f"series {run}"),
        lambda run: copy(lines[run]),
    ]
    if columnar:
        acts.append(lambda run: feed(columnar[run], f"parquet {run}", "parquet"))
    looked, stored, copied, *others = measuring.in_turns(measuring.wall, acts, runs=runs)
    size = len(bodies[0]) / 2**20
    measuring.say_heads(f"One body of {count:,} rows, {size:,.0f} MB of CSV", measuring.RATES)
    measuring.say_rate("looked through, nothing stored", looked, count, "rows/s")
    measuring.say_rate("stored in one transaction", stored, count, "rows/s")
    for times in others:
        measuring.say_rate("stored in one transaction, from Parquet", times, count, "rows/s")
    measuring.say_rate("bare COPY into the same table", copied, count, "rows/s")
    measuring.say_ratio("stored / COPY", copied.median / stored.median)
    both = looked.median + stored.median
    measuring.say_ratio("looked through and stored / COPY", copied.median / both)


def part(base: int, run: int, days: int) -> range:
    """Return the days of one run that no other run has."""
    return range(base + run * days, base + (run + 1) * days)


def prepare() -> None:
    """Make places with codes, and a dictionary to report in."""
    from nhip.organisations.models import Code

    prepare_places()
    Code.objects.bulk_create(
        Code(unit_id=place, scheme="bench", value=f"U{place}", valid=("1900-01-01", None))
        for place in units()
    )


def table(days: range) -> bytes:
    """Return a body in CSV: a figure of every indicator, place and day."""
    places = units()
    lines = (
        f"{code_of(number)},U{place},{day(each)},{place * number % 9_973}\n"
        for each in days
        for place in places
        for number in range(INDICATORS)
    )
    return (HEAD + "".join(lines)).encode()


def parquet(body: bytes) -> bytes:
    """Return the same body as Parquet."""
    import duckdb

    with TemporaryDirectory() as folder, duckdb.connect(":memory:") as base:
        source, target = Path(folder) / "a.csv", Path(folder) / "a.parquet"
        source.write_bytes(body)
        base.execute(f"COPY (FROM read_csv('{source}')) TO '{target}' (FORMAT parquet)")
        return target.read_bytes()


def rows_of(body: bytes, kind: str) -> Iterator[list["Row"]]:  # noqa: F821
    """Yield the rows of a body some thousands at a time."""
    from nhip.reporting.providers.parquet_tables import parquet_rows
    from nhip.reporting.queries.feed_rows import FIGURES
    from nhip.reporting.rules.feed_tables import batches, csv_rows

    return batches((parquet_rows if kind == "parquet" else csv_rows)(body, FIGURES))


def look_through(body: bytes) -> None:
    """Look at every row as the job for a large body does first."""
    from nhip.reporting.queries.feed_rows import FigureReader
    from nhip.reporting.rules.feeds import Locale

    reader = FigureReader(Locale.PLAIN, "bench")
    for some in rows_of(body, "csv"):
        _facts, wrong = reader.read(some)
        assert not wrong


def feed(body: bytes, source: str, kind: str = "csv") -> None:
    """Store a body as the job does."""
    from nhip.core.web import system
    from nhip.indicators.rules.facts import Imported
    from nhip.reporting.actions import feeding

    feeding.feed_figures(
        actor=system("benchmark"),
        series=feeding.SeriesFed(Imported(source, dt.date(2021, 8, 15)), "bench"),
        batches=rows_of(body, kind),
        is_trial=False,
        now=NOW,
    )


def most_memory() -> int:
    """Return the most memory this process had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
