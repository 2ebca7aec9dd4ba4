"""Lịch làm việc: the days off that hold here: those entered, else those that were shipped."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from nhip.indicators.models import WorkingYear
from nhip.indicators.rules.working_days import WorkingDays, shipped, shipped_sources


@dataclass(frozen=True)
class YearShown:
    """Lịch nghỉ của một năm, with the text it rests on and who entered it."""

    year: int
    days_off: Sequence[dt.date]
    swapped_in: Sequence[dt.date]
    citation: str
    actor: str
    entered_at: dt.datetime | None


def working_days() -> WorkingDays:
    """Return the working days of every year that is known here."""
    found = shipped()
    for one in _entered():
        found = found.with_year(one.year, one.days_off, one.swapped_in)
    return found


def years_shown() -> list[YearShown]:
    """Return the known years, the newest first."""
    known, entered = working_days(), {one.year: one for one in _entered()}
    return [_shown(year, known, entered.get(year)) for year in sorted(known.years, reverse=True)]


def _entered() -> list[WorkingYear]:
    """Return the newest entry of each year."""
    return list(WorkingYear.objects.order_by("year", "-id").distinct("year"))


def _shown(year: int, known: WorkingDays, entered: WorkingYear | None) -> YearShown:
    days_off, swapped_in = known.of_year(year)
    if entered is None:
        return YearShown(year, days_off, swapped_in, shipped_sources()[year], "", None)
    said = (entered.citation, entered.actor, entered.entered_at)
    return YearShown(year, days_off, swapped_in, *said)
