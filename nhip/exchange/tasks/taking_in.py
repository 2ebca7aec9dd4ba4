"""Nhận vào: the two doors of a node, one for the hub it may be, one for its own agencies."""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from nhip.core import tracing
from nhip.core.canonical import sha256_hex
from nhip.core.errors import Refused, Unavailable
from nhip.core.faults import fault_point
from nhip.core.web import system
from nhip.exchange import actions
from nhip.exchange.actions import Arrived, Envelope, Handed, SaysSomethingElse, TurnedAway
from nhip.exchange.models import Message, Refusal, Relay
from nhip.exchange.providers import envelopes
from nhip.exchange.queries.messages import arrived_before, taken_before
from nhip.exchange.queries.partners import is_hosted, unreachable
from nhip.exchange.rules.faults import Fault, Problem
from nhip.exchange.rules.letters import Letter
from nhip.exchange.tasks.admission import (
    Admitted,
    admit,
    require_faultless,
)
from nhip.files import providers as files

CLERK = system("exchange")
HUB = system("hub")

logger = logging.getLogger(__name__)

Acknowledgement = dict[str, Any]


class NotHosted(Refused):
    """Gửi nhầm nút: the agency addressed does not live on this node."""

    status = 404
    message = _("The agency %(agency)s is not on this node.")


def hand_over(data: bytes, *, now: dt.datetime) -> Acknowledgement:
    """Giao cho trục: check an envelope, take it over once, and return the acknowledgement.

    A refusal is written down, and nothing of the envelope is stored.
    """
    return _at(Refusal.Door.HUB, data, now, _take_over)


def take_in(data: bytes, *, now: dt.datetime) -> Acknowledgement:
    """Nhận gói tin: check an envelope, keep it once, and return the acknowledgement.

    A refusal is written down, and nothing of the envelope is stored.
    """
    return _at(Refusal.Door.INBOX, data, now, _receive)


def _at(
    door: Refusal.Door,
    data: bytes,
    now: dt.datetime,
    enter: Callable[[bytes, dt.datetime], Acknowledgement],
) -> Acknowledgement:
    try:
        acknowledged = enter(data, now)
    except Unavailable:
        raise
    except Refused as refusal:
        logger.warning("Turned away at the door %s: %s: %s", door, refusal.code, refusal)
        _note(door, data, refusal, now)
        raise
    with tracing.about(acknowledged["message_id"]):
        logger.info("Let in at the door %s", door)
    return acknowledged


def _take_over(data: bytes, now: dt.datetime) -> Acknowledgement:
    admitted = admit(data, now=now)
    require_faultless(admitted)
    content = admitted.content
    before = taken_before(content.sender.code, admitted.delivery.message_id)
    if before is not None and before.digest != admitted.digest:
        actions.note_relay_conflict(actor=HUB, relay_pk=before.pk, digest=admitted.digest, now=now)
        raise SaysSomethingElse(message_id=admitted.delivery.message_id)
    if before is not None:
        again = actions.take_again(actor=HUB, relay_pk=before.pk, now=now)
        return _hub_acknowledgement(again)
    _require_connected(content.recipient.code, admitted, now)
    fault_point("exchange.hub.received")
    passed = envelopes.with_hop(admitted.opened, _own_code(), now)
    envelope = Envelope(files.store(passed), len(passed), admitted.digest)
    handed = Handed(content, admitted.delivery.message_id, envelope)
    taken = actions.take_over(actor=HUB, handed=handed, now=now)
    fault_point("exchange.hub.stored")
    return _hub_acknowledgement(taken)


def _receive(data: bytes, now: dt.datetime) -> Acknowledgement:
    admitted = admit(data, now=now)
    content = admitted.content
    if not is_hosted(content.recipient.code):
        raise NotHosted(agency=content.recipient.code)
    before = arrived_before(content.sender.code, admitted.delivery.message_id)
    if before is not None and before.digest != admitted.digest:
        actions.note_conflict(actor=CLERK, message_pk=before.pk, digest=admitted.digest, now=now)
        raise SaysSomethingElse(message_id=admitted.delivery.message_id)
    if before is not None:
        return _acknowledgement(before)
    fault_point("exchange.inbox.received")
    arrived = _stored(data, admitted)
    receive = actions.receive_document if isinstance(content, Letter) else actions.receive_status
    message = receive(actor=CLERK, arrived=arrived, now=now)
    fault_point("exchange.inbox.stored")
    return _acknowledgement(message)


def _stored(data: bytes, admitted: Admitted) -> Arrived:
    """Store the bytes that the action is going to name: first they, then their names."""
    for part in admitted.parts:
        files.store(part.data)
    return Arrived(
        content=admitted.content,
        delivery=admitted.delivery,
        envelope=Envelope(files.store(data), len(data), admitted.digest),
        unread=admitted.unread,
        hops=admitted.hops,
        faults=admitted.faults,
    )


def _require_connected(recipient: str, admitted: Admitted, now: dt.datetime) -> None:
    if unreachable([recipient], now=now):
        letter = isinstance(admitted.content, Letter)
        path = "MessageHeader.To.OrganId" if letter else "MessageHeader.ResponseFor.OrganId"
        fault = Fault(Problem.NOT_CONNECTED, path, recipient)
        require_faultless(replace(admitted, faults=(fault,)))


def _hub_acknowledgement(relay: Relay) -> Acknowledgement:
    return {
        "hub_id": str(relay.hub_id),
        "message_id": str(relay.message_id),
        "digest": relay.digest,
        "received_at": relay.received_at.isoformat(),
    }


def _acknowledgement(message: Message) -> Acknowledgement:
    assert message.received_at is not None
    return {
        "message_id": str(message.message_id),
        "digest": message.digest,
        "received_at": message.received_at.isoformat(),
    }


def _own_code() -> str:
    return settings.NHIP_AGENCIES[0] if settings.NHIP_AGENCIES else settings.NHIP_NODE


def _note(door: Refusal.Door, data: bytes, refusal: Refused, now: dt.datetime) -> None:
    claims = envelopes.claims_of(data)
    turned_away = TurnedAway(
        door=door,
        sender=claims.sender,
        recipient=claims.recipient,
        message_id=claims.message_id,
        sha256=sha256_hex(data),
        size=len(data),
        code=refusal.code,
        detail=str(refusal),
        http_status=refusal.status,
    )
    actor = HUB if door == Refusal.Door.HUB else CLERK
    actions.note_refusal(actor=actor, turned_away=turned_away, now=now)
