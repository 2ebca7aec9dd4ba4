"""Đọc việc liên thông: partners, messages, the state of the axis, seals of neighbours."""

from nhip.exchange.queries.axis import (
    DeadLetter,
    Queue,
    Step,
    dead_letters,
    dead_relays,
    hub_queues,
    outbox,
    refusals,
    trace,
)
from nhip.exchange.queries.messages import letter_of, status_of
from nhip.exchange.queries.partners import (
    UnknownPartner,
    canonical_code,
    is_hosted,
    partner_of,
    unreachable,
    wire_code,
)
from nhip.exchange.queries.seals import heads_of, heads_sent
from nhip.exchange.queries.wording import standing_title, status_title

__all__ = [
    "DeadLetter",
    "Queue",
    "Step",
    "UnknownPartner",
    "canonical_code",
    "dead_letters",
    "dead_relays",
    "heads_of",
    "heads_sent",
    "hub_queues",
    "is_hosted",
    "letter_of",
    "outbox",
    "partner_of",
    "refusals",
    "standing_title",
    "status_of",
    "status_title",
    "trace",
    "unreachable",
    "wire_code",
]
