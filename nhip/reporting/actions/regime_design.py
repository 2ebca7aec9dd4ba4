"""Dựng chế độ báo cáo: describe by its eleven elements who is to report, publish it or not."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid, Refused
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.reporting.actions.regimes import SecretIsRefused, regime_fields
from nhip.reporting.models import Regime
from nhip.reporting.permissions import Permission
from nhip.reporting.rules.regimes import Class, Kind, parse_regime

DESCRIBED = "reporting.regime.described"
PUBLISHED = "reporting.regime.published"

Json = Mapping[str, Any]


class RegimeNeedsACode(Invalid):
    """Thiếu mã, tên."""

    message = _("Give the regime a code and a name.")


class RegimeCodeIsTaken(Refused):
    """Mã đã dùng."""

    message = _("There is a regime with the code %(code)s already.")


class RegimeIsInUse(Refused):
    """Chế độ đang áp dụng: what units owe by it does not change under their hands."""

    message = _("%(regime)s is in use; end it and draw up another to ask otherwise.")


class OnlyPeriodicIsPublished(Refused):
    """Chỉ công bố báo cáo định kỳ (decree 09/2019, on publishing the list)."""

    message = _("The public list is of periodic regimes in use.")


@transaction.atomic
def draft_regime(*, actor: Actor, issuer_id: int, described: Json, now: dt.datetime) -> Regime:
    """Dựng chế độ báo cáo mới, in the name of the agency that issues it.

    Raises RegimeNeedsACode, RegimeCodeIsTaken, SecretIsRefused.
    """
    require(actor, Permission.DESIGN, issuer_id, on=local(now).date())

    _check(described)
    if Regime.objects.filter(code=described["code"]).exists():
        raise RegimeCodeIsTaken(code=described["code"])

    regime = Regime.objects.create(
        code=described["code"], issuer_id=issuer_id, **regime_fields(described)
    )

    record(DESCRIBED, regime, actor=actor, now=now)
    return regime


@transaction.atomic
def describe_regime(*, actor: Actor, regime_id: int, described: Json, now: dt.datetime) -> Regime:
    """Sửa chế độ đang dựng; its code stays. Raises RegimeNeedsACode, RegimeIsInUse."""
    regime = Regime.objects.select_for_update().get(pk=regime_id)
    require(actor, *regime.right_to_design, on=local(now).date())

    if regime.status != Regime.Status.DRAFT:
        raise RegimeIsInUse(regime=regime.name)
    described = {**described, "code": regime.code}
    _check(described)

    for name, value in regime_fields(described).items():
        setattr(regime, name, value)
    regime.save()

    record(DESCRIBED, regime, actor=actor, now=now)
    return regime


@transaction.atomic
def publish_regime(*, actor: Actor, regime_id: int, is_public: bool, now: dt.datetime) -> Regime:
    """Công bố, hoặc thôi công bố; twice is once. Raises OnlyPeriodicIsPublished."""
    regime = Regime.objects.select_for_update().get(pk=regime_id)
    require(actor, *regime.right_to_design, on=local(now).date())

    if is_public and (regime.kind != Kind.PERIODIC or regime.status == Regime.Status.DRAFT):
        raise OnlyPeriodicIsPublished
    if regime.is_published == is_public:
        return regime

    regime.is_published = is_public
    regime.save(update_fields=["is_published"])

    record(PUBLISHED, regime, actor=actor, now=now, is_public=is_public)
    return regime


def _check(described: Json) -> None:
    if not described.get("code") or not described.get("name"):
        raise RegimeNeedsACode
    if parse_regime(described).regime_class is Class.SECRET:
        raise SecretIsRefused(regime=described["name"])
