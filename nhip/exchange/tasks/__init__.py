"""Việc của liên thông: build, send, pass on, take in; follow events and the clock.

The jobs are tokens: each delivers whatever comes first in the queue of its
receiver. The queue itself is the table, so no order is lost when a job is.
"""

from nhip.exchange.tasks.housekeeping import look_after
from nhip.exchange.tasks.outbox import deliver, dispatch, envelope_of
from nhip.exchange.tasks.relay import dispatch_relay, pass_on
from nhip.exchange.tasks.taking_in import hand_over, take_in

__all__ = [
    "deliver",
    "dispatch",
    "dispatch_relay",
    "envelope_of",
    "hand_over",
    "look_after",
    "pass_on",
    "take_in",
]
