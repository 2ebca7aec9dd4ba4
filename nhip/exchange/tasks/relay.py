"""Chuyển tiếp: the hub brings each envelope to its receiver's node; a dead node delays no other."""

from procrastinate.contrib.django import app

from nhip.core import clock
from nhip.core.web import system
from nhip.events.models import Event
from nhip.events.tasks import follows
from nhip.exchange import actions
from nhip.exchange.actions import Tried
from nhip.exchange.models import Attempt, Relay
from nhip.exchange.providers import transport
from nhip.exchange.queries.partners import UnknownPartner, partner_of
from nhip.exchange.tasks.patience import PATIENTLY
from nhip.files import providers as files

HUB = system("hub")


@follows(actions.RELAY_TAKEN)
@follows(actions.RELAY_REDRIVEN)
@app.task(queue="exchange")
def dispatch_relay(event_id: int) -> None:
    """Xếp hàng theo nơi nhận trên trục."""
    event = Event.objects.get(pk=event_id)
    pass_on_to(event.data["recipient"], priority=event.data["priority"])


def pass_on_to(recipient: str, *, priority: int = 0) -> None:
    """Queue one token for what waits for an agency, under the lock of its node.

    Agencies of one node share its fate; one lock keeps a dead node from holding
    more than one worker.
    """
    pass_on.configure(lock=lock_of(recipient), priority=priority).defer(recipient=recipient)


def lock_of(recipient: str) -> str:
    """Return the lock under which one job at a time serves an agency's node."""
    try:
        return f"exchange:node:{partner_of(recipient, now=clock.now()).node_url}"
    except UnknownPartner:
        return f"exchange:node:{recipient}"


@app.task(queue="exchange", retry=PATIENTLY)
def pass_on(recipient: str) -> None:
    """Giao một gói tin: bring the first that waits for an agency to its node."""
    relay = Relay.objects.waiting_for(recipient).first()
    if relay is None:
        return
    now = clock.now()
    if relay.expires_at <= now:
        actions.expire_relays(actor=HUB, now=now)
        return
    try:
        node = partner_of(recipient, now=now).node_url
    except UnknownPartner as refusal:
        _give_up(relay, str(refusal), None)
        return
    _bring(relay, f"{node}{transport.INBOX_DOOR}")


def _bring(relay: Relay, address: str) -> None:
    try:
        answer = transport.post(address, files.fetch(relay.envelope_id))
    except transport.NotTaken as delay:
        tried = Tried(delay.outcome, delay.http_status, str(delay))
        actions.note_relay_delay(relay_pk=relay.pk, tried=tried, now=clock.now())
        raise
    if not answer.is_taken:
        _give_up(relay, answer.reason, answer.http_status)
        return
    tried = Tried(Attempt.Outcome.ACCEPTED, answer.http_status)
    actions.mark_delivered(actor=HUB, relay_pk=relay.pk, tried=tried, now=clock.now())


def _give_up(relay: Relay, reason: str, http_status: int | None) -> None:
    tried = Tried(Attempt.Outcome.REFUSED, http_status, reason)
    actions.refuse_relay(actor=HUB, relay_pk=relay.pk, tried=tried, now=clock.now())
