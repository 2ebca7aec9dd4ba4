"""Kiểm tra ở cửa: size, form, signature, sender — everything before anything is stored."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from nhip.core.canonical import sha256_hex
from nhip.core.clock import local
from nhip.core.errors import Invalid, Refused
from nhip.exchange.providers import envelopes, signatures
from nhip.exchange.queries.partners import holds_certificate
from nhip.exchange.queries.wire import known_codes, understood
from nhip.exchange.queries.wording import sentences
from nhip.exchange.rules import reading
from nhip.exchange.rules.edxml import Delivery, Hop
from nhip.exchange.rules.faults import Fault
from nhip.exchange.rules.letters import Letter, Status
from nhip.exchange.rules.parts import Octets
from nhip.exchange.rules.reader import parsed_instant

_FAST_CLOCK = dt.timedelta(minutes=5)


class NotThatSender(Refused):
    """Không phải người gửi: the agency named in From did not sign with this key."""

    status = 403
    message = _("The agency %(sender)s did not sign this envelope.")


class FromTheFuture(Refused):
    """Gói tin từ tương lai: the envelope says it was made later than now."""

    status = 403
    message = _("The envelope says it was made at %(created_at)s, which is still to come.")


class FaultyEnvelope(Invalid):
    """Gói tin có lỗi: every fault is listed, with element, code and sentence."""

    message = _("The envelope is faulty: %(sentences)s")

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return the faults themselves."""
        faults: tuple[Fault, ...] = self.facts["faults"]
        return faults


@dataclass(frozen=True)
class Admitted:
    """Gói tin được vào: what was signed by whom it says, in the codes we keep."""

    content: Letter | Status
    delivery: Delivery
    digest: str
    parts: tuple[Octets, ...]
    unread: tuple[str, ...]
    hops: tuple[Hop, ...]
    faults: tuple[Fault, ...]
    opened: envelopes.Opened


def admit(data: bytes, *, now: dt.datetime) -> Admitted:
    """Kiểm tra gói tin: return what it says once its sender is proven.

    Faults that are left concern only what the attachments hold. Raises UnsafeXml,
    NotAnEnvelope, BadEncoding, NotThatSender, FromTheFuture, SignatureDoesNotHold,
    FaultyEnvelope.
    """
    opened = envelopes.open_envelope(data)
    created_at = parsed_instant(opened.pieces.delivery, "CreatedAt")
    if created_at is None:
        raise envelopes.NotAnEnvelope(reason="Delivery.CreatedAt")
    sender = _proven_sender(opened, created_at, now)
    verified = signatures.verify(opened, opened.certificate, at=created_at)
    found = reading.read(verified.pieces, opened.octets, today=local(now).date())
    if found.content is None:
        raise _faulty(found.faults)
    content, unknown = understood(found.content, now=now)
    if unknown:
        raise _faulty([*found.faults, *unknown])
    if content.sender.code != sender:
        raise NotThatSender(sender=content.sender.code)
    return Admitted(
        content=content,
        delivery=found.delivery,
        digest=verified.digest,
        parts=found.parts,
        unread=found.unread,
        hops=reading.hops_of(opened.root),
        faults=found.faults,
        opened=opened,
    )


def _proven_sender(opened: envelopes.Opened, created_at: dt.datetime, now: dt.datetime) -> str:
    """Return the agency in whose entry of the directory the signing certificate stands."""
    if created_at > now + _FAST_CLOCK:
        raise FromTheFuture(created_at=created_at.isoformat())
    sender = known_codes({opened.sender}, now=now).get(opened.sender)
    fingerprint = sha256_hex(opened.certificate)
    if sender is None or not holds_certificate(sender, fingerprint, at=created_at):
        raise NotThatSender(sender=opened.sender)
    return sender


def _faulty(faults: list[Fault] | tuple[Fault, ...]) -> FaultyEnvelope:
    return FaultyEnvelope(faults=tuple(faults), sentences=sentences(faults))


def require_faultless(admitted: Admitted) -> None:
    """Let only envelopes through whose attachments hold what they say. Raises FaultyEnvelope."""
    if admitted.faults:
        raise _faulty(admitted.faults)
