"""Khóa và chứng thư: whether keys are where they should be, and what ends soon."""

import datetime as dt
from collections.abc import Iterator

from cryptography import x509
from django.db.models import Exists, OuterRef

from nhip.config.keeping.findings import Finding, Visit, found
from nhip.core.clock import local
from nhip.exchange.models import Partner
from nhip.signing.models import Key, KeyQuerySet, TrustAnchor
from nhip.signing.providers import keys
from nhip.signing.providers.trust_store import trust_of_node
from nhip.signing.rules import certificates

_IN_FILES = (Key.Driver.PKCS12, Key.Driver.NODE, Key.Driver.DEMO)


def keys_are_here(visit: Visit) -> Iterator[Finding]:
    """Tệp khóa có mặt: a restored node has none until they are brought from where they are kept."""
    for key in Key.objects.in_force(visit.now).filter(driver__in=_IN_FILES).order_by("pk"):
        if not (keys.folder() / key.location).is_file():
            yield found("key-missing", holder=str(key), location=key.location)


def certificates_last(visit: Visit) -> Iterator[Finding]:
    """Chứng thư còn hạn: of keys, of the agencies at the other end, of trusted authorities."""
    soon = visit.now + visit.limits.certificate_ends_within
    for key in _keys_without_a_follower(visit.now).filter(valid__endswith__lt=soon):
        yield _ends(str(key), key.valid.upper)
    for partner in Partner.objects.in_force(visit.now).order_by("code"):
        yield from _look(f"{partner.code}, axis", bytes(partner.certificate), soon)
    for anchor in TrustAnchor.objects.in_force(visit.now):
        yield from _look(anchor.name, bytes(anchor.certificate), soon)


def lists_are_fresh(visit: Visit) -> Iterator[Finding]:
    """Danh sách thu hồi còn mới: an outdated one leaves revocation unknown."""
    for der in trust_of_node(now=visit.now).revocation_lists:
        published = x509.load_der_x509_crl(der)
        due = published.next_update_utc
        if due is not None and due < visit.now:
            yield found("list-outdated", issuer=published.issuer.rfc4514_string(), due=_day(due))


def _keys_without_a_follower(now: dt.datetime) -> KeyQuerySet:
    later = Key.objects.filter(
        purpose=OuterRef("purpose"), valid__startswith__gte=OuterRef("valid__endswith")
    )
    of_person = later.filter(user__isnull=False, user=OuterRef("user"))
    of_agency = later.filter(unit__isnull=False, unit=OuterRef("unit"))
    return (
        Key.objects.in_force(now)
        .filter(~Exists(of_person), ~Exists(of_agency))
        .order_by("valid", "pk")
    )


def _look(holder: str, der: bytes, soon: dt.datetime) -> Iterator[Finding]:
    ends = certificates.load(der).not_valid_after_utc
    if ends < soon:
        yield _ends(holder, ends)


def _ends(holder: str, moment: dt.datetime) -> Finding:
    return found("certificate-ends", holder=holder, ends=_day(moment))


def _day(moment: dt.datetime) -> str:
    return f"{local(moment):%d/%m/%Y}"
