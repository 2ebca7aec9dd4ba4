"""Báo cáo nào đang ở đâu: every owed report of a period, or of a unit, in one statement.

An agency that reports knows of its reports from its own worksheets and from what the
recipients answered; one that receives knows from its register. A node asks both at once.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from nhip.reporting.rules.progress import Step, Traces, step_of

Frame = tuple[int, int]
"""A regime and a period."""

# Agencies that answer for what sits under them, nearest first.
TOPS: Final = [
    *("province", "ministry", "ministerial_agency", "government_office", "government_agency"),
    *("national_university", "coordinating_body", "state_body"),
    *("sociopolitical_organisation", "social_organisation"),
]
STATEMENT: Final = """
WITH RECURSIVE owed AS MATERIALIZED (
    SELECT o.*, coalesce(
        %(day)s::date,
        ((upper(p.window) - interval '1 microsecond') AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    ) AS day
    FROM reporting_obligation o
    JOIN indicators_period p ON p.id = o.period_id
    WHERE o.frozen_at IS NOT NULL
      AND (%(regimes)s::bigint[] IS NULL OR o.regime_id = ANY (%(regimes)s))
      AND (%(periods)s::bigint[] IS NULL OR o.period_id = ANY (%(periods)s))
      AND (%(units)s::bigint[] IS NULL OR o.unit_id = ANY (%(units)s))
      AND (%(since)s::timestamptz IS NULL OR upper(p.window) > %(since)s)
), changed AS (
    SELECT c.obligation_id,
           (array_agg(c.due_at ORDER BY c.id DESC)
               FILTER (WHERE c.kind = 'extension'))[1] AS due_at,
           (array_agg(c.kind ORDER BY c.id DESC)
               FILTER (WHERE c.kind NOT IN ('extension', 'incident')))[1]
               IN ('exclusion', 'transfer') AS is_excluded,
           (array_agg(c.due_at ORDER BY c.id DESC)
               FILTER (WHERE c.kind = 'incident'))[1] AS enter_by,
           (array_agg(i.reference ORDER BY c.id DESC)
               FILTER (WHERE i.id IS NOT NULL))[1] AS incident
    FROM reporting_obligationchange c
    JOIN owed o ON o.id = c.obligation_id
    LEFT JOIN reporting_incident i ON i.id = c.incident_id
    GROUP BY c.obligation_id
), written AS (
    SELECT r.obligation_id,
           (array_agg(r.stage ORDER BY r.round DESC))[1] AS stage,
           (array_agg(r.document_id ORDER BY r.round DESC)
               FILTER (WHERE r.stage = 'issued'))[1] AS document_id,
           bool_or(r.stage = 'issued') AS has_left,
           min(d.sent_at) FILTER (WHERE r.stage = 'issued') AS sent_at
    FROM reporting_report r
    JOIN owed o ON o.id = r.obligation_id
    LEFT JOIN documents_document d ON d.id = r.document_id
    GROUP BY r.obligation_id
), answered AS (
    SELECT w.obligation_id, bool_or(a.status = '02') AS returned,
           bool_or(a.status = '03') AS accepted, bool_or(a.status <> '') AS received
    FROM written w JOIN documents_recipient a ON a.document_id = w.document_id
    GROUP BY w.obligation_id
), arrived AS (
    SELECT o.id AS obligation_id, min(i.received_at) AS received_at,
           (array_agg(i.standing ORDER BY v.number DESC, i.id DESC))[1] AS standing,
           bool_or(i.standing IN ('accepted', 'synthesised', 'done')) AS accepted
    FROM owed o
    JOIN reporting_reportversion v
      ON v.regime_id = o.regime_id AND v.period_id = o.period_id AND v.unit_id = o.unit_id
    JOIN reporting_intake i ON i.version_id = v.id
    GROUP BY o.id
), urged AS (
    SELECT u.obligation_id, count(*) AS times, max(u.urged_at) AS urged_at
    FROM reporting_urge u JOIN owed o ON o.id = u.obligation_id
    GROUP BY u.obligation_id
), climb(unit_id, day, at, height) AS (
    SELECT DISTINCT unit_id, day, unit_id, 0 FROM owed
    UNION ALL
    SELECT c.unit_id, c.day, p.parent_id, c.height + 1
    FROM climb c JOIN organisations_placement p ON p.unit_id = c.at
    WHERE p.valid @> c.day AND p.parent_id IS NOT NULL AND c.height < 12
), tops AS (
    SELECT DISTINCT ON (c.unit_id, c.day) c.unit_id, c.day, c.at AS top_id
    FROM climb c JOIN organisations_kind k ON k.unit_id = c.at
    WHERE k.valid @> c.day AND k.kind = ANY (%(tops)s)
    ORDER BY c.unit_id, c.day, c.height
)
SELECT o.id, o.regime_id, o.period_id, o.unit_id, coalesce(t.top_id, o.unit_id),
       coalesce(n.name, ''), coalesce(c.due_at, o.due_at),
       coalesce(c.is_excluded, false),
       w.stage,
       coalesce(w.has_left, false) OR s.obligation_id IS NOT NULL,
       CASE WHEN s.accepted OR a.accepted AND NOT a.returned THEN 'accepted'
            WHEN s.standing = 'returned' OR a.returned THEN 'returned'
            WHEN s.obligation_id IS NOT NULL OR a.received THEN 'received' END,
       least(w.sent_at, s.received_at),
       coalesce(u.times, 0), u.urged_at, c.enter_by, coalesce(c.incident, '')
FROM owed o
LEFT JOIN changed c ON c.obligation_id = o.id
LEFT JOIN written w ON w.obligation_id = o.id
LEFT JOIN answered a ON a.obligation_id = o.id
LEFT JOIN arrived s ON s.obligation_id = o.id
LEFT JOIN urged u ON u.obligation_id = o.id
LEFT JOIN tops t ON t.unit_id = o.unit_id AND t.day = o.day
LEFT JOIN organisations_name n ON n.unit_id = o.unit_id AND n.valid @> o.day
ORDER BY coalesce(n.sort_key, ''), o.unit_id, o.due_at
"""


@dataclass(frozen=True)
class Owed:
    """Báo cáo phải gửi: one obligation, where its report stands, and whether it is late."""

    obligation_id: int
    regime_id: int
    period_id: int
    unit_id: int
    top_id: int
    unit: str
    due_at: dt.datetime
    step: Step
    sent_at: dt.datetime | None
    is_late: bool
    was_late: bool
    times_urged: int
    urged_at: dt.datetime | None
    incident: str = ""
    """The reference of the outage that moved its time or excuses it."""

    @property
    def counts_as_late(self) -> bool:
        """Tell whether the time in force passed before the report left, whenever that was."""
        return self.is_late or self.was_late


def owed_for(
    regime_id: int, period_id: int, *, units: Sequence[int] | None, day: dt.date, now: dt.datetime
) -> list[Owed]:
    """Return what is owed for one regime and period, of some units or of all, by unit's name."""
    return _ask(now, regimes=[regime_id], periods=[period_id], units=units, day=day)


def owed_in(
    frames: Collection[Frame], *, units: Sequence[int] | None, now: dt.datetime
) -> dict[Frame, list[Owed]]:
    """Return what is owed for several regimes and periods, as units were on each one's last day."""
    regimes, periods = {one for one, _period in frames}, {one for _regime, one in frames}
    found: dict[Frame, list[Owed]] = {}
    for one in _ask(now, regimes=list(regimes), periods=list(periods), units=units):
        if (one.regime_id, one.period_id) in frames:
            found.setdefault((one.regime_id, one.period_id), []).append(one)
    return found


def owed_by(
    units: Sequence[int], *, since: dt.datetime, now: dt.datetime, day: dt.date
) -> list[Owed]:
    """Return what some units owed for the periods that ended after a moment."""
    return _ask(now, units=list(units), since=since, day=day)


def _ask(now: dt.datetime, **asked: Any) -> list[Owed]:
    values = dict.fromkeys(("regimes", "periods", "units", "since", "day")) | {"tops": TOPS} | asked
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, values)
        return [_owed(row, now) for row in cursor.fetchall()]


def _owed(row: tuple[Any, ...], now: dt.datetime) -> Owed:
    due_at, is_excluded, stage, has_left, answer, sent_at = row[6:12]
    times_urged, urged_at, enter_by, incident = row[12:]
    by = due_at if enter_by is None else max(due_at, enter_by)
    step = step_of(Traces(is_excluded, stage, has_left, answer))
    is_missing = not has_left and not is_excluded
    was_late = step is not Step.EXCLUDED and sent_at is not None and sent_at > by
    is_late = is_missing and by < now
    facts = (due_at, step, sent_at, is_late, was_late)
    return Owed(*(*row[:6], *facts, times_urged, urged_at, incident))
