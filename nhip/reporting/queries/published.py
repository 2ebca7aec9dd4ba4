"""Công bố danh mục báo cáo định kỳ: the list of regimes that anybody may know of."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from nhip.reporting.models import Regime
from nhip.reporting.queries.regime_words import basis_said, element_said
from nhip.reporting.queries.titles import regime_name

PERIODIC = "periodic"


@dataclass(frozen=True)
class Published:
    """Một báo cáo định kỳ: who reports what to whom, how often, by when, by which law, how long."""

    code: str
    name: str
    reporters: str
    recipients: str
    frequency: str
    deadlines: str
    form: str
    legal_basis: Sequence[str]
    valid_from: dt.date
    valid_to: dt.date | None


def published(*, on: dt.date) -> list[Published]:
    """Return the periodic regimes in use on a day that are marked public, by their names."""
    regimes = Regime.objects.published(on=on).filter(kind=PERIODIC).select_related("form")
    return sorted((_published(one) for one in regimes), key=lambda one: one.name)


def _published(regime: Regime) -> Published:
    said = regime.description
    return Published(
        code=regime.code,
        name=regime_name(regime),
        reporters=element_said("reporters", said),
        recipients="; ".join(one["name"] for one in regime.recipients),
        frequency=element_said("frequency", said),
        deadlines=element_said("deadlines", said),
        form=regime.form.code,
        legal_basis=[basis_said(one) for one in said.get("legal_basis") or ()],
        valid_from=regime.valid.lower,
        valid_to=regime.valid.upper,
    )
