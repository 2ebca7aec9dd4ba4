"""Xung quanh nút: the disk, the clocks, the authority of time stamps, the hub."""

import datetime as dt
import shutil
import uuid
from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from nhip.config.keeping.findings import Finding, Visit, found
from nhip.core.canonical import sha256_hex
from nhip.exchange.providers import transport
from nhip.signing.providers.timestamps import (
    Authority,
    TimeStampAuthorityIsOut,
    moment_of,
    stamp_digest,
)


def disk_has_room(visit: Visit) -> Iterator[Finding]:
    """Đĩa còn chỗ: where files, the book of seals and the embedded database are kept."""
    usage = shutil.disk_usage(settings.NHIP_STATE)
    limits = visit.limits
    if usage.free < max(limits.least_free_bytes, limits.least_free_share * usage.total):
        yield found("disk-nearly-full", free=usage.free // 2**20)


def clocks_agree(visit: Visit) -> Iterator[Finding]:
    """Đồng hồ khớp nhau: of this machine and of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    if _apart(there, visit.real, visit):
        yield found("clock-of-database", seconds=_seconds(there, visit.real))


def stamps_are_given(visit: Visit) -> Iterator[Finding]:
    """Có dấu thời gian: the authority answers, and knows the same time as this node."""
    if not (address := settings.NHIP_TSA_URL):
        yield found("no-stamp-authority")
        return
    digest = bytes.fromhex(sha256_hex(visit.now.isoformat().encode()))
    try:
        stamped = moment_of(stamp_digest(digest, Authority(address)))
    except TimeStampAuthorityIsOut:
        yield found("no-stamps", address=address)
        return
    if _apart(stamped, visit.now, visit):
        yield found("clock-of-stamps", seconds=_seconds(stamped, visit.now))


def hub_answers(visit: Visit) -> Iterator[Finding]:
    """Trục trả lời: asked for the fate of an envelope that nobody ever sent."""
    if not (address := settings.NHIP_HUB_URL):
        yield found("no-hub")
        return
    try:
        transport.ask(f"{address}{transport.HUB_DOOR}/{uuid.uuid4()}")
    except transport.NotTaken:
        yield found("hub-silent", address=address)


def _apart(one: dt.datetime, other: dt.datetime, visit: Visit) -> bool:
    """Tell whether two clocks differ, beyond the time that the examination itself has taken."""
    return abs(one - other) > visit.limits.clocks_differ_by


def _seconds(one: dt.datetime, other: dt.datetime) -> int:
    return round(abs((one - other).total_seconds()))
