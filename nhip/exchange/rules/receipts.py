"""Đối chiếu biên nhận: does what arrived equal what was sent? Pure."""

from collections.abc import Mapping

from nhip.exchange.rules.letters import Receipt


def differences(receipt: Receipt, *, digest: str, parts: Mapping[str, str]) -> list[str]:
    """Return what the receiver got differently: ``message``, or the identities of parts.

    ``parts`` are the SHA-256 of what was sent, by content identity.
    """
    arrived = {part.content_id: part.sha256 for part in receipt.parts}
    wrong = sorted(
        content_id
        for content_id in arrived.keys() | parts.keys()
        if arrived.get(content_id) != parts.get(content_id)
    )
    return (["message"] if receipt.digest != digest else []) + wrong
