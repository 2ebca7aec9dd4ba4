"""Khóa của ai, vào lúc nào; what waits for its signer; and what a verdict says in words."""

from nhip.signing.queries.keys import NoKey, agency_key, personal_key, transport_key
from nhip.signing.queries.requests import (
    NotTheSigner,
    NotWaiting,
    allow_use,
    newest_verification,
    require_waiting,
    waiting_request,
)
from nhip.signing.queries.wording import lines, text_of

__all__ = [
    "NoKey",
    "NotTheSigner",
    "NotWaiting",
    "agency_key",
    "allow_use",
    "lines",
    "newest_verification",
    "personal_key",
    "require_waiting",
    "text_of",
    "transport_key",
    "waiting_request",
]
