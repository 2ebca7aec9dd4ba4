"""Thời hạn gửi báo cáo: when a report is due, per tier, and what decree 09/2019 demands."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from nhip.indicators.rules.working_days import DeadlinePolicy, UnknownYear, WorkingDays

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
LAST_DAY_TO_GOVERNMENT = 25
_ONE_DAY = dt.timedelta(days=1)
_INSTANT = dt.timedelta(microseconds=1)


class Counting(StrEnum):
    """Cách tính: how a deadline rule finds its day."""

    DAY_OF_MONTH = "day_of_month"
    DAYS_AFTER = "days_after"
    WORKING_DAYS_AFTER = "working_days_after"
    WORKING_DAYS_AFTER_TIER_BELOW = "working_days_after_tier_below"


@dataclass(frozen=True)
class Window:
    """Thời gian chốt số liệu: from one moment up to, not including, another."""

    start: dt.datetime
    end: dt.datetime

    @property
    def last_day(self) -> dt.date:
        return (self.end - _INSTANT).astimezone(HANOI).date()


@dataclass(frozen=True)
class Rule:
    """Quy tắc thời hạn của một cấp. ``at`` None means the end of the day (24:00)."""

    tier: str
    counting: Counting
    number: int
    months_later: int = 0
    at: dt.time | None = None
    basis: str = ""


@dataclass(frozen=True)
class Due:
    """Hạn gửi: the day it falls on and the moment it ends, in Hà Nội."""

    tier: str
    day: dt.date
    at: dt.datetime


def parse_rule(json: Mapping[str, Any]) -> Rule:
    """Return a deadline rule from its JSON. Raises KeyError, ValueError."""
    time = json.get("time", "24:00")
    return Rule(
        tier=json["tier"],
        counting=Counting(json["counting"]),
        number=int(json["number"]),
        months_later=int(json.get("months_later", 0)),
        at=None if time == "24:00" else dt.time.fromisoformat(time),
        basis=json.get("basis", ""),
    )


def dues(
    rules: Sequence[Rule], window: Window, *, policy: DeadlinePolicy, working_days: WorkingDays
) -> tuple[Due, ...]:
    """Return when each tier's report is due, from the lowest tier up."""
    found: list[Due] = []
    for rule in rules:
        below = rule.counting is Counting.WORKING_DAYS_AFTER_TIER_BELOW
        start = found[-1].day if below and found else window.last_day
        day = working_days.due(_day(rule, start, working_days), policy)
        found.append(Due(rule.tier, day, _moment(day, rule.at)))
    return tuple(found)


def known_dues(
    rules: Sequence[Rule], window: Window, *, policy: DeadlinePolicy, working_days: WorkingDays
) -> tuple[Due, ...] | None:
    """Return the deadlines, or None while the holidays they depend on are not decreed yet."""
    try:
        return dues(rules, window, policy=policy, working_days=working_days)
    except UnknownYear:
        return None


def leaves_a_working_day(due: Due, window: Window, working_days: WorkingDays) -> bool:
    """Decree 09/2019, art. 8.5 b: at least one working day between the cut-off and the deadline."""
    return working_days.between(window.last_day, due.day) >= 1


def is_by_the_25th(due: Due, window: Window) -> bool:
    """Decree 09/2019, art. 13.1: to Government or PM by the 25th of the period's last month."""
    return due.day <= window.last_day.replace(day=LAST_DAY_TO_GOVERNMENT)


def _day(rule: Rule, start: dt.date, working_days: WorkingDays) -> dt.date:
    match rule.counting:
        case Counting.DAY_OF_MONTH:
            months = start.year * 12 + start.month - 1 + rule.months_later
            first = dt.date(months // 12, months % 12 + 1, 1)
            return min(first + _ONE_DAY * (rule.number - 1), _last_of(first))
        case Counting.DAYS_AFTER:
            return start + _ONE_DAY * rule.number
        case Counting.WORKING_DAYS_AFTER | Counting.WORKING_DAYS_AFTER_TIER_BELOW:
            return working_days.after(start, rule.number)


def _last_of(first: dt.date) -> dt.date:
    return (first + _ONE_DAY * 31).replace(day=1) - _ONE_DAY


def _moment(day: dt.date, at: dt.time | None) -> dt.datetime:
    if at is None:
        return dt.datetime.combine(day + _ONE_DAY, dt.time(), HANOI)
    return dt.datetime.combine(day, at, HANOI)
