"""Ghi việc từ chối: every envelope that was not let in, so that it can be found."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from nhip.core.web import Actor
from nhip.events.actions import record
from nhip.exchange.models import Refusal

TURNED_AWAY = "exchange.refusal.noted"


@dataclass(frozen=True)
class TurnedAway:
    """Gói tin bị từ chối ở cửa: what it claimed, what it was, and why it was not let in."""

    door: str
    sender: str
    recipient: str
    message_id: str
    sha256: str
    size: int
    code: str
    detail: str
    http_status: int


@transaction.atomic
def note_refusal(*, actor: Actor, turned_away: TurnedAway, now: dt.datetime) -> Refusal:
    """Ghi lần từ chối: write down that an envelope was not let in; its content is not kept."""
    refusal = Refusal.objects.create(
        door=turned_away.door,
        claimed_sender=turned_away.sender[:100],
        claimed_recipient=turned_away.recipient[:100],
        claimed_message=turned_away.message_id[:100],
        sha256=turned_away.sha256,
        size=turned_away.size,
        code=turned_away.code,
        detail=turned_away.detail[:2_000],
        http_status=turned_away.http_status,
        at=now,
    )
    record(
        TURNED_AWAY,
        refusal,
        actor=actor,
        now=now,
        door=refusal.door,
        code=refusal.code,
        sender=refusal.claimed_sender,
    )
    return refusal
