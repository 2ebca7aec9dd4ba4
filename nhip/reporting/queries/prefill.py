"""Điền sẵn: the first values of a worksheet, each with where it came from, never typed again."""

from collections.abc import Mapping

from nhip.indicators.models import Observation
from nhip.indicators.rules.periods import moved, span
from nhip.reporting.models import Obligation, Report, ReportVersion
from nhip.reporting.queries.figures import Known, known_of_period, observed
from nhip.reporting.queries.rosters import units_of_cells
from nhip.reporting.queries.series import Joined, joined_series
from nhip.reporting.rules.forms import Address, Form, Prefill
from nhip.reporting.rules.states import EDITABLE

PREVIOUS, SERIES = "previous", "series"


def prefilled(form: Form, obligation: Obligation) -> dict[Address, Known]:
    """Return the values known before anybody types: the same figure's, else the form's sources'."""
    known = known_elsewhere(form, obligation)
    sources = {
        address: tried
        for address in form.inputs
        if address not in known and (tried := _sources(form, address))
    }
    named = {one.source for each in sources.values() for one in each}
    previous = _previous(form, obligation) if PREVIOUS in named else {}
    series = joined_series(form, obligation, sources) if SERIES in named else {}
    for address, each in sources.items():
        found = (_from(source, address, previous, series) for source in each)
        if (first := next(filter(None, found), None)) is not None:
            known[address] = first
    return known


def known_elsewhere(form: Form, obligation: Obligation) -> dict[Address, Known]:
    """Nhập một lần: return the cells whose figure another report or publication already gave.

    Same indicator, group and measure, same unit, same window. What the obligation's own versions
    brought is no second source.
    """
    bindings = {
        address: binding for address in form.inputs if (binding := form.binding(address)).indicator
    }
    keys = {
        address: period_key(obligation.period.key, binding.calendar)
        for address, binding in bindings.items()
    }
    own = ReportVersion.objects.filter(
        regime=obligation.regime_id, unit=obligation.unit_id, period=obligation.period_id
    )
    day = span(obligation.period.key).last_date
    units = units_of_cells(form, bindings, unit_id=obligation.unit_id, on=day)
    known = observed(bindings, units, keys, apart_from=own) if bindings else {}
    return {address: one for address, one in known.items() if not one.value.is_missing}


def units_to_fill_on(delivery_id: int) -> list[int]:
    """Return the units that fill in a report just now and of whom a delivery brought figures."""
    brought = Observation.objects.filter(delivery=delivery_id, superseded_at=None)
    filling = Report.objects.filter(
        stage__in=EDITABLE, round=1, obligation__unit__in=brought.values("unit")
    )
    return list(
        filling.order_by("obligation__unit").values_list("obligation__unit", flat=True).distinct()
    )


def period_key(key: str, calendar: str | None) -> str:
    """Return the key of the same year in another calendar: ``Y:2015`` in SY is ``SY:2015``."""
    return key if calendar is None else f"{calendar}:{key.partition(':')[2]}"


def _sources(form: Form, address: Address) -> tuple[Prefill, ...]:
    """Return where a cell's first value may come from; series are those of the reporting unit."""
    row, each = form.row[address.row], form.column[address.column].prefill
    if row.of_unit is not None:
        return tuple(one for one in each if one.source == PREVIOUS)
    return () if row.stands_for else each


def _from(
    source: Prefill,
    address: Address,
    previous: Mapping[Address, Known],
    series: Joined,
) -> Known | None:
    if source.source == SERIES:
        return series.get((address, source))
    found = previous.get(Address(address.row, source.column or address.column))
    return None if found is None or found.value.is_missing else found


def _previous(form: Form, obligation: Obligation) -> dict[Address, Known]:
    span = obligation.period.span
    return known_of_period(
        form,
        regime=obligation.regime,
        unit_id=obligation.unit_id,
        key=moved(span, -1).key,
        on=span.last_date,
    )
