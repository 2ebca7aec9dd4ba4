"""Trông nom: every minute give up what is overdue, warn of the unanswered, wake what sleeps."""

import datetime as dt

from django.db import models
from procrastinate.contrib.django import app

from nhip.core import clock
from nhip.core.errors import Unavailable
from nhip.exchange import actions
from nhip.exchange.models import Message, Relay
from nhip.exchange.providers import transport
from nhip.exchange.rules.schedule import ASK_AFTER, ASK_EVERY
from nhip.exchange.tasks import lines, outbox, relay

MOST_QUESTIONS = 100


@app.periodic(cron="* * * * *")
@app.task(queue="exchange", queueing_lock="exchange_look_after")
def look_after(timestamp: int) -> None:
    """Trông nom việc liên thông: nothing is ever dropped silently, and no queue stays asleep."""
    now = clock.now()
    give_up(now)
    wake_queues()
    ask_hub(now)


def give_up(now: dt.datetime) -> None:
    """Báo quá hạn: expire what is overdue, warn of what nobody answered."""
    actions.warn_unanswered(actor=outbox.CLERK, now=now)
    actions.expire_overdue(actor=outbox.CLERK, now=now)
    actions.expire_relays(actor=relay.HUB, now=now)


def ask_hub(now: dt.datetime) -> None:
    """Hỏi trục: what became of what nobody has answered; a hub that is out is asked later."""
    asked_about = Message.objects.to_ask_about(sent=now - ASK_AFTER, asked=now - ASK_EVERY)
    for message in asked_about[:MOST_QUESTIONS]:
        try:
            answer = transport.ask(f"{outbox.hub_door()}/{message.hub_id}")
        except Unavailable:
            return
        actions.note_fate(
            actor=outbox.CLERK,
            message_pk=message.pk,
            fate=str(answer.content.get("state", "")),
            reason=str(answer.content.get("failure", "")),
            now=now,
        )


def wake_queues() -> None:
    """Đánh thức hàng đợi: call a job to each line that has none; its jobs may have failed."""
    for recipient in _waiting(Message.objects.outgoing().filter(state__in=Message.WAITING)):
        if not lines.is_served(outbox.deliver, recipient):
            lines.call(outbox.deliver, recipient)
    for recipient in _waiting(Relay.objects.filter(state=Relay.State.WAITING)):
        line = relay.line_of(recipient)
        if line is not None and not lines.is_served(relay.pass_on, line):
            lines.call(relay.pass_on, line)


def _waiting(rows: "models.QuerySet[Message] | models.QuerySet[Relay]") -> list[str]:
    return list(rows.order_by("recipient").values_list("recipient", flat=True).distinct())
