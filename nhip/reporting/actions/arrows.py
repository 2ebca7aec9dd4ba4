"""Chuyển trạng thái: the one gate through which a report or an intake changes its state."""

import datetime as dt
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.core.web import Actor
from nhip.events.actions import record
from nhip.reporting.models import Intake, Report
from nhip.reporting.queries.wording import stage_mark, standing_mark
from nhip.reporting.rules.states import Act, Decision, Stage, Standing, stage_after, standing_after

DECIDED: Final[dict[Standing, str]] = {
    Standing.ACCEPTED: "reporting.intake.accepted",
    Standing.RETURNED: "reporting.intake.returned",
    Standing.SYNTHESISED: "reporting.intake.synthesised",
    Standing.DONE: "reporting.intake.done",
    Standing.REPLACED: "reporting.intake.replaced",
}
_ACTS: Final[dict[Act, Promise]] = {
    Act.EDIT: _("edit it"),
    Act.PUT_UP: _("put it up"),
    Act.RETURN: _("return it"),
    Act.BEGIN_SIGNING: _("begin to sign it"),
    Act.CANCEL_SIGNING: _("break off signing"),
    Act.SIGN: _("take its signature in"),
    Act.NUMBER: _("take its number in"),
    Act.SEAL: _("take its seal in"),
    Act.ISSUE: _("let it leave"),
}
_DECISIONS: Final[dict[Decision, Promise]] = {
    Decision.RETURN: _("return it"),
    Decision.ACCEPT: _("accept it"),
    Decision.SYNTHESISE: _("take it into a synthesis"),
    Decision.CLOSE: _("close it"),
    Decision.REPLACE: _("replace it"),
}


class NotFromHere(Refused):
    """Sai trạng thái: there is no such arrow in the table of states."""

    message = _("Cannot %(what)s now: the report is %(where)s.")


def next_stage(report: Report, act: Act) -> Stage:
    """Return where the act leads. Raises NotFromHere."""
    following = stage_after(Stage(report.stage), act)
    if following is None:
        where = stage_mark(report.stage).word
        raise NotFromHere(act=act.value, state=report.stage, what=_ACTS[act], where=where)
    return following


def next_standing(intake: Intake, decision: Decision) -> Standing:
    """Return where the decision leads. Raises NotFromHere."""
    following = standing_after(Standing(intake.standing), decision)
    if following is None:
        what, where = _DECISIONS[decision], standing_mark(intake.standing).word
        raise NotFromHere(act=decision.value, state=intake.standing, what=what, where=where)
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
        DECIDED[standing],
        intake,
        actor=actor,
        now=now,
        version=intake.version.sha256,
        reasons=intake.reasons,
    )
