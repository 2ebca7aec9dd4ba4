"""Tổng hợp từ cấp dưới: of how many of the units below a computed figure is made."""

from dataclasses import dataclass

from django.db.models import Q

from nhip.reporting.models import Obligation, Report
from nhip.reporting.queries.beyond import current_versions
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.reading import When, form_of, reads


@dataclass(frozen=True)
class RolledUp:
    """Mức đầy đủ: the units below whose report is in, of those that owe one."""

    units: int
    owing: int


def rolled_up(report: Report, address: Address) -> RolledUp | None:
    """Return of how many units a cell is made, if its formula asks the units below."""
    form, obligation = report.form, report.obligation
    formula = form.formula(address)
    asked = reads(formula, address, form) if formula is not None else ()
    forms = {form_of(cell) for cell, when in asked if when is When.BELOW}
    if not forms:
        return None
    named = [code for code in forms if code is not None]
    which = Q(regime__form__code__in=named)
    which |= Q(regime=obligation.regime) if None in forms else Q()
    owing = Obligation.objects.counted().filter(
        which,
        period=obligation.period,
        unit__placements__parent=obligation.unit,
        unit__placements__valid__contains=obligation.period.span.last_date,
    )
    units = set(owing.values_list("unit_id", flat=True))
    told = current_versions(period=obligation.period, unit__in=units).filter(which)
    return RolledUp(len({one.unit_id for one in told}), len(units))
