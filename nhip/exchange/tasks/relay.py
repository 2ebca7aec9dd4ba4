"""Chuyển tiếp: the hub brings each envelope to its receiver's node; a dead node delays no other."""

import logging

from procrastinate.contrib.django import app

from nhip.core import clock, tracing
from nhip.core.errors import Refused, Unavailable
from nhip.core.web import system
from nhip.events.models import Event
from nhip.events.queries import trace_of
from nhip.events.tasks import follows
from nhip.exchange import actions
from nhip.exchange.actions import Tried
from nhip.exchange.models import Attempt, Partner, Relay
from nhip.exchange.providers import transport
from nhip.exchange.queries.partners import UnknownPartner
from nhip.exchange.tasks import lines
from nhip.files import providers as files

HUB = system("hub")

logger = logging.getLogger(__name__)


@follows(actions.RELAY_TAKEN)
@follows(actions.RELAY_REDRIVEN)
@app.task(queue="exchange")
def dispatch_relay(event_id: int) -> None:
    """Xếp hàng theo nút nhận: each node is served in order, and none waits for another."""
    event = Event.objects.get(pk=event_id)
    line = line_of(event.data["recipient"])
    if line is not None:
        lines.call(pass_on, line, priority=event.data["priority"])


def line_of(recipient: str) -> str | None:
    """Return the node whose line serves an agency; what waits for one without a node is over."""
    partner = Partner.objects.in_force(clock.now()).filter(code=recipient).first()
    if partner is not None:
        return partner.node_url
    for relay in Relay.objects.waiting_for(recipient):
        _give_up(relay, str(UnknownPartner(agency=recipient)), None)
    return None


@app.task(queue="exchange")
def pass_on(line: str) -> None:
    """Giao gói tin: bring what waits for the agencies of a node there, urgent first.

    Agencies of one node share its fate; a dead node holds one job, and delays no other.
    """
    lines.serve(pass_on, line, bring_next)


def bring_next(node: str) -> float | None:
    """Giao gói kế tiếp: return 0 to go on, the seconds until the next try, or None for no more."""
    now = clock.now()
    agencies = Partner.objects.in_force(now).filter(node_url=node).values("code")
    relay = Relay.objects.waiting().filter(recipient__in=agencies).first()
    if relay is None:
        return None
    if relay.expires_at <= now:
        actions.expire_relays(actor=HUB, now=now)
        return 0.0
    if left := lines.wait_left(relay, now=now):
        return left
    with tracing.on_the_way_of(trace_of(relay), message_id=str(relay.message_id)):
        return _tried(relay, f"{node}{transport.INBOX_DOOR}")


def _tried(relay: Relay, address: str) -> float:
    try:
        _bring(relay, address)
    except Unavailable as delay:
        _put_off(relay, delay)
        return lines.wait_after(relay, now=clock.now())
    except Refused as refusal:
        _give_up(relay, str(refusal), None)
    return 0.0


def _bring(relay: Relay, address: str) -> None:
    answer = transport.post(address, files.fetch(relay.envelope_id))
    if not answer.is_taken:
        _give_up(relay, answer.reason, answer.http_status)
        return
    tried = Tried(Attempt.Outcome.ACCEPTED, answer.http_status)
    actions.mark_delivered(actor=HUB, relay_pk=relay.pk, tried=tried, now=clock.now())
    logger.info("%s is delivered", relay)


def _put_off(relay: Relay, delay: Unavailable) -> None:
    logger.warning("%s waits: %s", relay, delay)
    tried = Tried(
        transport.outcome_of(delay),
        delay.facts.get("http_status"),
        str(delay),
        delay.facts.get("retry_after"),
    )
    actions.note_relay_delay(relay_pk=relay.pk, tried=tried, now=clock.now())


def _give_up(relay: Relay, reason: str, http_status: int | None) -> None:
    logger.warning("%s is given up: %s", relay, reason)
    tried = Tried(Attempt.Outcome.REFUSED, http_status, reason)
    actions.refuse_relay(actor=HUB, relay_pk=relay.pk, tried=tried, now=clock.now())
