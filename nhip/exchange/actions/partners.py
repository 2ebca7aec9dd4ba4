"""Danh bạ đối tác: enter how an agency is reached and recognised; stop trusting its key."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import TimestamptzRange

from nhip.core.canonical import sha256_hex
from nhip.core.clock import local
from nhip.core.errors import Invalid
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.exchange.models import Partner
from nhip.exchange.permissions import Permission
from nhip.organisations.models import Unit

PARTNER_REGISTERED = "exchange.partner.registered"
DISTRUSTED = "exchange.partner.distrusted"


class UnknownAgency(Invalid):
    """Mã cơ quan lạ: no organisation bears this code on this day."""

    message = _("No organisation has the code %(agency)s on this day.")


@dataclass(frozen=True)
class Entry:
    """Mục danh bạ: the agency, the certificate its messages are signed with, and its node."""

    code: str
    certificate: bytes
    node_url: str
    scheme: str = Partner.Scheme.QD20


@transaction.atomic
def register_partner(*, actor: Actor, entry: Entry, now: dt.datetime) -> Partner:
    """Đăng ký đối tác: let an entry hold from now on; the one before ends. Twice is once.

    Raises UnknownAgency.
    """
    day = local(now).date()
    unit = Unit.objects.filter(
        codes__scheme=Partner.Scheme.QD20, codes__value=entry.code, codes__valid__contains=day
    ).first()
    require(actor, Permission.ADMINISTER, None, on=day)  # one directory serves the whole node

    if unit is None:
        raise UnknownAgency(agency=entry.code)
    before = Partner.objects.select_for_update().in_force(now).filter(code=entry.code).first()
    if before is not None and _says(before, entry):
        return before

    if before is not None:
        _end(before, now)
    partner = _write(unit, entry, now)

    record(
        PARTNER_REGISTERED,
        partner,
        actor=actor,
        now=now,
        code=partner.code,
        certificate=partner.certificate_sha256,
        node=partner.node_url,
        scheme=partner.scheme,
    )
    return partner


@transaction.atomic
def distrust_partner(*, actor: Actor, partner_id: int, reason: str, now: dt.datetime) -> Partner:
    """Ngừng tin: refuse whatever is signed with this certificate from now on. Twice is once."""
    partner = Partner.objects.select_for_update().get(pk=partner_id)
    require(actor, Permission.ADMINISTER, None, on=local(now).date())

    if partner.distrusted_at is not None:
        return partner

    partner.distrusted_at = now
    partner.save(update_fields=["distrusted_at"])

    record(DISTRUSTED, partner, actor=actor, now=now, code=partner.code, reason=reason)
    return partner


def _says(partner: Partner, entry: Entry) -> bool:
    return (
        partner.distrusted_at is None
        and bytes(partner.certificate) == entry.certificate
        and (partner.node_url, partner.scheme) == (_trimmed(entry.node_url), entry.scheme)
    )


def _end(partner: Partner, now: dt.datetime) -> None:
    partner.valid = TimestamptzRange(partner.valid.lower, now)
    partner.save(update_fields=["valid"])


def _write(unit: Unit, entry: Entry, now: dt.datetime) -> Partner:
    return Partner.objects.create(
        unit=unit,
        code=entry.code,
        certificate=entry.certificate,
        certificate_sha256=sha256_hex(entry.certificate),
        node_url=_trimmed(entry.node_url),
        scheme=entry.scheme,
        valid=TimestamptzRange(now, None),
    )


def _trimmed(address: str) -> str:
    return address.rstrip("/")
