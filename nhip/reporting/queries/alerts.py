"""Cảnh báo: figures beyond a threshold, figures that break with the period before, stale reports.

Nothing is stored: an alert is what the figures say now. Only what somebody said of it is kept,
so a corrected figure, which is another observation, is looked at anew.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from nhip.core.numbers import format_decimal
from nhip.reporting.models import Acknowledgement
from nhip.reporting.queries.standing import Owed
from nhip.reporting.rules.progress import HAVE_LEFT, Step
from nhip.ui.queries import in_language

THRESHOLD, BREAK, STALE = "threshold", "break", "stale"
FACTOR: Final = 3  # a figure three times, or a third of, the one before is worth a look
FEWEST: Final = 10  # from 1 to 4 is no break
RECENT: Final = dt.timedelta(days=7)
MOST: Final = 100
STATEMENT: Final = """
WITH fresh AS (
    SELECT f.id, f.indicator_id, f.unit_id, f.disaggregation, f.measure, f.vintage, f.value,
           f.accepted_at, p.calendar_id, p.label, p.label_en, lower(p.window) AS begins
    FROM indicators_period p
    JOIN indicators_observation f ON f.period_id = p.id
    WHERE upper(p.window) > %(since)s AND upper(p.window) <= %(now)s
      AND f.superseded_at IS NULL AND f.value IS NOT NULL AND f.measure = 'period'
)
SELECT f.id, i.name, i.name_en, f.label, f.label_en, coalesce(n.name, ''), f.disaggregation,
       f.value, before.value, (i.thresholds->>'above')::numeric,
       (i.thresholds->>'below')::numeric, f.accepted_at
FROM fresh f
JOIN indicators_indicator i ON i.id = f.indicator_id
LEFT JOIN organisations_name n ON n.unit_id = f.unit_id AND n.valid @> %(day)s::date
LEFT JOIN LATERAL (
    SELECT b.value FROM indicators_period q
    JOIN indicators_observation b ON b.period_id = q.id AND b.indicator_id = f.indicator_id
     AND b.unit_id = f.unit_id AND b.disaggregation = f.disaggregation
     AND b.measure = f.measure AND b.vintage = f.vintage AND b.superseded_at IS NULL
    WHERE q.calendar_id = f.calendar_id AND upper(q.window) = f.begins
    LIMIT 1
) before ON true
WHERE f.value > (i.thresholds->>'above')::numeric
   OR f.value < (i.thresholds->>'below')::numeric
   OR (greatest(f.value, before.value) >= %(fewest)s
       AND (f.value > before.value * %(factor)s OR f.value * %(factor)s < before.value))
ORDER BY f.accepted_at DESC, f.id LIMIT %(most)s
"""


@dataclass(frozen=True)
class Alert:
    """Cảnh báo: what is out of the ordinary, and what somebody said of it."""

    kind: str
    subject: str
    title: str
    what: str
    since: dt.datetime
    seen: Acknowledgement | None = None

    @property
    def label(self) -> str:
        """Return what kind of alert it is, in words."""
        words = {
            THRESHOLD: _("beyond the threshold"),
            BREAK: _("breaks with the period before"),
            STALE: _("no accepted report"),
        }
        return words[self.kind]


def figure_alerts(*, now: dt.datetime, day: dt.date) -> list[Alert]:
    """Return what is out of the ordinary among the figures of the last days, the newest first."""
    values: dict[str, Any] = {"since": now - RECENT, "now": now, "day": day, "factor": FACTOR}
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, values | {"fewest": FEWEST, "most": MOST})
        return [alert for row in cursor.fetchall() for alert in _of_figure(row)]


def stale_alerts(owed: Iterable[Owed], *, regime: str, period: str) -> list[Alert]:
    """Return what left and was not accepted, or never left, though its time has passed."""
    return [
        Alert(
            kind=STALE,
            subject=f"reporting.obligation:{one.obligation_id}",
            title=f"{one.unit}: {regime}, {period}",
            what=_("sent, not accepted yet") if one.step in HAVE_LEFT else _("nothing came"),
            since=one.due_at,
        )
        for one in owed
        if one.step not in (Step.EXCLUDED, Step.ACCEPTED)
    ]


def with_what_was_said(alerts: Sequence[Alert]) -> list[Alert]:
    """Return the alerts with their acknowledgements, those nobody saw to first."""
    said = {
        (one.kind, one.subject): one
        for one in Acknowledgement.objects.filter(subject__in={one.subject for one in alerts})
    }
    known = [
        Alert(one.kind, one.subject, one.title, one.what, one.since, said.get(_key(one)))
        for one in alerts
    ]
    return sorted(known, key=lambda one: (one.seen is not None, -one.since.timestamp()))


def _key(alert: Alert) -> tuple[str, str]:
    return alert.kind, alert.subject


def _of_figure(row: tuple[Any, ...]) -> Iterable[Alert]:
    pk, name, name_en, label, label_en, unit, group, value, before, above, below, at = row
    subject = f"indicators.observation:{pk}"
    called = f"{in_language(name, name_en)}{f' ({group})' if group else ''}"
    title = f"{unit}: {called}, {in_language(label, label_en)}"
    if what := _beyond(value, above, below):
        yield Alert(THRESHOLD, subject, title, what, at)
    if before is not None and _breaks(value, before):
        said = {"value": _plain(value), "before": _plain(before)}
        yield Alert(BREAK, subject, title, _("%(value)s after %(before)s") % said, at)


def _beyond(value: Decimal, above: Decimal | None, below: Decimal | None) -> str:
    if above is not None and value > above:
        return _("%(value)s, above %(limit)s") % {"value": _plain(value), "limit": _plain(above)}
    if below is not None and value < below:
        return _("%(value)s, below %(limit)s") % {"value": _plain(value), "limit": _plain(below)}
    return ""


def _breaks(value: Decimal, before: Decimal) -> bool:
    return max(value, before) >= FEWEST and (value > before * FACTOR or value * FACTOR < before)


def _plain(value: Decimal) -> str:
    """Return a figure as papers print it, without the zeros of its column."""
    return format_decimal(Decimal(f"{value.normalize():f}"))
