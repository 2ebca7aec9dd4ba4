"""Mở và đóng màn hình lớn."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import TimestamptzRange

from nhip.accounts.permissions import Permission
from nhip.accounts.rules import digest_of
from nhip.command_centre.models import Kiosk
from nhip.command_centre.queries.choices import received_by
from nhip.core import clock
from nhip.core.errors import Invalid
from nhip.core.web import Actor, require
from nhip.events.actions import record

OPENED = "command_centre.kiosk.opened"
CLOSED = "command_centre.kiosk.closed"
LONGEST: Final = dt.timedelta(days=366)


class KioskHasNoName(Invalid):
    """Màn hình chưa có tên: the name says later on which wall it hangs."""

    message = _("Say where the screen hangs.")


class KioskLastsTooLong(Invalid):
    """Màn hình phải có hạn: its address ends, at the latest after a year."""

    message = _("A screen's address lasts between a moment and %(days)d days.")


class NotTheirBoards(Invalid):
    """Không phải bảng của cơ quan: a screen shows what its agency receives, and at least one."""

    message = _("Choose boards of reports that this agency receives.")


@dataclass(frozen=True)
class OpenedKiosk:
    """Màn hình vừa mở: the row that is kept, and the token, which is shown only now."""

    kiosk: Kiosk
    secret: str = field(repr=False)


@transaction.atomic
def open_kiosk(
    *,
    actor: Actor,
    unit_id: int,
    name: str,
    regimes: Sequence[str],
    lasts: dt.timedelta,
    now: dt.datetime,
) -> OpenedKiosk:
    """Mở màn hình của một cơ quan, for a time.

    Raises KioskHasNoName, KioskLastsTooLong, NotTheirBoards.
    """
    on = clock.local(now).date()
    require(actor, Permission.ADMINISTER, unit_id, on=on)

    if not name.strip():
        raise KioskHasNoName
    if not dt.timedelta(0) < lasts <= LONGEST:
        raise KioskLastsTooLong(days=LONGEST.days)
    if not regimes or not set(regimes) <= {one.code for one in received_by({unit_id}, on=on)}:
        raise NotTheirBoards

    secret = secrets.token_urlsafe(32)
    kiosk = Kiosk.objects.create(
        unit_id=unit_id,
        name=name.strip(),
        regimes=list(regimes),
        digest=digest_of(secret),
        valid=TimestamptzRange(now, now + lasts),
        opened_at=now,
    )

    record(OPENED, kiosk, actor=actor, now=now, unit=unit_id, regimes=kiosk.regimes)
    return OpenedKiosk(kiosk, secret)


@transaction.atomic
def close_kiosk(*, actor: Actor, kiosk_id: int, now: dt.datetime) -> Kiosk:
    """Đóng màn hình: its address opens nothing any more. Saying it twice changes nothing."""
    kiosk = Kiosk.objects.locked(kiosk_id)
    require(actor, Permission.ADMINISTER, kiosk.unit_id, on=clock.local(now).date())

    if kiosk.closed_at is not None:
        return kiosk

    kiosk.closed_at = now
    kiosk.save(update_fields=["closed_at"])

    record(CLOSED, kiosk, actor=actor, now=now, unit=kiosk.unit_id)
    return kiosk
