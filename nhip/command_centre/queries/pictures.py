"""Biểu đồ của bảng số liệu: one line as a map, a ranking and a trend, each with its table."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from nhip.command_centre.queries.among import among
from nhip.command_centre.queries.choices import Board
from nhip.indicators.models import Indicator
from nhip.indicators.queries import Line, Total, observations, series, span_of
from nhip.indicators.rules.calendars import NoSuchPeriod, Span
from nhip.indicators.rules.periods import moved
from nhip.indicators.rules.values import State, Value
from nhip.organisations.models import Code, Kind, Name
from nhip.reporting.rules.forms import Address
from nhip.ui.queries import in_language

if TYPE_CHECKING:
    from nhip.command_centre.queries.charts import Measure, Place, Point
    from nhip.ui.charts import Chart

PERIODS: Final = {"D": 30}  # how far a trend looks back, by calendar; others a year of months
FEWER: Final = 13
MAPPED: Final = "province"
SCHEME: Final = "gso"


def pictures_of(board: Board, address: Address, *, source: str) -> "Sequence[Chart]":
    """Return the charts of one line: a map where the units are provinces, ranking, trend."""
    # Here, not above: drawing takes most of a second to load, and most pages draw nothing.
    from nhip.command_centre.queries.charts import province_map, ranking, trend

    key, line = board.lines()[address]
    on = board.period.last_date
    measure = _measure(line, board.label(address))
    places = _places(board, key, line)
    drawn = [trend(_points(board, key, line), measure=measure, source=source)]
    if len(places) > 1:
        drawn.insert(0, ranking(places, measure=measure, source=source))
    if any(place.code for place in places):
        drawn.insert(0, province_map(places, measure=measure, on=on, source=source))
    return drawn


def _measure(line: Line, label: str) -> "Measure":
    from nhip.command_centre.queries.charts import Measure

    entry = Indicator.objects.get(code=line.indicator)
    unit = in_language(entry.unit_of_measure, entry.unit_of_measure_en)
    return Measure(label, unit, entry.decimals, adds=entry.over_place != "none")


def _places(board: Board, key: str, line: Line) -> "list[Place]":
    """Return every unit with its figure; of a province also the code the map knows it by."""
    from nhip.command_centre.queries.charts import Place

    on, as_of = board.period.last_date, board.choice.as_of
    seen = {
        one.unit_id: _amount(one.value)
        for one in observations(line, [key], board.units, as_of=as_of)
    }
    codes = _codes(board.units, on)
    names = Name.objects.filter(unit__in=among(board.units), valid__contains=on)
    return [
        Place(codes.get(unit, ""), name, seen.get(unit))
        for unit, name in names.order_by("sort_key").values_list("unit_id", "name")
    ]


def _amount(value: Value) -> Decimal | None:
    """Return a figure as an amount; who reported that there was nothing is not missing."""
    return Decimal(0) if value.state is State.NIL else value.number


def _codes(units: Sequence[int], on: dt.date) -> dict[int, str]:
    """Return the statistical codes of the provinces among the units."""
    kinds = Kind.objects.filter(unit__in=among(units), kind=MAPPED, valid__contains=on)
    provinces = kinds.values("unit")
    held = Code.objects.filter(unit__in=provinces, scheme=SCHEME, valid__contains=on)
    return dict(held.values_list("unit_id", "value"))


def _points(board: Board, key: str, line: Line) -> "list[Point]":
    """Return the totals of the last periods, from the first in which anybody has a figure."""
    spans = _spans(key)
    totals = series(line, spans, board.units, as_of=board.choice.as_of)
    points = [_point(span, total) for span, total in zip(spans, totals, strict=True)]
    first = next((place for place, one in enumerate(points) if one.present), len(points) - 1)
    return points[first:]


def _spans(key: str) -> list[Span]:
    last = span_of(key)
    try:
        many = PERIODS.get(last.calendar, FEWER)
        return [moved(last, -back) for back in reversed(range(many))]
    except (NoSuchPeriod, KeyError):  # a calendar of this house alone
        return [last]


def _point(span: Span, total: Total) -> "Point":
    from nhip.command_centre.queries.charts import Point

    name = in_language(span.label_vi, span.label_en)
    label = f"{span.last_date:%d/%m}" if span.days == 1 else f"{span.last_date:%m/%Y}"
    return Point(label, name, total.value, total.present, total.expected)
