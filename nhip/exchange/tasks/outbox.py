"""Gửi đi: build and sign each envelope once, and hand it to the hub in order, urgent first."""

import datetime as dt
import logging

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from nhip.core import clock, tracing
from nhip.core.errors import Refused, Unavailable
from nhip.core.faults import fault_point
from nhip.core.web import system
from nhip.events.models import Event
from nhip.events.queries import trace_of
from nhip.events.tasks import follows
from nhip.exchange import actions
from nhip.exchange.actions import Envelope, Tried
from nhip.exchange.models import Attempt, Message
from nhip.exchange.providers import signatures, transport
from nhip.exchange.queries.partners import partner_of
from nhip.exchange.queries.wire import spoken
from nhip.exchange.rules import writing
from nhip.exchange.rules.edxml import Delivery
from nhip.exchange.rules.letters import Letter
from nhip.exchange.rules.parts import Octets
from nhip.exchange.tasks import lines
from nhip.files import providers as files
from nhip.signing.providers.keys import open_transport_key
from nhip.signing.queries import transport_key

CLERK = system("exchange")

logger = logging.getLogger(__name__)


class NoHub(Unavailable):
    """Chưa khai báo trục: this node does not know where the hub is."""

    message = _("This node knows no hub; set NHIP_HUB_URL.")


@follows(actions.QUEUED)
@follows(actions.REDRIVEN)
@app.task(queue="exchange")
def dispatch(event_id: int) -> None:
    """Xếp hàng theo nơi nhận: each agency is served in order, and none waits for another."""
    event = Event.objects.get(pk=event_id)
    lines.call(deliver, event.data["recipient"], priority=event.data["priority"])


@app.task(queue="exchange")
def deliver(line: str) -> None:
    """Gửi gói tin: hand what waits for an agency to the hub, urgent first."""
    lines.serve(deliver, line, hand_over_next)


def hand_over_next(recipient: str) -> float | None:
    """Gửi gói kế tiếp: return 0 to go on, the seconds until the next try, or None for no more."""
    message = Message.objects.waiting_for(recipient).first()
    if message is None:
        return None
    now = clock.now()
    if message.expires_at is not None and message.expires_at <= now:
        actions.expire_overdue(actor=CLERK, now=now)
        return 0.0
    if left := lines.wait_left(message, now=now):
        return left
    with tracing.on_the_way_of(trace_of(message), message_id=str(message.message_id)):
        return _tried(message, now)


def _tried(message: Message, now: dt.datetime) -> float:
    try:
        _hand_over(message, now)
    except Unavailable as delay:
        _put_off(message, delay)
        return lines.wait_after(message, now=clock.now())
    except Refused as refusal:
        _give_up(message, str(refusal), None)
    return 0.0


def built(message: Message, *, now: dt.datetime) -> bytes:
    """Đóng gói: return the envelope, built and signed now if it is the first time.

    Raises UnknownPartner, NoWireCode, NoKey, KeyStoreIsOut, FileIsMissing.
    """
    if message.envelope_id is not None:
        return files.fetch(message.envelope_id)
    sealed = _sealed(message, now)
    envelope = Envelope(files.store(sealed.envelope), len(sealed.envelope), sealed.digest)
    kept = actions.keep_envelope(message_pk=message.pk, envelope=envelope, now=now)
    return sealed.envelope if kept.envelope_id == envelope.sha256 else envelope_of(message.pk)


def envelope_of(message_pk: int) -> bytes:
    """Return the envelope of a message, byte for byte as it left or came. Raises FileIsMissing."""
    message = Message.objects.get(pk=message_pk, envelope__isnull=False)
    assert message.envelope_id is not None
    return files.fetch(message.envelope_id)


def _sealed(message: Message, now: dt.datetime) -> signatures.Sealed:
    assert message.queued_at is not None
    content = message.letter if message.kind == Message.Kind.DOCUMENT else message.status
    scheme = partner_of(message.recipient, now=now).scheme
    said = spoken(content, scheme, now=now)
    delivery = Delivery(str(message.message_id), message.queued_at)
    unit_id = partner_of(message.sender, now=now).unit_id
    key = open_transport_key(transport_key(unit_id, now=now))
    if isinstance(said, Letter):
        parts = [(one, Octets(files.fetch(one.sha256), one.sha256)) for one in said.attachments]
        return signatures.sign(writing.draft_letter(said, delivery), parts, key)
    return signatures.sign(writing.draft_status(said, delivery), [], key)


def _hand_over(message: Message, now: dt.datetime) -> None:
    envelope = built(message, now=now)
    fault_point("exchange.outbox.built")
    answer = transport.post(hub_door(), envelope)
    if not answer.is_taken:
        _give_up(message, answer.reason, answer.http_status)
        return
    actions.mark_sent(
        actor=CLERK,
        message_pk=message.pk,
        hub_id=str(answer.content.get("hub_id", "")),
        tried=Tried(Attempt.Outcome.ACCEPTED, answer.http_status),
        now=clock.now(),
    )
    logger.info("The hub has %s", message)


def _put_off(message: Message, delay: Unavailable) -> None:
    logger.warning("%s waits: %s", message, delay)
    tried = Tried(
        transport.outcome_of(delay),
        delay.facts.get("http_status"),
        str(delay),
        delay.facts.get("retry_after"),
    )
    actions.note_delay(message_pk=message.pk, tried=tried, now=clock.now())


def _give_up(message: Message, reason: str, http_status: int | None) -> None:
    logger.warning("%s is given up: %s", message, reason)
    tried = Tried(Attempt.Outcome.REFUSED, http_status, reason)
    actions.refuse(actor=CLERK, message_pk=message.pk, tried=tried, now=clock.now())


def hub_door() -> str:
    """Return the address where envelopes are handed to the hub. Raises NoHub."""
    if not settings.NHIP_HUB_URL:
        raise NoHub
    return f"{settings.NHIP_HUB_URL.rstrip('/')}{transport.HUB_DOOR}"
