"""Thư nhắc: write to people what they are reminded of, each letter once.

A letter is claimed, sent, settled. What surely did not leave waits for the next attempt; when the
connection breaks while the server may have taken it, it is never sent again, and says so.
"""

import datetime as dt
import smtplib

from django.conf import settings
from django.utils import translation
from procrastinate.contrib.django import app

from nhip.accounts.models import User
from nhip.core import clock
from nhip.core.web import system
from nhip.events.tasks import follows
from nhip.reporting import actions
from nhip.reporting.actions.reminding import QUEUED
from nhip.reporting.models import Mailing
from nhip.reporting.providers import mail
from nhip.reporting.queries.letters import body_of, subject_of, told_by_mail
from nhip.reporting.tasks.taking_in import PATIENTLY

State = Mailing.State


@follows(QUEUED)
@app.task(queue="reporting")
def write_letters(event_id: int) -> None:
    """Viết thư nhắc: one job for each person for whom letters wait."""
    waiting = Mailing.objects.filter(state=State.QUEUED).order_by("user")
    for user_id in waiting.values_list("user", flat=True).distinct():
        write.configure(lock=f"mail:{user_id}").defer(user_id=user_id)


@app.task(queue="reporting", retry=PATIENTLY)
def write(user_id: int) -> None:
    """Gửi thư nhắc: all that waits for one person in one letter, in the language they chose.

    Raises MailServerIsDown.
    """
    now = clock.now()
    claimed = actions.claim_letters(actor=system("reporting"), user_id=user_id, now=now)
    if not claimed:
        return
    letter = _letter(User.objects.get(pk=user_id), claimed, now)
    try:
        mail.send(letter)
    except mail.MailServerIsDown:
        _settle(claimed, State.QUEUED)
        raise
    except mail.LetterIsRefused:
        _settle(claimed, State.REFUSED)
        raise
    except (OSError, smtplib.SMTPException):
        _settle(claimed, State.UNKNOWN)
        raise
    _settle(claimed, State.SENT)


def _letter(person: User, claimed: list[int], now: dt.datetime) -> mail.Letter:
    with translation.override(person.language):
        told = told_by_mail(claimed, now=now)
        body = body_of(told, name=person.full_name, address=settings.NHIP_URL)
        return mail.Letter(person.email, subject_of(told), body)


def _settle(claimed: list[int], state: str) -> None:
    actions.settle_letters(
        actor=system("reporting"), mailings=claimed, state=state, now=clock.now()
    )
