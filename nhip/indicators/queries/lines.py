"""Dòng: what a reader asks for, and the cells of the dictionary that answer it."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.indicators.models import Indicator, Term
from nhip.indicators.queries.statement import Asked
from nhip.indicators.rules.aggregation import Additivity
from nhip.indicators.rules.disaggregations import WHOLE, canonical, parse
from nhip.indicators.rules.facts import Measure, Vintage

WITH_TERMS = (Additivity.RATIO_OF_SUMS, Additivity.WEIGHTED)


class UnknownIndicator(Refused):
    """Chỉ tiêu không có trong từ điển."""

    message = _("The dictionary does not know the indicator %(indicator)s.")


class Line(NamedTuple):
    """Dòng: one indicator, one group of it, and which of its values."""

    indicator: str
    disaggregation: str = WHOLE
    measure: str = Measure.PERIOD
    vintage: str = Vintage.OFFICIAL


def dictionary(lines: Sequence[Line]) -> Mapping[str, Indicator]:
    """Return the entries that the lines name, with their formulas. Raises UnknownIndicator."""
    codes = {line.indicator for line in lines}
    rows = Indicator.objects.filter(code__in=codes).prefetch_related("terms")
    found = {indicator.code: indicator for indicator in rows}
    if strangers := sorted(codes - found.keys()):
        raise UnknownIndicator(indicator=strangers[0])
    return found


def asked(line: Line, position: int, indicator: Indicator, how: Additivity) -> Iterator[Asked]:
    """Yield the cells whose sums answer the line by that rule."""
    terms = list(indicator.terms.all()) if how in WITH_TERMS else []
    yield from (_term(line, position, term) for term in terms)
    if how is not Additivity.RATIO_OF_SUMS:
        members = canonical(parse(line.disaggregation))
        yield Asked(
            position, "above", indicator.pk, members, line.measure, line.vintage, Decimal(1)
        )


def _term(line: Line, position: int, term: Term) -> Asked:
    members = canonical(parse(line.disaggregation) | parse(term.disaggregation))
    return Asked(
        position, term.part, term.of_id, members, line.measure, line.vintage, term.coefficient
    )
