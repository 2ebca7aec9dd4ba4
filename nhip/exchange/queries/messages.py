"""Đọc gói tin: what a message says, without its envelope."""

from nhip.exchange.models import Message
from nhip.exchange.rules.letters import Letter, Status


def letter_of(message_pk: int) -> Letter:
    """Return the letter a message carries."""
    return Message.objects.documents().get(pk=message_pk).letter


def status_of(message_pk: int) -> Status:
    """Return the status a message carries."""
    return Message.objects.get(pk=message_pk, kind=Message.Kind.STATUS).status
