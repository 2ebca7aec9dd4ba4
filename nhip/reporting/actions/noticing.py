"""Bậc nhắc đến hạn: write the notices of every unit at once, and a letter for each reader.

Both are statements over whole tables; which step comes when is a rule.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django.db import connection

from nhip.accounts.rules import roles_with
from nhip.core.clock import local
from nhip.reporting.models import Regime
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.following import receiving_by_regime
from nhip.reporting.rules.reminding import Audience, Turn, turns

RIGHTS: Final = {
    Audience.REPORTERS: (Permission.ENTER,),
    Audience.LEADERS: (Permission.SIGN,),
    Audience.UNIT: (Permission.ENTER, Permission.SIGN),
    Audience.ABOVE: (Permission.URGE,),
}
DUE: Final = """
WITH turns AS (
    SELECT * FROM unnest(%(regimes)s::bigint[], %(steps)s::text[], %(audiences)s::text[],
                         %(starts)s::float8[], %(ends)s::float8[], %(receivers)s::bigint[])
        AS t(regime_id, step, audience, starts, ends, receiver_id)
), near AS (
    SELECT id FROM reporting_obligation WHERE due_at BETWEEN %(first)s AND %(last)s
    UNION
    SELECT obligation_id FROM reporting_obligationchange
    WHERE kind = 'extension' AND due_at BETWEEN %(first)s AND %(last)s
), changed AS (
    SELECT c.obligation_id,
           (array_agg(c.due_at ORDER BY c.id DESC)
               FILTER (WHERE c.kind = 'extension'))[1] AS due_at,
           (array_agg(c.kind ORDER BY c.id DESC)
               FILTER (WHERE c.kind NOT IN ('extension', 'incident')))[1] AS kind
    FROM reporting_obligationchange c JOIN near n ON n.id = c.obligation_id
    GROUP BY c.obligation_id
), owed AS (
    SELECT o.id, o.regime_id, o.unit_id, o.period_id, coalesce(c.due_at, o.due_at) AS due_at,
           lower(p.window) AS opened_at, upper(p.window) AS ended_at
    FROM near n
    JOIN reporting_obligation o ON o.id = n.id
    JOIN indicators_period p ON p.id = o.period_id
    LEFT JOIN changed c ON c.obligation_id = o.id
    WHERE o.frozen_at IS NOT NULL AND coalesce(c.kind, '') NOT IN ('exclusion', 'transfer')
)
INSERT INTO reporting_notice (obligation_id, unit_id, step, audience, due_at, made_at)
SELECT o.id,
       CASE t.audience WHEN 'above' THEN coalesce(u.parent_id, t.receiver_id) ELSE o.unit_id END,
       t.step, t.audience, o.due_at, %(now)s
FROM owed o
JOIN turns t ON t.regime_id = o.regime_id
LEFT JOIN organisations_placement u ON u.unit_id = o.unit_id AND u.valid @> %(day)s::date
WHERE %(now)s >= o.due_at + make_interval(secs => t.starts)
  AND %(now)s < o.due_at + make_interval(secs => t.ends)
  -- Nobody is reminded of a period that still runs, unless it is reported before it ends.
  AND (t.starts >= 0 OR o.due_at + make_interval(secs => t.starts)
       >= CASE WHEN o.due_at > o.ended_at THEN o.ended_at ELSE o.opened_at END)
  AND (t.audience <> 'above' OR coalesce(u.parent_id, t.receiver_id) IS NOT NULL)
  AND NOT EXISTS (SELECT FROM reporting_notice n WHERE n.obligation_id = o.id
                  AND n.step = t.step AND n.due_at = o.due_at)
  AND NOT EXISTS (SELECT FROM reporting_report r
                  WHERE r.obligation_id = o.id AND r.stage = 'issued')
  AND NOT EXISTS (SELECT FROM reporting_reportversion v
                  JOIN reporting_intake i ON i.version_id = v.id
                  WHERE v.regime_id = o.regime_id AND v.unit_id = o.unit_id
                    AND v.period_id = o.period_id)
ON CONFLICT DO NOTHING
RETURNING id
"""
READERS: Final = """
WITH RECURSIVE fresh AS (
    SELECT n.id, n.unit_id, n.audience FROM reporting_notice n WHERE n.id = ANY (%(notices)s)
), reached(unit_id, at) AS (
    SELECT DISTINCT unit_id, unit_id FROM fresh
    UNION
    SELECT r.unit_id, p.parent_id FROM reached r
    JOIN organisations_placement p ON p.unit_id = r.at
    WHERE p.valid @> %(day)s::date AND p.parent_id IS NOT NULL
), roles AS (
    SELECT * FROM unnest(%(audiences)s::text[], %(roles)s::text[]) AS t(audience, role)
)
INSERT INTO reporting_mailing (notice_id, user_id, state)
SELECT DISTINCT f.id, g.user_id, 'queued'
FROM fresh f
JOIN reached r ON r.unit_id = f.unit_id
JOIN roles t ON t.audience = f.audience
JOIN accounts_grant g
  ON g.unit_id = r.at AND g.role = t.role AND g.valid @> %(day)s::date
 AND (g.subtree OR g.unit_id = f.unit_id)
JOIN accounts_user p ON p.id = g.user_id AND p.is_active AND NOT p.is_program AND p.email <> ''
LEFT JOIN reporting_reminderchoice c ON c.user_id = p.id
WHERE coalesce(c.by_mail, true)
ON CONFLICT DO NOTHING
"""
Taken = tuple[int, Turn, int | None]
"""A turn of a regime's ladder, with the agency that receives its reports, if it is known."""


def take_due_steps(regimes: Iterable[Regime], *, now: dt.datetime) -> list[int]:
    """Write the notices of every step that is due and not taken yet; return the new ones."""
    rows, day = list(regimes), local(now).date()
    receiving = receiving_by_regime(rows, on=day)
    taken = [
        (one.pk, turn, next(iter(receiving[one.pk]), None))
        for one in rows
        for turn in turns(one.rule.reminders)
    ]
    if not taken:
        return []
    with connection.cursor() as cursor:
        cursor.execute(DUE, _values(taken) | {"now": now, "day": day} | _reach(taken, now))
        return [pk for (pk,) in cursor.fetchall()]


def write_to_readers(notices: Iterable[int], *, now: dt.datetime) -> int:
    """Queue a letter for each person these notices are for who has an address and wants letters.

    Returns how many are queued.
    """
    asked = [
        (audience.value, role.value)
        for audience, rights in RIGHTS.items()
        for right in rights
        for role in roles_with(right)
    ]
    values: dict[str, Any] = {
        "notices": list(notices),
        "day": local(now).date(),
        "audiences": [audience for audience, _role in asked],
        "roles": [role for _audience, role in asked],
    }
    with connection.cursor() as cursor:
        cursor.execute(READERS, values)
        return int(cursor.rowcount)


def _values(taken: list[Taken]) -> dict[str, Any]:
    return {
        "regimes": [regime for regime, _turn, _receiver in taken],
        "steps": [turn.step.name for _regime, turn, _receiver in taken],
        "audiences": [turn.step.audience.value for _regime, turn, _receiver in taken],
        "starts": [turn.step.after.total_seconds() for _regime, turn, _receiver in taken],
        "ends": [turn.until.total_seconds() for _regime, turn, _receiver in taken],
        "receivers": [receiver for _regime, _turn, receiver in taken],
    }


def _reach(taken: list[Taken], now: dt.datetime) -> dict[str, dt.datetime]:
    """Return between which due times any step can be due now."""
    return {
        "first": now - max(turn.until for _regime, turn, _receiver in taken),
        "last": now - min(turn.step.after for _regime, turn, _receiver in taken),
    }
