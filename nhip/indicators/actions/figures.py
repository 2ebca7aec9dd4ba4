"""Nhận và rút số liệu: the only writers of figures. Sets, never row by row."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from nhip.core import clock
from nhip.core.errors import Refused
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.indicators.actions import bulk
from nhip.indicators.actions.resolution import resolve
from nhip.indicators.models import Delivery
from nhip.indicators.permissions import Permission
from nhip.indicators.rules.facts import Fact, Imported, Reported, Source

STORED = "indicators.delivery.stored"
WITHDRAWN = "indicators.delivery.withdrawn"


class VersionWithdrawn(Refused):
    """Phiên bản đã bị rút: a returned report is answered by a new version, not by the same one."""

    message = _("The figures of this report version were withdrawn; send a new version.")


class NothingStored(Refused):
    """Chưa có số liệu: no figures of that report version were ever stored."""

    message = _("No figures of report version %(version)s are stored.")


@dataclass(frozen=True)
class Stored:
    """Kết quả nhận số liệu: what became of the facts of one delivery."""

    stored: int
    superseded: int
    rivals: int
    unchanged: int


@transaction.atomic
def store(*, actor: Actor, rows: Iterable[Fact], source: Source, now: dt.datetime) -> Stored:
    """Nhận số liệu: take in the figures of one delivery. The same delivery twice changes nothing.

    A version takes the place of the one it replaces; a signed report takes the place of an imported
    figure, which stays beside it as a rival; any other second source becomes a rival.

    Raises VersionWithdrawn, UnreadableFacts.
    """
    _lock(source)
    require(actor, Permission.ADMINISTER, None, on=clock.local(now).date())

    delivery = _delivery(source, now)
    if delivery.withdrawn_at is not None:
        raise VersionWithdrawn
    cells = resolve(tuple(rows))

    with connection.cursor() as cursor:
        stored = Stored(**bulk.write(cursor, cells, delivery, source, now))

    record(STORED, delivery, actor=actor, now=now, **_named(source), **asdict(stored))
    return stored


@transaction.atomic
def withdraw(*, actor: Actor, version_sha256: str, now: dt.datetime) -> int:
    """Rút số liệu: take a returned report out of all totals at once; return how many figures left.

    Saying it twice changes nothing. Raises NothingStored.
    """
    delivery = Delivery.objects.select_for_update().filter(version_sha256=version_sha256).first()
    require(actor, Permission.ADMINISTER, None, on=clock.local(now).date())

    if delivery is None:
        raise NothingStored(version=version_sha256[:12])
    if delivery.withdrawn_at is not None:
        return 0

    with connection.cursor() as cursor:
        left = bulk.supersede_delivery(cursor, version_sha256, now)
    delivery.withdrawn_at = now
    delivery.save(update_fields=["withdrawn_at"])

    record(WITHDRAWN, delivery, actor=actor, now=now, version=version_sha256, figures=left)
    return left


def _lock(source: Source) -> None:
    match source:
        case Reported(version, replaces):
            names = sorted({version, replaces or version})
        case Imported(title, _date):
            names = [title]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 0))"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS source (name, place) ORDER BY place",
            [names],
        )


def _delivery(source: Source, now: dt.datetime) -> Delivery:
    delivery, _new = Delivery.objects.get_or_create(
        **_identity(source), defaults={"accepted_at": now}
    )
    return delivery


def _identity(source: Source) -> dict[str, Any]:
    match source:
        case Reported(version):
            return {"origin": Delivery.Origin.REPORTED, "version_sha256": version}
        case Imported(title, date):
            return {"origin": Delivery.Origin.IMPORTED, "source": title, "source_date": date}


def _named(source: Source) -> dict[str, str | None]:
    match source:
        case Reported(version, replaces):
            return {"version": version, "replaces": replaces}
        case Imported(title, date):
            return {"source": title, "source_date": date.isoformat()}
