"""Danh sách tin cậy: whom this node trusts, from when to when, and on what legal basis."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import TimestamptzRange

from nhip.core.canonical import sha256_hex
from nhip.core.clock import local
from nhip.core.errors import Refused
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.signing.models import TrustAnchor
from nhip.signing.permissions import Permission
from nhip.signing.rules import certificates

TRUSTED = "signing.anchor.trusted"
DISTRUSTED = "signing.anchor.distrusted"


class AlreadyTrusted(Refused):
    """Đã tin cậy: the authority is already on the list."""

    message = _("%(name)s is already trusted.")


@transaction.atomic
def trust(*, actor: Actor, certificate: bytes, legal_basis: str, now: dt.datetime) -> TrustAnchor:
    """Tin cậy cơ quan chứng thực: let signatures under this root be good from now on.

    Raises AlreadyTrusted.
    """
    require(actor, Permission.ADMINISTER, None, on=local(now).date())

    sha256 = sha256_hex(certificate)
    name = certificates.common_name(certificates.load(certificate))
    if TrustAnchor.objects.in_force(now).filter(certificate_sha256=sha256).exists():
        raise AlreadyTrusted(name=name)

    anchor = TrustAnchor.objects.create(
        certificate=certificate,
        certificate_sha256=sha256,
        name=name,
        legal_basis=legal_basis,
        valid=TimestamptzRange(now, None),
    )

    record(TRUSTED, anchor, actor=actor, now=now, certificate=sha256, basis=legal_basis)
    return anchor


@transaction.atomic
def distrust(*, actor: Actor, anchor_id: int, reason: str, now: dt.datetime) -> TrustAnchor:
    """Thôi tin cậy: let the trust in a root end now; earlier verdicts stay.

    Saying it twice changes nothing.
    """
    anchor = TrustAnchor.objects.select_for_update().get(pk=anchor_id)
    require(actor, Permission.ADMINISTER, None, on=local(now).date())

    if anchor.valid.upper is not None:
        return anchor
    anchor.valid = TimestamptzRange(anchor.valid.lower, now)
    anchor.save(update_fields=["valid"])

    record(DISTRUSTED, anchor, actor=actor, now=now, reason=reason)
    return anchor
