"""Every calendar that really exists: its window, and when each tier's report of it is due."""

import datetime as dt
import json
from pathlib import Path

import pytest

from nhip.indicators.rules.periods import CALENDARS, span
from nhip.indicators.rules.working_days import DeadlinePolicy, shipped
from nhip.reporting.rules.deadlines import HANOI, Window, dues, parse_rule
from nhip.reporting.rules.forecast import owed, periods_on

FACTS = Path(__file__).parents[2] / "reference" / "calendars" / "in-force.json"
ENTRIES = json.loads(FACTS.read_text())["calendars"]
# Nobody decreed 2027 yet; weekends suffice for the deadlines below.
KNOWN = shipped().with_year(2027, [dt.date(2027, 1, 1)], [])


def said(due):
    """Return a due time as the table writes it: the day, with its hour unless it is the whole."""
    end = dt.datetime.combine(due.day + dt.timedelta(days=1), dt.time(), HANOI)
    return due.day.isoformat() if due.at == end else f"{due.at.astimezone(HANOI):%Y-%m-%dT%H:%M}"


@pytest.mark.requirement(10)
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name_en"])
def test_a_calendar_of_the_law_has_its_window_and_its_deadlines(entry):
    period = span(entry["key"])
    rules = [parse_rule(rule) for rule in entry.get("deadlines", ())]
    window = Window(period.starts_at, period.ends_at)

    found = dues(
        rules,
        window,
        policy=DeadlinePolicy(entry.get("policy", "exact")),
        working_days=KNOWN,
    )

    assert (period.first_date.isoformat(), period.last_date.isoformat()) == (
        entry["first"],
        entry["last"],
    )
    assert [said(due) for due in found] == entry.get("due", [])


@pytest.mark.requirement(10)
def test_every_calendar_that_is_shipped_stands_in_the_table_with_its_source():
    named = {entry["key"].partition(":")[0] for entry in ENTRIES}

    assert named == set(CALENDARS)
    assert all(entry["source"] and entry["tag"] in ("R", "R2", "design") for entry in ENTRIES)


@pytest.mark.requirement(13)
def test_a_disaster_report_climbs_from_the_commune_to_the_province_within_two_hours():
    (entry,) = [one for one in ENTRIES if one["name_en"].startswith("Day of a disaster")]
    day = span("D:2026-09-12")  # a Saturday: a disaster knows no weekend
    rules = [parse_rule(rule) for rule in entry["deadlines"]]

    found = dues(
        rules,
        Window(day.starts_at, day.ends_at),
        policy=DeadlinePolicy.EXACT,
        working_days=shipped(),
    )

    assert [f"{due.at:%H:%M %d/%m}" for due in found] == [
        "17:00 12/09",
        "18:00 12/09",
        "19:00 12/09",
    ]


@pytest.mark.requirement(10)
def test_banks_owe_nothing_for_days_off():
    calendar = CALENDARS["BD"]
    week = periods_on(calendar, "D", dt.date(2026, 2, 12), dt.date(2026, 2, 24))

    held = owed(calendar, "D", week, working_days=shipped())

    assert [span.first_date.day for span in held] == [12, 13, 23, 24]
    assert owed(calendar, "D", [span_of_unknown_year()], working_days=shipped()) == []


def span_of_unknown_year():
    return span("BD:2031-03-03")
