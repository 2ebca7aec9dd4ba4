"""Chuyển trạng thái: the one gate through which a report or an intake changes its state."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.core.web import Actor
from nhip.events.actions import record
from nhip.reporting.models import Intake, Report
from nhip.reporting.rules.states import Act, Decision, Stage, Standing, stage_after, standing_after


class NotFromHere(Refused):
    """Sai trạng thái: there is no such arrow in the table of states."""

    message = _("“%(act)s” is not possible while the report is “%(state)s”.")


def next_stage(report: Report, act: Act) -> Stage:
    """Return where the act leads. Raises NotFromHere."""
    following = stage_after(Stage(report.stage), act)
    if following is None:
        raise NotFromHere(act=act.value, state=report.stage)
    return following


def next_standing(intake: Intake, decision: Decision) -> Standing:
    """Return where the decision leads. Raises NotFromHere."""
    following = standing_after(Standing(intake.standing), decision)
    if following is None:
        raise NotFromHere(act=decision.value, state=intake.standing)
    return following


def decide(
    intake: Intake,
    standing: Standing,
    *,
    actor: Actor,
    now: dt.datetime,
    reasons: list[dict[str, str]] | None = None,
) -> None:
    """Write a decision on a received report and record it."""
    intake.standing, intake.decided_at = standing, now
    intake.reasons = reasons or []
    intake.save(update_fields=["standing", "decided_at", "reasons"])
    record(
        f"reporting.intake.{standing}",
        intake,
        actor=actor,
        now=now,
        version=intake.version.sha256,
        reasons=intake.reasons,
    )
