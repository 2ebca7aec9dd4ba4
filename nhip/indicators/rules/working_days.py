"""Ngày làm việc: holidays and swapped days are data; a deadline only counts.

Saturdays and Sundays are free, unless the Prime Minister swapped one with a
working day. A year the tables do not know is an error, never a guess.
"""

import datetime as dt
import json
from collections.abc import Iterator
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


def _days(years: dict[str, dict[str, list[str]]], kind: str) -> Iterator[dt.date]:
    for year in years.values():
        yield from (dt.date.fromisoformat(day) for day in year[kind])
