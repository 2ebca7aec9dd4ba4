"""Lịch gửi lại: when to try again, when to warn, when to give up."""

import datetime as dt

FIRST_PAUSES = (30, 60, 120, 240, 480)
HOURLY = 3_600
LIFETIME = dt.timedelta(days=30)
ASK_AFTER = dt.timedelta(minutes=10)
ASK_EVERY = dt.timedelta(hours=1)
WARNINGS = (dt.timedelta(hours=24), dt.timedelta(hours=72))


def pause_before(attempt: int, *, scale: float = 1.0) -> float:
    """Return the seconds before the given retry, the first being 1; hourly after the fifth."""
    seconds = FIRST_PAUSES[attempt - 1] if attempt <= len(FIRST_PAUSES) else HOURLY
    return seconds * scale


def warnings_due(sent_at: dt.datetime, warned_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Tell whether a day or three have passed since sending, and nobody was warned of it."""
    return any(
        sent_at + patience <= now and (warned_at is None or warned_at < sent_at + patience)
        for patience in WARNINGS
    )
