"""Liên thông: the tables of messages, of the hub, and of the agencies at the other end."""

from nhip.exchange.models.hub import Relay
from nhip.exchange.models.message import Message, Part
from nhip.exchange.models.partner import NeighbourSeal, Partner
from nhip.exchange.models.record import Attempt, Refusal

__all__ = ["Attempt", "Message", "NeighbourSeal", "Part", "Partner", "Refusal", "Relay"]
