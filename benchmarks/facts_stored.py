"""Facts per second: the set-based write with everything a delivery brings, beside a bare COPY.

``python -m benchmarks.facts_stored`` stores deliveries of 100,000 facts by the action that
accepted reports go through (resolving codes, provenance, keys, event), and copies the same
rows into the same table, indexes and triggers on, without any of that. ``--profile`` shows
where the time of one delivery goes.
"""

import datetime as dt
import sys
from decimal import Decimal
from hashlib import sha256

from benchmarks import _measuring as measuring

UNITS, INDICATORS = 3_125, 32
FACTS = UNITS * INDICATORS
SMALL = 100
FIRST_DAY = dt.date(2021, 1, 1)
NOW = dt.datetime(2021, 8, 15, 1, tzinfo=dt.UTC)
COPY = (
    "COPY indicators_observation (delivery_id, indicator_id, period_id, unit_id, disaggregation,"
    " measure, vintage, state, value, accepted_at) FROM STDIN"
)


def main() -> None:
    """Measure, and print each rate beside its yardstick."""
    with measuring.node():
        prepare()
        if "--profile" in sys.argv:
            facts = facts_of(day(50), units())
            measuring.profiled(lambda: store(facts, "profile"))
            return
        measure_large()
        measure_corrections()
        measure_small()


def prepare() -> None:
    """Make places and a dictionary to report in."""
    from nhip.core.web import system
    from nhip.indicators.actions import load_dictionary
    from nhip.organisations.models import Code, Unit

    places = Unit.objects.bulk_create(Unit() for _place in range(UNITS))
    Code.objects.create(unit=places[0], scheme="qd20", value="G22", valid=("1900-01-01", None))
    dictionary = {"dimensions": [], "indicators": [entry(number) for number in range(INDICATORS)]}
    load_dictionary(actor=system("benchmark"), files=[dictionary], now=NOW)


def measure_large() -> None:
    """Store 100,000 facts at once, in turns with a bare COPY of as many."""
    places = units()
    stored = {run: facts_of(day(run), places) for run in range(measuring.RUNS + 1)}
    copied = {run: lines_of(day(100 + run), places) for run in stored}
    store_times, copy_times = measuring.in_turns(
        measuring.wall,
        [lambda run: store(stored[run], f"large {run}"), lambda run: copy(copied[run])],
    )
    measuring.say_heads(f"One delivery of {FACTS:,} facts", measuring.RATES)
    measuring.say_rate("stored by the action", store_times, FACTS, "facts/s")
    measuring.say_rate("bare COPY into the same table", copy_times, FACTS, "rows/s")
    measuring.say_ratio("action / COPY", copy_times.median / store_times.median)


def measure_corrections() -> None:
    """Replace every figure of a delivery by that of its correction."""
    from nhip.indicators.models import Delivery

    facts = facts_of(day(0), units())
    former = {0: Delivery.objects.get(version_sha256=version_of("large 0")).version_sha256}

    def correct(run: int) -> None:
        store(facts, f"correction {run}", replaces=former[run])
        former[run + 1] = version_of(f"correction {run}")

    (times,) = measuring.in_turns(measuring.wall, [correct], runs=3)
    measuring.say_rate("a correction of all of them", times, FACTS, "facts/s")


def measure_small() -> None:
    """Store facts in deliveries as single reports bring them."""
    places, count = units(), 200

    def many(run: int) -> None:
        facts = facts_of(day(200 + run), places)
        for number in range(count):
            some = facts[number * SMALL : (number + 1) * SMALL]
            store(some, f"small {run} {number}")

    (times,) = measuring.in_turns(measuring.wall, [many], runs=3)
    measuring.say_heads(f"Deliveries of {SMALL} facts", measuring.RATES)
    measuring.say_rate("deliveries stored by the action", times, count, "deliveries/s")
    measuring.say_rate("facts in them", times, count * SMALL, "facts/s")


def entry(number: int) -> dict[str, object]:
    """Return one entry of the dictionary."""
    code = code_of(number)
    return {
        "code": code,
        "name": code,
        "name_en": code,
        "unit_of_measure": "",
        "unit_of_measure_en": "",
        "data_type": "decimal",
        "kind": "output",
        "frequency": "day",
        "data_source": "benchmark",
        "over_place": "sum",
        "over_time": "sum",
        "over_groups": "sum",
        "additivity_reason": "made for a measurement",
        "owner": ["G22", "2021-08-15"],
        "valid_from": "2000-01-01",
    }


def code_of(number: int) -> str:
    """Return the code of an indicator."""
    return f"BENCH.{number:02d}"


def day(number: int) -> str:
    """Return the key of a day."""
    return f"D:{FIRST_DAY + dt.timedelta(days=number)}"


def units() -> list[int]:
    """Return the places."""
    from nhip.organisations.models import Unit

    return list(Unit.objects.order_by("pk").values_list("pk", flat=True))


def facts_of(period: str, places: list[int]) -> list["Fact"]:  # noqa: F821
    """Return one fact per place and indicator."""
    from nhip.indicators.rules.facts import Fact

    return [
        Fact(code_of(number), place, period, value=Decimal(place * number % 9_973))
        for place in places
        for number in range(INDICATORS)
    ]


def lines_of(period: str, places: list[int]) -> str:
    """Return the same rows as COPY reads them, with every key already looked up."""
    from nhip.indicators.actions.resolution import ensure_periods
    from nhip.indicators.models import Delivery, Indicator

    keys = dict(Indicator.objects.values_list("code", "pk"))
    period_id = ensure_periods({period})[period]
    delivery, _new = Delivery.objects.get_or_create(
        origin="reported", version_sha256=version_of(period), defaults={"accepted_at": NOW}
    )
    return "".join(
        f"{delivery.pk}\t{keys[code_of(number)]}\t{period_id}\t{place}\t\tperiod\tofficial"
        f"\tnumber\t{place * number % 9_973}\t{NOW.isoformat()}\n"
        for place in places
        for number in range(INDICATORS)
    )


def store(facts: list["Fact"], name: str, *, replaces: str | None = None) -> None:  # noqa: F821
    """Store the facts of one delivery, as accepting a report does."""
    from nhip.core.web import system
    from nhip.indicators import actions
    from nhip.indicators.rules.facts import Reported

    source = Reported(version_of(name), replaces)
    actions.store(actor=system("benchmark"), rows=facts, source=source, now=NOW)


def copy(lines: str) -> None:
    """Copy rows into the table, and nothing else."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(COPY) as target:
        target.write(lines)


def version_of(name: str) -> str:
    """Return what stands for the hash of a report version."""
    return sha256(name.encode()).hexdigest()


if __name__ == "__main__":
    main()
