"""Chuyển trạng thái: which status may follow which; what comes out of order moves nothing."""

from collections.abc import Mapping

from nhip.exchange.rules.letters import StatusCode

START = ""
LONGEST_REASON = 1_000

FOLLOWS: Mapping[str, frozenset[str]] = {
    START: frozenset({StatusCode.ARRIVED, StatusCode.REFUSED}),
    StatusCode.ARRIVED: frozenset({StatusCode.REFUSED, StatusCode.ACCEPTED}),
    # A receiver may return what it had taken in: the report leaves its totals and is sent anew.
    StatusCode.ACCEPTED: frozenset(
        {StatusCode.REFUSED, StatusCode.ASSIGNED, StatusCode.PROCESSING}
    ),
    StatusCode.ASSIGNED: frozenset({StatusCode.PROCESSING}),
    StatusCode.PROCESSING: frozenset({StatusCode.PROCESSING, StatusCode.DONE}),
}
NEVER_SAID_TWICE = frozenset(StatusCode) - {StatusCode.PROCESSING}


def may_follow(standing: str, code: str) -> bool:
    """Tell whether ``code`` is the next step after ``standing``: what we ourselves may say."""
    return code in FOLLOWS.get(standing, frozenset())


def moves(standing: str, code: str) -> bool:
    """Tell whether ``code`` lies ahead of ``standing``, steps that got lost or late included.

    A neighbour's 03 may overtake its 01: then the document stands at 03, and the
    01 that comes later is kept and shown, and moves nothing.
    """
    return code != standing and code in _ahead_of(standing)


def is_known(code: str) -> bool:
    """Tell whether the meaning of a code is known; 07–12 and 14 are nowhere evidenced."""
    return code in frozenset(StatusCode)


def _ahead_of(standing: str) -> set[str]:
    reached: set[str] = set()
    waiting = [standing]
    while waiting:
        fresh = FOLLOWS.get(waiting.pop(), frozenset()) - reached
        reached |= fresh
        waiting += fresh
    return reached
