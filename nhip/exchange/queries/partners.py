"""Danh bạ: how an agency is reached and recognised, and which code it goes by on the wire."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.exchange.models import Partner
from nhip.organisations.models import Code


class UnknownPartner(Refused):
    """Không có trong danh bạ: the agency is not reached over the axis at this time."""

    message = _("The agency %(agency)s is not connected to the axis.")


class NoWireCode(Refused):
    """Thiếu mã trên trục: the agency has no code of the form its partner expects."""

    message = _("The agency %(agency)s has no code of the form %(scheme)s on this day.")


def is_hosted(code: str) -> bool:
    """Tell whether an agency lives on this node."""
    return code in settings.NHIP_AGENCIES


def partner_of(code: str, *, now: dt.datetime) -> Partner:
    """Return how an agency is reached now. Raises UnknownPartner."""
    partner = Partner.objects.in_force(now).filter(code=code).first()
    if partner is None:
        raise UnknownPartner(agency=code)
    return partner


def holds_certificate(code: str, sha256: str, *, at: dt.datetime) -> bool:
    """Tell whether an agency signed its messages with that certificate at a moment."""
    entries = Partner.objects.in_force(at).filter(code=code, certificate_sha256=sha256)
    return entries.filter(distrusted_at__isnull=True).exists()


def unreachable(codes: Iterable[str], *, now: dt.datetime) -> list[str]:
    """Return those of the agencies that cannot be reached over the axis now."""
    wanted = list(codes)
    known = set(
        Partner.objects.in_force(now).filter(code__in=wanted).values_list("code", flat=True)
    )
    return [code for code in wanted if code not in known]


def wire_code(code: str, scheme: str, *, on: dt.date) -> str:
    """Return the code by which an agency goes on the wire. Raises NoWireCode."""
    if scheme == Partner.Scheme.QD20:
        return code
    units = Code.objects.filter(scheme=Partner.Scheme.QD20, value=code, valid__contains=on)
    found = Code.objects.filter(
        scheme=scheme, valid__contains=on, unit__in=units.values("unit")
    ).first()
    if found is None:
        raise NoWireCode(agency=code, scheme=Partner.Scheme(scheme).label)
    return found.value


def canonical_code(written: str, *, on: dt.date) -> str | None:
    """Return the code of Decision 20/2020 for a code of either form; None if unknown that day."""
    codes = Code.objects.filter(valid__contains=on)
    if codes.filter(scheme=Partner.Scheme.QD20, value=written).exists():
        return written
    units = codes.filter(scheme=Partner.Scheme.QCVN102, value=written).values("unit")
    found = codes.filter(scheme=Partner.Scheme.QD20, unit__in=units).first()
    return found.value if found else None
