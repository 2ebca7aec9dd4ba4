"""Ai hay quá hạn: how often each unit was late since a day, counted in the database.

A year of all units and regimes is millions of owed reports; only one line for each unit that was
late comes out.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from nhip.reporting.queries.standing import STATEMENT, TOPS

MOST_UNITS: Final = 500
COUNTED: Final = f"""
SELECT unit_id, max(unit), max(top_id),
       count(*) FILTER (WHERE NOT is_excluded),
       count(*) FILTER (WHERE is_late OR was_late),
       count(*) FILTER (WHERE is_late),
       coalesce(sum(times), 0)::int, max(urged_at),
       coalesce(array_agg(obligation_id)
           FILTER (WHERE is_late AND regime_id = ANY (%(urging)s)), '{{}}')
FROM (
    SELECT *,
           NOT has_left AND NOT is_excluded AND greatest(due_at, enter_by) < %(now)s AS is_late,
           NOT is_excluded AND coalesce(sent_at > greatest(due_at, enter_by), false) AS was_late
    FROM ({STATEMENT}) AS owed(
        obligation_id, regime_id, period_id, unit_id, top_id, unit, due_at, is_excluded, stage,
        has_left, answer, sent_at, times, urged_at, enter_by, incident)
) AS judged
GROUP BY unit_id
HAVING count(*) FILTER (WHERE is_late OR was_late) > 0
ORDER BY 5 DESC, 6 DESC, max(unit), unit_id
LIMIT {MOST_UNITS}
"""  # noqa: S608  (constants of this area)


@dataclass(frozen=True)
class LateUnit:
    """Đơn vị quá hạn: how many it owed, how often it was late, and what may be urged now."""

    unit_id: int
    unit: str
    top_id: int
    owed: int
    times: int
    now: int
    times_urged: int
    urged_at: dt.datetime | None
    to_urge: Sequence[int]

    @property
    def per_cent(self) -> int:
        """Return the share that was late, rounded up, so that 0 means never."""
        return -(-self.times * 100 // self.owed)


@dataclass(frozen=True)
class Reach:
    """Phạm vi xem: these regimes, of these units or of all, and those for which one may urge."""

    regimes: Sequence[int]
    units: Sequence[int] | None
    urging: Sequence[int]


def late_units(reach: Reach, *, since: dt.datetime, now: dt.datetime) -> list[LateUnit]:
    """Return the units that were late since a moment, those late most often first."""
    if not reach.regimes or reach.units == []:
        return []
    values: dict[str, Any] = {
        "regimes": list(reach.regimes),
        "units": None if reach.units is None else list(reach.units),
        "urging": list(reach.urging),
        "periods": None,
        "since": since,
        "now": now,
        "day": None,
        "tops": TOPS,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, values)
        return [LateUnit(*row) for row in cursor.fetchall()]
