"""Sáu điểm giữa cam kết và biên nhận: where, and in whose process, a message can be interrupted."""

from dataclasses import dataclass

SENDER, HUB, RECEIVER = "sender", "hub", "receiver"
WEB, WORKER, WRITER = "web", "worker", "writer"


@dataclass(frozen=True)
class Point:
    """Điểm lỗi: its name in the code, the node at which it is armed, the process that dies."""

    number: int
    name: str
    node: str
    process: str
    what: str


POINTS = (
    Point(1, "exchange.outbox.built", SENDER, WORKER, "committed by the sender, not yet sent"),
    Point(2, "exchange.hub.received", HUB, WEB, "at the hub, not yet stored"),
    Point(3, "exchange.hub.stored", HUB, WEB, "stored by the hub, not yet answered"),
    Point(4, "exchange.inbox.received", RECEIVER, WEB, "at the receiver, not yet stored"),
    Point(5, "exchange.inbox.stored", RECEIVER, WEB, "stored by the receiver, no receipt yet"),
    Point(6, "exchange.inbox.received", SENDER, WEB, "the receipt came, not yet recorded"),
)
