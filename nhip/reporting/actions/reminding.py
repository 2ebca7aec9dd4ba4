"""Nhắc hạn: remind of what is due before, on and after its time; write letters, each once."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from nhip.accounts.actions import choose_language
from nhip.accounts.models import User
from nhip.core.clock import local
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.reporting.actions.noticing import take_due_steps, write_to_readers
from nhip.reporting.models import Mailing, Notice, Regime, ReminderChoice
from nhip.reporting.permissions import Permission

REMINDED = "reporting.regime.reminded"
QUEUED = "reporting.letters.queued"
CHOSEN = "reporting.reminders.chosen"


@transaction.atomic
def remind(*, actor: Actor, now: dt.datetime) -> int:
    """Nhắc hạn: take every step that is due; a step is taken once for a report and a due time.

    All units take a few statements and leave an event for each regime. Returns how many are new.
    """
    require(actor, Permission.ADMINISTER, None, on=local(now).date())

    regimes = Regime.objects.filter(status=Regime.Status.ACTIVE).order_by("pk")
    fresh = take_due_steps(regimes, now=now)
    if not fresh:
        return 0
    letters = write_to_readers(fresh, now=now) if settings.EMAIL_HOST else 0

    counted = _counted(fresh)
    for regime in regimes:
        if regime.pk in counted:
            record(REMINDED, regime, actor=actor, now=now, steps=counted[regime.pk])
    if letters:
        record(QUEUED, Mailing.objects.latest("pk"), actor=actor, now=now, count=letters)
    return len(fresh)


@transaction.atomic
def claim_letters(*, actor: Actor, user_id: int, now: dt.datetime) -> list[int]:
    """Nhận gửi thư: take on what waits for one person; what is taken on is never sent again."""
    held = list(Mailing.objects.waiting(user_id).values_list("pk", flat=True))
    require(actor, Permission.ADMINISTER, None, on=local(now).date())

    claimed = Mailing.objects.filter(pk__in=held)
    claimed.update(state=Mailing.State.CLAIMED, claimed_at=now)
    return held


@transaction.atomic
def settle_letters(*, actor: Actor, mailings: Sequence[int], state: str, now: dt.datetime) -> None:
    """Ghi kết quả gửi thư: sent, not known, or back into the queue since it surely did not leave.

    Twice is once: only what is being sent is settled.
    """
    require(actor, Permission.ADMINISTER, None, on=local(now).date())

    held = Mailing.objects.filter(pk__in=mailings, state=Mailing.State.CLAIMED)
    claimed_at = None if state == Mailing.State.QUEUED else now
    held.update(state=state, claimed_at=claimed_at)


@transaction.atomic
def choose_reminders(*, actor: User, by_mail: bool, language: str, now: dt.datetime) -> None:
    """Chọn cách nhận nhắc: with or without letters, and in which language one is written to.

    Raises NoSuchLanguage.
    """
    choose_language(actor=actor, language=language, now=now)

    ReminderChoice.objects.update_or_create(user=actor, defaults={"by_mail": by_mail})

    record(CHOSEN, actor, actor=actor, now=now, by_mail=by_mail)


def _counted(notices: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return how many notices of each step there are, by regime."""
    fresh = Notice.objects.filter(pk__in=notices).order_by()
    found: dict[int, dict[str, int]] = {}
    by_step = fresh.values_list("obligation__regime", "step").annotate(Count("pk"))
    for regime, step, count in by_step:
        found.setdefault(regime, {})[step] = count
    return found
