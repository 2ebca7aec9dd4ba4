"""Đăng ký khóa, and keep in the log that a certificate was refused before signing."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import TimestamptzRange

from nhip.core.canonical import sha256_hex
from nhip.core.clock import local
from nhip.core.errors import Refused
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.signing.models import Key, KeyQuerySet
from nhip.signing.permissions import Permission
from nhip.signing.rules import certificates
from nhip.signing.rules.standing import Check

REGISTERED = "signing.key.registered"
REFUSED = "signing.key.refused"


class AlreadyRegistered(Refused):
    """Khóa đã đăng ký: this certificate, or another of the holder for these days."""

    message = _("%(holder)s already has a key for this purpose and time.")


class NotAnOpenDriver(Refused):
    """Khóa phải có người mở: only message keys may open without a person."""

    message = _("A key that signs documents opens only with its person.")


@dataclass(frozen=True)
class Holder:
    """Chủ khóa: a person for a personal key, an agency for any other."""

    user_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True)
class Registration:
    """Nội dung đăng ký: what a key is for, who opens it, where it lies, its certificates."""

    purpose: Key.Purpose
    driver: Key.Driver
    location: str
    certificate: bytes
    chain: tuple[bytes, ...]


@transaction.atomic
def register_key(
    *, actor: Actor, holder: Holder, registration: Registration, now: dt.datetime
) -> Key:
    """Đăng ký khóa: let a certificate stand for a person or an agency.

    Raises AlreadyRegistered, NotAnOpenDriver.
    """
    require(actor, Permission.ADMINISTER, holder.unit_id, on=local(now).date())

    if _opens_alone(registration):
        raise NotAnOpenDriver
    key = _key(holder, registration, now)
    if _rivals(key).exists():
        raise AlreadyRegistered(holder=key.holder_name)

    key.save()

    record(REGISTERED, key, actor=actor, now=now, certificate=key.certificate_sha256)
    return key


@transaction.atomic
def record_refusal(*, actor: Actor, key_id: int, check: Check, now: dt.datetime) -> None:
    """Ghi việc từ chối: a certificate was not let sign, and why (Decree 68/2024, art. 29)."""
    key = Key.objects.get(pk=key_id)
    record(REFUSED, key, actor=actor, now=now, standing=check.standing, evidence=check.evidence)


def _opens_alone(registration: Registration) -> bool:
    return registration.driver == Key.Driver.NODE and registration.purpose != Key.Purpose.TRANSPORT


def _key(holder: Holder, registration: Registration, now: dt.datetime) -> Key:
    certificate = certificates.load(registration.certificate)
    return Key(
        purpose=registration.purpose,
        user_id=holder.user_id,
        unit_id=holder.unit_id,
        driver=registration.driver,
        location=registration.location,
        certificate=registration.certificate,
        certificate_sha256=sha256_hex(registration.certificate),
        chain=list(registration.chain),
        holder_name=certificates.common_name(certificate),
        valid=TimestamptzRange(certificate.not_valid_before_utc, certificate.not_valid_after_utc),
        registered_at=now,
    )


def _rivals(key: Key) -> KeyQuerySet:
    holder = Q(user=key.user_id) if key.user_id else Q(unit=key.unit_id)
    same_use = holder & Q(purpose=key.purpose, valid__overlap=key.valid)
    return Key.objects.filter(same_use | Q(certificate_sha256=key.certificate_sha256))
