"""Mã trên đường truyền: letters in the codes of the wire, and back in the codes we keep."""

import datetime as dt
from dataclasses import replace

from nhip.core.clock import local
from nhip.exchange.models import Partner
from nhip.exchange.queries.partners import canonical_code, wire_code
from nhip.exchange.rules.faults import Fault, Problem
from nhip.exchange.rules.letters import Letter, Party, Status

Content = Letter | Status


def spoken(content: Content, scheme: str, *, now: dt.datetime) -> Content:
    """Return a letter or status with the codes its partner reads. Raises NoWireCode."""
    on = local(now).date()
    sender = wire_code(content.sender.code, scheme, on=on)
    recipient = wire_code(content.recipient.code, scheme, on=on)
    return _between(content, sender, recipient)


def understood(content: Content, *, now: dt.datetime) -> tuple[Content, list[Fault]]:
    """Return a letter or status with the codes we keep, and the agencies nobody knows."""
    codes = known_codes({content.sender.code, content.recipient.code}, now=now)
    addressee = "To" if isinstance(content, Letter) else "ResponseFor"
    faults = [
        Fault(Problem.UNKNOWN_AGENCY, f"MessageHeader.{element}.OrganId", party.code)
        for element, party in (("From", content.sender), (addressee, content.recipient))
        if party.code not in codes
    ]
    if faults:
        return content, faults
    return _between(content, codes[content.sender.code], codes[content.recipient.code]), []


def known_codes(written: set[str], *, now: dt.datetime) -> dict[str, str]:
    """Return the code we keep for each code of the wire that designates somebody today."""
    partners = Partner.objects.in_force(now).filter(code__in=written)
    codes = {code: code for code in partners.values_list("code", flat=True)}
    for other in written - codes.keys():
        found = canonical_code(other, on=local(now).date())
        if found is not None:
            codes[other] = found
    return codes


def _between(content: Content, sender: str, recipient: str) -> Content:
    return replace(
        content,
        sender=Party(sender, content.sender.name),
        recipient=Party(recipient, content.recipient.name),
    )
