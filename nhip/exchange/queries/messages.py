"""Đọc gói tin: what a message says, without its envelope."""

from nhip.exchange.models import Message, Relay
from nhip.exchange.rules.letters import Letter, Status


def letter_of(message_pk: int) -> Letter:
    """Return the letter a message carries."""
    return Message.objects.documents().get(pk=message_pk).letter


def arrived_before(sender: str, message_id: str) -> Message | None:
    """Return the message of that identity that already came, if one did."""
    return Message.objects.incoming().filter(sender=sender, message_id=message_id).first()


def taken_before(sender: str, message_id: str) -> Relay | None:
    """Return what the hub already took over under that identity, if anything."""
    return Relay.objects.filter(sender=sender, message_id=message_id).first()


def status_of(message_pk: int) -> Status:
    """Return the status a message carries."""
    return Message.objects.get(pk=message_pk, kind=Message.Kind.STATUS).status
