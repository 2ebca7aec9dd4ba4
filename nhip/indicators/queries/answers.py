"""Trả lời người đọc: figures and totals of the units that a person or a program may see."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.core.errors import Invalid
from nhip.indicators.permissions import Permission
from nhip.indicators.queries.figures import Seen, observations
from nhip.indicators.queries.lines import Line
from nhip.indicators.queries.periods import span_of
from nhip.indicators.queries.restated import Part, Restated, restated
from nhip.indicators.queries.totals import Total, roll_up
from nhip.indicators.rules.calendars import NoSuchPeriod, Span
from nhip.organisations.models import Code, Name, Unit


class UnknownPeriod(Invalid):
    """Không có kỳ này."""

    message = _("No calendar has the period %(period)s.")


class UnknownUnits(Invalid):
    """Không thấy đơn vị: there are no such units, or this reader may not see them."""

    message = _("There are no such units, or you may not see them: %(codes)s.")


@dataclass(frozen=True)
class Question:
    """Câu hỏi: one line for one period; of the units with these codes, else of all of a kind."""

    line: Line
    period: str
    kind: str
    scheme: str
    codes: tuple[str, ...] = ()
    as_of: dt.datetime | None = None


@dataclass(frozen=True)
class Place:
    """Địa bàn: a unit under the code and the name it bore on the last day of the period."""

    code: str
    name: str


@dataclass(frozen=True)
class Known:
    """Số liệu của một đơn vị, with who says so; without a version nobody signed it."""

    unit: Place
    said: Seen


@dataclass(frozen=True)
class Sum:
    """Số tổng hợp: the total with the units it stands on and those it lacks."""

    total: Total
    units: tuple[Place, ...]
    missing: tuple[Place, ...]


@dataclass(frozen=True)
class Onwards:
    """Số quy về địa bàn hiện nay: with the name of each unit that had a part in it then."""

    unit: Place
    figure: Restated
    names: Mapping[int, str]

    def named(self, part: Part) -> str:
        """Return the last name of the unit of a part."""
        return self.names.get(part.unit_id, "")


def figures(question: Question, *, viewer: User, on: dt.date) -> list[Known]:
    """Return the figure of each unit asked for that has one. Raises as ``places`` does."""
    known = places(question, viewer=viewer, on=on)
    seen = observations(question.line, [question.period], known, as_of=question.as_of)
    said = {one.unit_id: one for one in seen}
    return [Known(place, said[unit]) for unit, place in known.items() if unit in said]


def total(question: Question, *, viewer: User, on: dt.date) -> Sum:
    """Return the total of the units asked for. Raises as ``places`` and ``roll_up`` do."""
    known = places(question, viewer=viewer, on=on)
    added = roll_up(
        question.line.indicator,
        question.period,
        known,
        disaggregation=question.line.disaggregation,
        as_of=question.as_of,
    )
    return Sum(
        added,
        tuple(known[unit] for unit in added.units),
        tuple(known[unit] for unit in added.missing),
    )


def present_territory(
    question: Question, periods: Sequence[str], *, viewer: User, on: dt.date
) -> Onwards:
    """Return what the territory of one unit had in the periods, as far as its reader may see it.

    Raises as ``places`` and ``restated`` do.
    """
    ((unit_id, place),) = places(question, viewer=viewer, on=on).items()
    for period in periods:
        _span(period)
    figure = restated(question.line, unit_id, periods, as_of=question.as_of)
    names = Name.objects.filter(unit__in={part.unit_id for part in figure.parts}).order_by("valid")
    return Onwards(place, figure, dict(names.values_list("unit_id", "name")))


def places(question: Question, *, viewer: User, on: dt.date) -> Mapping[int, Place]:
    """Return the units asked for, of those in the reader's scope, in the order of their codes.

    Raises UnknownPeriod, UnknownUnits, NotKnown.
    """
    day = _span(question.period).last_date
    reach = scope(viewer, Permission.VIEW, on=on)
    codes = Code.objects.filter(scheme=question.scheme, valid__contains=day)
    if question.codes:
        wanted = codes.filter(value__in=question.codes, unit__in=reach)
        if unseen := set(question.codes) - set(wanted.values_list("value", flat=True)):
            raise UnknownUnits(codes=", ".join(sorted(unseen)))
    else:
        wanted = codes.filter(unit__in=reach & Unit.objects.of_kind(question.kind, on=day))
    known = dict(wanted.order_by("value").values_list("unit_id", "value"))
    names = Name.objects.filter(unit__in=known, valid__contains=day)
    named = dict(names.values_list("unit_id", "name"))
    return {unit: Place(code, named.get(unit, "")) for unit, code in known.items()}


def _span(period: str) -> Span:
    try:
        return span_of(period)
    except NoSuchPeriod:
        raise UnknownPeriod(period=period) from None
