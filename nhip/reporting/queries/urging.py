"""Bị đôn đốc: the reminders that a person's units have and have not answered yet."""

import datetime as dt
from dataclasses import dataclass

from nhip.accounts.models import User
from nhip.core.clock import local
from nhip.reporting.models import Urge
from nhip.reporting.queries.titles import regime_name, unit_names
from nhip.reporting.rules.states import Stage
from nhip.ui.queries import in_language

MOST = 50


@dataclass(frozen=True)
class Reminder:
    """Lời đôn đốc: who urges whom to send which report, and since when."""

    agency: str
    unit: str
    report: str
    at: dt.datetime


def reminders(*, viewer: User, now: dt.datetime) -> list[Reminder]:
    """Return the last reminder of each report that has not left, the newest first."""
    day = local(now).date()
    shown = Urge.objects.shown_to(viewer, on=day)
    missing = shown.exclude(obligation__reports__stage=Stage.ISSUED)
    rows = list(missing.select_related("obligation__regime", "obligation__period")[:MOST])
    newest = {one.obligation_id: one for one in reversed(rows)}
    units = {one.agency_id for one in rows} | {one.obligation.unit_id for one in rows}
    names = unit_names(units, on=day)
    return [
        Reminder(
            agency=names.get(one.agency_id, ""),
            unit=names.get(one.obligation.unit_id, ""),
            report=_report(one),
            at=one.urged_at,
        )
        for one in sorted(newest.values(), key=lambda one: -one.pk)
    ]


def _report(urge: Urge) -> str:
    period = urge.obligation.period
    called = in_language(period.label, period.label_en)
    return f"{regime_name(urge.obligation.regime)} – {called}"
