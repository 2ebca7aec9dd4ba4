"""Đọc việc liên thông: partners, messages, the state of the axis, seals of neighbours."""

from nhip.exchange.queries.messages import letter_of, status_of
from nhip.exchange.queries.partners import (
    UnknownPartner,
    canonical_code,
    is_hosted,
    partner_of,
    unreachable,
    wire_code,
)

__all__ = [
    "UnknownPartner",
    "canonical_code",
    "is_hosted",
    "letter_of",
    "partner_of",
    "status_of",
    "unreachable",
    "wire_code",
]
