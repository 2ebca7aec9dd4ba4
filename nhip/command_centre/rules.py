"""Tình trạng số liệu: how far a total or an agency has come, as of a moment. Pure."""

import datetime as dt
from enum import StrEnum


class Freshness(StrEnum):
    """Tình trạng: complete, on its way, late, superseded since, or never there."""

    FRESH = "fresh"
    ON_ITS_WAY = "on_its_way"
    LATE = "late"
    STALE = "stale"
    NEVER = "never"


def freshness_of_total(
    *, present: int, expected: int, stale: bool, due_at: dt.datetime | None, now: dt.datetime
) -> Freshness:
    """Return how far a total has come; a figure superseded since outweighs everything else."""
    if stale:
        return Freshness.STALE
    if present >= expected and expected:
        return Freshness.FRESH
    if due_at is not None and due_at < now:
        return Freshness.LATE
    return Freshness.ON_ITS_WAY if present else Freshness.NEVER


def freshness_of_supply(
    *, owed: int, supplied: int, newest_is_there: bool, ever: bool
) -> Freshness:
    """Return how well an agency supplies what has become due."""
    if not owed:
        return Freshness.FRESH if ever else Freshness.NEVER
    if newest_is_there:
        return Freshness.FRESH if supplied == owed else Freshness.STALE
    return Freshness.LATE if ever else Freshness.NEVER
