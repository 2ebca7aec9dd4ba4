"""Thử nghiệm biểu mẫu: ask units to try a draft, take their figures and remarks, or end it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid, Refused
from nhip.core.text import nfc
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.reporting.actions.drafting import DraftIsClosed
from nhip.reporting.actions.entry import SomebodyElseSaved
from nhip.reporting.models import FormDraft, Trial
from nhip.reporting.permissions import Permission
from nhip.reporting.rules.figures import Value
from nhip.reporting.rules.forms import Address

ASKED = "reporting.trial.asked"
ANSWERED = "reporting.trial.answered"
ENDED = "reporting.trial.ended"


class NobodyToAsk(Invalid):
    """Chưa chọn đơn vị."""

    message = _("Choose at least one unit that is to try the form.")


class TrialIsOver(Refused):
    """Thử nghiệm đã kết thúc: the form is in force or given up."""

    message = _("This trial is over: the form is in force or was given up.")


@dataclass(frozen=True)
class Answer:
    """Bản điền thử: figures, what the unit has to say of the form, and the revision it saw."""

    figures: Mapping[Address, Value]
    remark: str
    revision: int


@transaction.atomic
def ask_to_try(
    *, actor: Actor, draft_id: int, units: Sequence[int], now: dt.datetime
) -> list[Trial]:
    """Giao thử nghiệm: ask units to fill in a draft. Who was asked already is not asked again.

    Raises DraftIsClosed, NobodyToAsk.
    """
    draft = _draft(actor, draft_id, now)

    if not units:
        raise NobodyToAsk

    held = set(draft.trials.values_list("unit_id", flat=True))
    asked = Trial.objects.bulk_create(
        Trial(draft=draft, unit_id=unit, asked_by=actor.ref, asked_at=now)
        for unit in dict.fromkeys(units)
        if unit not in held
    )

    record(ASKED, draft, actor=actor, now=now, units=[one.unit_id for one in asked])
    return asked


@transaction.atomic
def answer_trial(*, actor: Actor, trial_id: int, answer: Answer, now: dt.datetime) -> Trial:
    """Điền thử: hold what a unit filled in and its remark; cells the draft lost are dropped.

    Raises TrialIsOver, SomebodyElseSaved.
    """
    trial = Trial.objects.select_for_update(of=("self",)).select_related("draft").get(pk=trial_id)
    require(actor, Permission.ENTER, trial.unit_id, on=local(now).date())

    if trial.draft.is_closed:
        raise TrialIsOver
    if trial.revision != answer.revision:
        raise SomebodyElseSaved(revision=trial.revision)

    kept = {at: value for at, value in trial.given.items() if at in trial.draft.rule.inputs}
    trial.give(kept | dict(answer.figures))
    trial.remark, trial.revision = nfc(answer.remark.strip()), trial.revision + 1
    trial.draft_revision = trial.draft.revision
    trial.answered_by, trial.answered_at = actor.ref, now
    trial.save()

    record(ANSWERED, trial.draft, actor=actor, now=now, unit=trial.unit_id)
    return trial


@transaction.atomic
def end_trial(*, actor: Actor, trial_id: int, now: dt.datetime) -> None:
    """Bỏ một thử nghiệm, with its figures. Raises DraftIsClosed."""
    trial = Trial.objects.select_for_update().get(pk=trial_id)
    draft = _draft(actor, trial.draft_id, now)

    trial.delete()

    record(ENDED, draft, actor=actor, now=now, unit=trial.unit_id)


def _draft(actor: Actor, draft_id: int, now: dt.datetime) -> FormDraft:
    draft = FormDraft.objects.select_for_update().get(pk=draft_id)
    require(actor, Permission.DESIGN, draft.unit_id, on=local(now).date())
    if draft.is_closed:
        raise DraftIsClosed
    return draft
