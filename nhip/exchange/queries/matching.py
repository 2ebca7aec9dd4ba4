"""Trả lời cho văn bản nào: the document a status is about."""

from nhip.exchange.models import Message
from nhip.exchange.models.message import MessageQuerySet
from nhip.exchange.rules.letters import Status, StatusCode


def answered_by(status: Status) -> list[Message]:
    """Return the documents a status can be about; more than one is for people to decide.

    The receipt names the message. Without one the DocumentId decides, and only
    then number, notation and date between the same two agencies.
    """
    between = _between(status)
    if status.receipt is not None:
        named = between.filter(message_id=status.receipt.message_id)
        if named.exists():
            return list(named)
    if status.document_id:
        named = between.filter(document_id=status.document_id)
        if named.exists():
            return list(named)
    if not (status.number and status.promulgated_on):
        return []
    return list(
        between.filter(
            header__number=status.number,
            header__notation=status.notation,
            header__promulgated_on=status.promulgated_on.isoformat(),
        )
    )


def _between(status: Status) -> MessageQuerySet:
    """Return the documents between two agencies: for a withdrawal (13) those its sender sent."""
    author, receiver = status.recipient.code, status.sender.code
    documents = Message.objects.documents()
    if status.code == StatusCode.TAKEN_BACK:
        return documents.incoming().filter(sender=receiver, recipient=author)
    return documents.outgoing().filter(sender=author, recipient=receiver)
