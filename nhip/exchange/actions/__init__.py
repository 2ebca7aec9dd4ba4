"""Ghi việc liên thông: queue, send, receive, relay, and keep the directory."""

from nhip.exchange.actions.partners import (
    DISTRUSTED,
    PARTNER_REGISTERED,
    Entry,
    UnknownAgency,
    distrust_partner,
    register_partner,
)
from nhip.exchange.actions.queueing import (
    QUEUED,
    NothingToAnswer,
    NotOurAgency,
    NotThatStep,
    RefusalNeedsReason,
    queue_document,
    queue_status,
)

__all__ = [
    "DISTRUSTED",
    "PARTNER_REGISTERED",
    "QUEUED",
    "Entry",
    "NotOurAgency",
    "NotThatStep",
    "NothingToAnswer",
    "RefusalNeedsReason",
    "UnknownAgency",
    "distrust_partner",
    "queue_document",
    "queue_status",
    "register_partner",
]
