"""Theo lịch nghỉ: when the days off of a year are entered, what is only a forecast moves along."""

from procrastinate.contrib.django import app

from nhip.core import clock
from nhip.core.web import system
from nhip.events.tasks import follows
from nhip.indicators.actions import YEAR_SET
from nhip.reporting import actions
from nhip.reporting.models import Regime
from nhip.reporting.queries.forecast import days_to_forecast


@follows(YEAR_SET)
@app.task(queue="reporting")
def follow_working_year(event_id: int) -> None:
    """Theo lịch nghỉ mới: let each running regime's forecast be made out again."""
    for regime_id in Regime.objects.running().values_list("pk", flat=True):
        forecast.defer(regime_id=regime_id)


@app.task(queue="reporting")
def forecast(regime_id: int) -> None:
    """Dự kiến lại: forecasts change, frozen obligations do not."""
    now = clock.now()
    days = days_to_forecast(Regime.objects.get(pk=regime_id), now=now)
    if days is not None:
        first, last = days
        actions.generate_obligations(
            actor=system("reporting"), regime_id=regime_id, first=first, last=last, now=now
        )
