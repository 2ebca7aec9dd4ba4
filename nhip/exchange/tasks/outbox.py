"""Gửi đi: build and sign each envelope once, and hand it to the hub in order, urgent first."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from nhip.core import clock
from nhip.core.errors import Refused, Unavailable
from nhip.core.web import system
from nhip.events.models import Event
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
from nhip.exchange.tasks.patience import PATIENTLY
from nhip.files import providers as files
from nhip.signing.providers.keys import open_transport_key
from nhip.signing.queries import transport_key

CLERK = system("exchange")


class NoHub(Unavailable):
    """Chưa khai báo trục: this node does not know where the hub is."""

    message = _("This node knows no hub; set NHIP_HUB_URL.")


@follows(actions.QUEUED)
@follows(actions.REDRIVEN)
@app.task(queue="exchange")
def dispatch(event_id: int) -> None:
    """Xếp hàng theo nơi nhận: each agency is served in order, and none waits for another."""
    event = Event.objects.get(pk=event_id)
    send_to(event.data["recipient"], priority=event.data["priority"])


def send_to(recipient: str, *, priority: int = 0) -> None:
    """Queue one token for what waits for an agency."""
    deliver.configure(lock=lock_of(recipient), priority=priority).defer(recipient=recipient)


def lock_of(recipient: str) -> str:
    """Return the lock under which one job at a time serves an agency."""
    return f"exchange:to:{recipient}"


@app.task(queue="exchange", retry=PATIENTLY)
def deliver(recipient: str) -> None:
    """Gửi một gói tin: hand the first that waits for an agency to the hub. Nothing waits: done."""
    message = Message.objects.waiting_for(recipient).first()
    if message is None:
        return
    now = clock.now()
    if message.expires_at is not None and message.expires_at <= now:
        actions.expire_overdue(actor=CLERK, now=now)
        return
    try:
        envelope = built(message, now=now)
    except Unavailable:
        raise
    except Refused as refusal:
        _give_up(message, str(refusal), None)
        return
    _hand_over(message, envelope)


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


def _hand_over(message: Message, envelope: bytes) -> None:
    try:
        answer = transport.post(hub_door(), envelope)
    except transport.NotTaken as delay:
        tried = Tried(delay.outcome, delay.http_status, str(delay))
        actions.note_delay(message_pk=message.pk, tried=tried, now=clock.now())
        raise
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


def _give_up(message: Message, reason: str, http_status: int | None) -> None:
    tried = Tried(Attempt.Outcome.REFUSED, http_status, reason)
    actions.refuse(actor=CLERK, message_pk=message.pk, tried=tried, now=clock.now())


def hub_door() -> str:
    """Return the address where envelopes are handed to the hub. Raises NoHub."""
    if not settings.NHIP_HUB_URL:
        raise NoHub
    return f"{settings.NHIP_HUB_URL.rstrip('/')}{transport.HUB_DOOR}"
