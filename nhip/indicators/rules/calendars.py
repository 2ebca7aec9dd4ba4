"""Lịch kỳ báo cáo: how a calendar is cut into periods. Calendars are data, never code.

A calendar is an anchor, a time zone and one or more *cuts*. A cut has a step
(how far the next period begins), a length and an offset. Steps are months,
counted in a year that begins on any day, or days, counted from a day.
Nothing rounds one calendar into another.
"""

import calendar as gregorian
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

ROMAN = ("I", "II", "III", "IV")
HALVES_VI = ("đầu", "cuối")
HALVES_EN = ("First", "Second")


class NoSuchPeriod(LookupError):
    """Không có kỳ này: the key, or the day, names no period of the calendar."""


@dataclass(frozen=True)
class YearStart:
    """Ngày đầu năm báo cáo: when year Y begins; ``year`` is -1 when that lies in Y-1."""

    year: int = 0
    month: int = 1
    day: int = 1


@dataclass(frozen=True)
class Cut:
    """Loại kỳ: one way in which a calendar is cut, such as month, half-year or nine months.

    Of a cut that is ``working_only`` nothing is owed for a period that begins on a day off.
    """

    code: str
    key: str
    label_vi: str
    label_en: str
    months: int = 0
    days: int = 0
    length: int = 0
    offset: int = 0
    parts: str | None = None
    working_only: bool = False

    @property
    def count(self) -> int:
        """Return how many periods of this cut begin in one year (of a cut by months)."""
        return 12 // self.months

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return the expression that reads this cut's keys."""
        text = re.escape(self.key).replace(r"\{", "{").replace(r"\}", "}")
        text = text.replace("{year}", r"(?P<year>\d{4})").replace("{n:02}", r"(?P<n>\d{2})")
        text = text.replace("{n}", r"(?P<n>\d)").replace("{day}", r"(?P<day>\d{4}-\d{2}-\d{2})")
        return re.compile(text)


@dataclass(frozen=True)
class Span:
    """Kỳ: one period, with its days and its window [starts_at, ends_at)."""

    calendar: str
    cut: str
    ordinal: int
    key: str
    first_date: dt.date
    last_date: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime
    label_vi: str
    label_en: str

    @property
    def days(self) -> int:
        """Return how many days the period has."""
        return (self.last_date - self.first_date).days + 1


@dataclass(frozen=True)
class Calendar:
    """Lịch: a family of periods that nest in one another."""

    code: str
    name_vi: str
    name_en: str
    zone: str
    cuts: Mapping[str, Cut]
    year_starts: YearStart = YearStart()
    anchor: dt.date = dt.date(2001, 1, 1)
    source: str = ""

    def span(self, key: str) -> Span:
        """Return the period that the part of a key after the colon names. Raises NoSuchPeriod."""
        for cut in self.cuts.values():
            if found := cut.pattern.fullmatch(key):
                return self._read(cut, found.groupdict(), key)
        raise NoSuchPeriod(f"{self.code}:{key}")

    def on(self, cut: str, day: dt.date) -> Span:
        """Return the last period of the cut that has begun on ``day`` and not ended.

        Raises NoSuchPeriod where the cut leaves days out, as nine months do the last quarter.
        """
        found = self._latest_begun(self.cuts[cut], day)
        if found.last_date < day:
            raise NoSuchPeriod(f"{self.code} {cut} {day}")
        return found

    def at(self, cut: str, ordinal: int) -> Span:
        """Return the period with that place in the endless row of periods of a cut."""
        rule = self.cuts[cut]
        first = self._boundary(rule, ordinal, 0)
        after = self._boundary(rule, ordinal, rule.length or rule.months or rule.days)
        last = after - dt.timedelta(days=1)
        words = _words(rule, ordinal, first, last)
        zone = ZoneInfo(self.zone)
        return Span(
            calendar=self.code,
            cut=cut,
            ordinal=ordinal,
            key=f"{self.code}:{rule.key.format(**words)}",
            first_date=first,
            last_date=last,
            starts_at=dt.datetime.combine(first, dt.time(), zone),
            ends_at=dt.datetime.combine(after, dt.time(), zone),
            label_vi=rule.label_vi.format(**words),
            label_en=rule.label_en.format(**words),
        )

    def between(self, cut: str, first: dt.date, last: dt.date) -> Iterator[Span]:
        """Yield the periods of a cut that lie whole inside the days from first to last."""
        found = self._latest_begun(self.cuts[cut], first)
        while found.first_date <= last:
            if found.first_date >= first and found.last_date <= last:
                yield found
            found = self.at(cut, found.ordinal + 1)

    def _read(self, cut: Cut, found: Mapping[str, str], key: str) -> Span:
        try:
            span = self.at(cut.code, self._ordinal(cut, found))
        except (ValueError, OverflowError):
            raise NoSuchPeriod(f"{self.code}:{key}") from None
        if span.key != f"{self.code}:{key}":
            raise NoSuchPeriod(f"{self.code}:{key}")
        return span

    def _ordinal(self, cut: Cut, found: Mapping[str, str]) -> int:
        if cut.days:
            return (dt.date.fromisoformat(found["day"]) - self.anchor).days // cut.days
        return int(found["year"]) * cut.count + int(found.get("n", 1)) - 1

    def _latest_begun(self, cut: Cut, day: dt.date) -> Span:
        if cut.days:
            return self.at(cut.code, (day - self.anchor).days // cut.days)
        ordinal = (day.year - self.year_starts.year + 1) * cut.count - 1
        while (found := self.at(cut.code, ordinal)).first_date > day:
            ordinal -= 1
        return found

    def _boundary(self, cut: Cut, ordinal: int, beyond: int) -> dt.date:
        if cut.days:
            return self.anchor + dt.timedelta(days=ordinal * cut.days + cut.offset + beyond)
        year, n = divmod(ordinal, cut.count)
        start = self.year_starts
        months = (year + start.year) * 12 + start.month - 1
        return _day_of_month(months + n * cut.months + cut.offset + beyond, start.day)


def read(data: Mapping[str, Any]) -> Calendar:
    """Return the calendar that a JSON object describes."""
    cuts = [Cut(**cut) for cut in data["cuts"]]
    return Calendar(
        code=data["code"],
        name_vi=data["name_vi"],
        name_en=data["name_en"],
        zone=data["zone"],
        cuts={cut.code: cut for cut in cuts},
        year_starts=YearStart(**data.get("year_starts", {})),
        anchor=dt.date.fromisoformat(data.get("anchor", "2001-01-01")),
        source=data.get("source", ""),
    )


def _day_of_month(months: int, day: int) -> dt.date:
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(day, gregorian.monthrange(year, month + 1)[1]))


def _words(cut: Cut, ordinal: int, first: dt.date, last: dt.date) -> dict[str, Any]:
    words: dict[str, Any] = {
        "day": first.isoformat(),
        "first": f"{first:%d/%m/%Y}",
        "last": f"{last:%d/%m/%Y}",
    }
    if cut.months:
        year, n = divmod(ordinal, cut.count)
        words |= {"year": f"{year:04}", "n": n + 1, "next_year": year + 1}
        words["roman"] = ROMAN[n % 4]
        words["half_vi"], words["half_en"] = HALVES_VI[n % 2], HALVES_EN[n % 2]
        words["month_en"] = gregorian.month_name[n + 1]
    return words
