"""Quy về địa bàn hiện nay: what former units had, added up for the unit that took them over."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.core.numbers import round_half_up
from nhip.indicators.models import Indicator
from nhip.indicators.queries.lines import Line, asked, dictionary
from nhip.indicators.queries.periods import span_of
from nhip.indicators.queries.statement import Answer, each
from nhip.indicators.queries.times import DoesNotAddOverTime
from nhip.indicators.queries.totals import DoesNotAdd
from nhip.indicators.rules.aggregation import Additivity
from nhip.indicators.rules.values import State
from nhip.organisations.models import Name
from nhip.organisations.queries import Piece, pieces_of


class ShareIsNotKnown(Refused):
    """Chưa có tỷ lệ: a former unit was divided, and nobody said how much of it came here."""

    message = _("Nobody published which share of %(unit)s came to this unit; put it in first.")


@dataclass(frozen=True)
class Part:
    """Phần: what one former unit had in one period, and which share of it counts here."""

    unit_id: int
    period: str
    weight: Decimal
    estimated: bool
    state: State
    value: Decimal | None


@dataclass(frozen=True)
class Restated:
    """Số quy về địa bàn hiện nay: one figure over several periods, with all that it stands on.

    An estimated one keeps all its decimals, so that the parts of a divided unit add up to it.
    """

    value: Decimal | None
    state: State
    estimated: bool
    parts: tuple[Part, ...]

    @property
    def missing(self) -> tuple[Part, ...]:
        """Return the parts of which nobody has said anything."""
        return tuple(part for part in self.parts if part.state is State.MISSING)


def restated(
    line: Line, unit_id: int, periods: Sequence[str], *, as_of: dt.datetime | None = None
) -> Restated:
    """Return what the present territory of a unit had in the periods, whoever reported it then.

    Raises DoesNotAdd, DoesNotAddOverTime, ShareIsNotKnown, UnknownIndicator, NoSuchPeriod.
    """
    indicator = dictionary([line])[line.indicator]
    _check_adds(indicator, periods)
    days = {key: span_of(key).last_date for key in periods}
    then = pieces_of(unit_id, days=days.values())
    stood = {key: then[day] for key, day in days.items()}
    units = sorted({piece.unit_id for pieces in then.values() for piece in pieces})
    found = each(list(asked(line, 0, indicator, Additivity.SUM)), periods, units, as_of)
    parts = tuple(_parts(stood, found))
    estimated = any(part.estimated for part in parts)
    value = _added(parts)
    if value is not None and not estimated:
        value = round_half_up(value, indicator.decimals)
    said = any(part.state is not State.MISSING for part in parts)
    state = State.NUMBER if value is not None else State.NIL if said else State.MISSING
    return Restated(value, state, estimated, parts)


def _check_adds(indicator: Indicator, periods: Sequence[str]) -> None:
    facts = {"indicator": indicator.name, "reason": indicator.additivity_reason}
    if indicator.over_place != Additivity.SUM:
        raise DoesNotAdd(**facts)
    if len(periods) > 1 and indicator.over_time != Additivity.SUM:
        raise DoesNotAddOverTime(**facts)


def _parts(
    stood: Mapping[str, Sequence[Piece]], found: Mapping[tuple[int, str], Answer]
) -> Iterator[Part]:
    for key, pieces in stood.items():
        for piece in pieces:
            if piece.weight is None:
                raise ShareIsNotKnown(unit=_name_of(piece.unit_id))
            answer = found.get((piece.unit_id, key))
            value = answer.sums.amount if answer is not None and answer.counted else None
            state = State.NUMBER if value is not None else State.NIL if answer else State.MISSING
            yield Part(piece.unit_id, key, piece.weight, piece.estimated, state, value)


def _added(parts: Iterable[Part]) -> Decimal | None:
    shares = [part.value * part.weight for part in parts if part.value is not None]
    return sum(shares, Decimal(0)) if shares else None


def _name_of(unit_id: int) -> str:
    """Return the last name a unit bore."""
    name = Name.objects.filter(unit=unit_id).order_by("-valid").first()
    return name.name if name else str(unit_id)
