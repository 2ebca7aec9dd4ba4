"""Obligations per second: a year of all communes and 50 monthly regimes, beside INSERT … SELECT.

``python -m benchmarks.obligations_generated`` lets the action that runs by the minute make out
who owes what: periods from the calendar, units of the day, deadlines by rule, frozen where the
window has begun, an event for each regime. Beside it, in the same run, one plain statement for
each regime that inserts as many rows into the same table, indexes and triggers on. One commune
for each of 3,321 and twelve months are 1,992,600 rows; ``--regimes N`` takes fewer regimes.
"""

import datetime as dt
import sys

from benchmarks import _measuring as measuring

UNITS = 3_321
REGIMES = int(sys.argv[sys.argv.index("--regimes") + 1]) if "--regimes" in sys.argv else 50
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
ROWS = UNITS * 12 * REGIMES
EVER = ("1900-01-01", None)
PLAIN = """
INSERT INTO reporting_obligation (regime_id, unit_id, period_id, tier, due_at)
SELECT %(regime)s, u.id, p.id, 'commune', upper(p.window) + interval '10 days'
FROM organisations_unit u CROSS JOIN indicators_period p WHERE p.key LIKE 'A12:2026-M%%'
"""


def main() -> None:
    """Measure, and print each rate beside its yardstick."""
    with measuring.node():
        ours, plain = prepare()
        generate(ours.pop())  # the first warms up
        insert(plain.pop())
        made = measuring.Times((measuring.wall(lambda: [generate(pk) for pk in ours]),))
        bare = measuring.Times((measuring.wall(lambda: [insert(pk) for pk in plain]),))
        again = measuring.Times((measuring.wall(lambda: [generate(pk) for pk in ours]),))
        check(ours, plain)
        measuring.say_heads(f"A year of {UNITS:,} units and {REGIMES} regimes", measuring.RATES)
        measuring.say_rate("made out by the action", made, ROWS, "obligations/s")
        measuring.say_rate("made out again, nothing changed", again, ROWS, "obligations/s")
        measuring.say_rate("bare INSERT … SELECT", bare, ROWS, "rows/s")
        measuring.say_ratio("action / INSERT … SELECT", bare.median / made.median)


def prepare() -> tuple[list[int], list[int]]:
    """Make places, the calendar and two sets of regimes; return the regimes of each."""
    from nhip.core.web import system
    from nhip.indicators.actions import load_dictionary
    from nhip.organisations.models import Kind, Unit
    from nhip.reporting.models import Form

    places = Unit.objects.bulk_create(Unit() for _place in range(UNITS))
    Kind.objects.bulk_create(Kind(unit=one, kind="commune", valid=EVER) for one in places)
    empty = {"dimensions": [], "indicators": []}
    load_dictionary(actor=system("benchmark"), files=[empty], now=NOW)
    form = Form.objects.create(code="B", title="B")
    made = [regime(form.pk, f"R{number}") for number in range(2 * (REGIMES + 1))]
    return made[: REGIMES + 1], made[REGIMES + 1 :]


def regime(form_id: int, code: str) -> int:
    """Make an active monthly regime of all communes; return its key."""
    from nhip.reporting.models import Regime

    described = {
        "code": code,
        "name": code,
        "class": "administrative",
        "kind": "periodic",
        "reporters": [{"tier": "commune", "kind": "commune"}],
        "recipients": [],
        "deadlines": [{"tier": "commune", "counting": "day_of_month", "number": 25}],
        "calendar": "A12",
        "cut": "M",
    }
    fields = {"regime_class": "administrative", "kind": "periodic", "calendar": "A12", "cut": "M"}
    fresh = Regime.objects.create(
        code=code,
        name=code,
        form_id=form_id,
        valid=("2020-01-01", None),
        description=described,
        status=Regime.Status.ACTIVE,
        activated_at=NOW,
        **fields,
    )
    return fresh.pk


def generate(pk: int) -> None:
    """Make out a year of one regime."""
    from nhip.core.web import system
    from nhip.reporting.actions import generate_obligations

    first, last = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    generate_obligations(actor=system("benchmark"), regime_id=pk, first=first, last=last, now=NOW)


def insert(pk: int) -> None:
    """Insert as many rows by one plain statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(PLAIN, {"regime": pk})


def check(ours: list[int], plain: list[int]) -> None:
    """Fail unless both made the same number of rows."""
    from nhip.reporting.models import Obligation

    counts = {Obligation.objects.filter(regime__in=each).count() for each in (ours, plain)}
    if counts != {ROWS}:
        raise SystemExit(f"expected {ROWS:,} rows twice, found {counts}")


if __name__ == "__main__":
    main()
