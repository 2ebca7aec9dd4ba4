"""Ngày làm việc: holidays and swapped days are data; a deadline only counts.

Saturdays and Sundays are free, unless the Prime Minister swapped one with a
working day. A year the tables do not know is an error, never a guess.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "reference" / "working_days.json"
_SATURDAY = 5
_DAY = dt.timedelta(days=1)


class UnknownYear(LookupError):
    """Chưa có lịch nghỉ: nobody has entered the holidays of that year."""


class DeadlinePolicy(StrEnum):
    """Hạn rơi vào ngày nghỉ: stay on the day, or move to the next working day."""

    EXACT = "exact"
    NEXT_WORKING_DAY = "next_working_day"


@dataclass(frozen=True)
class WorkingDays:
    """Lịch làm việc: the free weekdays and the working Saturdays and Sundays of the known years."""

    years: frozenset[int]
    days_off: frozenset[dt.date]
    swapped_in: frozenset[dt.date] = frozenset()

    def is_working(self, day: dt.date) -> bool:
        """Tell whether offices work on that day. Raises UnknownYear."""
        if day.year not in self.years:
            raise UnknownYear(day.year)
        if day in self.swapped_in:
            return True
        return day.weekday() < _SATURDAY and day not in self.days_off

    def with_year(
        self, year: int, days_off: Collection[dt.date], swapped_in: Collection[dt.date]
    ) -> "WorkingDays":
        """Return the same calendar with one year as somebody entered it."""
        return WorkingDays(
            years=self.years | {year},
            days_off=frozenset({day for day in self.days_off if day.year != year} | {*days_off}),
            swapped_in=frozenset(
                {day for day in self.swapped_in if day.year != year} | {*swapped_in}
            ),
        )

    def of_year(self, year: int) -> tuple[list[dt.date], list[dt.date]]:
        """Return the days off and the swapped days of one year, in order."""
        off = sorted(day for day in self.days_off if day.year == year)
        return off, sorted(day for day in self.swapped_in if day.year == year)

    def at_or_after(self, day: dt.date) -> dt.date:
        """Return the day itself if it is a working day, else the next one that is."""
        return day if self.is_working(day) else next(self._after(day))

    def after(self, day: dt.date, count: int) -> dt.date:
        """Return the working day that comes ``count`` working days after ``day``; at least one."""
        if count < 1:
            raise ValueError("a deadline lies at least one working day after")
        days = self._after(day)
        for _passed in range(count - 1):
            next(days)
        return next(days)

    def between(self, first: dt.date, last: dt.date) -> int:
        """Return how many working days lie after ``first``, up to and with ``last``."""
        span = (last - first).days
        return sum(self.is_working(first + _DAY * number) for number in range(1, span + 1))

    def due(self, day: dt.date, policy: DeadlinePolicy) -> dt.date:
        """Return the day on which a deadline really falls."""
        return day if policy is DeadlinePolicy.EXACT else self.at_or_after(day)

    def _after(self, day: dt.date) -> Iterator[dt.date]:
        while True:
            day += _DAY
            if self.is_working(day):
                yield day


@cache
def shipped() -> WorkingDays:
    """Return the working days of the years that the reference table knows."""
    years = json.loads(_FILE.read_text())["years"]
    return WorkingDays(
        years=frozenset(int(year) for year in years),
        days_off=frozenset(_days(years, "days_off")),
        swapped_in=frozenset(_days(years, "swapped_in")),
    )


@dataclass(frozen=True)
class WrongDay:
    """Ngày không hợp lệ: a day that cannot stand in a year's list, and why."""

    day: dt.date
    code: str


def wrong_days(
    year: int, days_off: Collection[dt.date], swapped_in: Collection[dt.date]
) -> list[WrongDay]:
    """Return the days of a list that lie in another year, or are free or worked anyhow."""
    found = [WrongDay(day, "other-year") for day in (*days_off, *swapped_in) if day.year != year]
    found += [WrongDay(day, "free-anyhow") for day in days_off if day.weekday() >= _SATURDAY]
    found += [WrongDay(day, "worked-anyhow") for day in swapped_in if day.weekday() < _SATURDAY]
    return sorted(found, key=lambda one: (one.day, one.code))


@cache
def shipped_sources() -> dict[int, str]:
    """Return where the days of each shipped year come from."""
    years = json.loads(_FILE.read_text())["years"]
    return {int(year): found["source"] for year, found in years.items()}


def _days(years: dict[str, dict[str, list[str]]], kind: str) -> Iterator[dt.date]:
    for year in years.values():
        yield from (dt.date.fromisoformat(day) for day in year[kind])
