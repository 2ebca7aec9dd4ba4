"""Số liệu của biểu đồ: what charts are drawn from, and how it is said in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from nhip.core.numbers import format_decimal, round_half_up
from nhip.reporting.queries.wording import MISSING_SIGN

MOST_NAMED = 12


@dataclass(frozen=True)
class Measure:
    """Chỉ tiêu trên biểu đồ: what is counted, in which unit, and whether it adds up."""

    name: str
    unit: str
    decimals: int = 0
    adds: bool = True


@dataclass(frozen=True)
class Place:
    """Một nơi: its code, its name that day, and its figure; None where there is none."""

    code: str
    name: str
    value: Decimal | None


@dataclass(frozen=True)
class Point:
    """Một kỳ: how it is called on the axis and in full, its total, and how many are in it."""

    label: str
    name: str
    value: Decimal | None
    present: int
    expected: int

    @property
    def is_complete(self) -> bool:
        """Tell whether nobody is missing, so that it may stand beside another complete total."""
        return self.value is not None and self.present >= self.expected


def rounded(value: Decimal, measure: Measure) -> Decimal:
    """Return a figure as exact as it is printed."""
    return round_half_up(value, measure.decimals)


def value_text(value: Decimal | None, measure: Measure) -> str:
    """Return a figure as it is printed; a missing one as its sign."""
    return MISSING_SIGN if value is None else format_decimal(value, measure.decimals)


def quantity_text(value: Decimal, measure: Measure) -> str:
    """Return a figure with its unit."""
    return f"{value_text(value, measure)} {measure.unit}".strip()


def by_size(places: Sequence[Place]) -> list[tuple[Place, Decimal]]:
    """Return the places that have a figure, the largest first, equal ones as they came."""
    known = [(place, place.value) for place in places if place.value is not None]
    return sorted(known, key=lambda pair: pair[1], reverse=True)


def missing_note(places: Sequence[Place]) -> list[str]:
    """Return whose figures are missing, by name, if anybody's are."""
    names = [place.name for place in places if place.value is None]
    if not names:
        return []
    shown = ", ".join(names[:MOST_NAMED])
    if len(names) <= MOST_NAMED:
        return [_("No figure yet (%(count)d): %(names)s.") % {"count": len(names), "names": shown}]
    facts = {"count": len(names), "names": shown, "more": len(names) - MOST_NAMED}
    return [_("No figure yet (%(count)d): %(names)s and %(more)d more.") % facts]
