"""Chủ đề: which events move which pages, and which right opens them. Pure."""

from typing import Final

RIGHT_TO_HEAR: Final = {"figures": "indicators.view", "work": "documents.view"}
TOPICS: Final = frozenset(RIGHT_TO_HEAR)

_MOVED_BY: Final = (
    ("indicators.delivery.", ("figures",)),
    ("reporting.intake.", ("figures", "work")),
    ("reporting.obligation.", ("figures", "work")),
    ("reporting.report.", ("work",)),
    ("documents.document.", ("work",)),
    ("exchange.message.acknowledged", ("work",)),
)


def topics_of(event_name: str) -> tuple[str, ...]:
    """Return the topics that an event moves; most events move none."""
    return next((topics for start, topics in _MOVED_BY if event_name.startswith(start)), ())
