"""Tổng hợp: how figures become one figure, by the indicator's own rule.

Every rule needs only four sums of the cells, so a database can add millions
of them and this module still has the last word. Rounding is half-up and comes
after adding, never before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from nhip.core.numbers import round_half_up


class Additivity(StrEnum):
    """Tính cộng được: what becomes of an indicator when places, times or groups join."""

    SUM = "sum"
    RATIO_OF_SUMS = "ratio_of_sums"
    WEIGHTED = "weighted"
    MAX = "max"
    LAST = "last"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Cell:
    """Ô: what one place or one time brings; ``base`` is its denominator or its weight."""

    amount: Decimal
    base: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Sums:
    """Các tổng: all that any rule needs to know of the cells, in the order of time."""

    amount: Decimal
    base: Decimal
    weighted: Decimal
    most: Decimal
    last: Decimal


def sums(cells: Iterable[Cell]) -> Sums | None:
    """Return the sums of the cells, or None if there are none."""
    total: Sums | None = None
    for cell in cells:
        fresh = Sums(cell.amount, cell.base, cell.amount * cell.base, cell.amount, cell.amount)
        total = fresh if total is None else _joined(total, fresh)
    return total


def conclude(
    how: Additivity, given: Sums, *, factor: Decimal = Decimal(1), places: int | None = None
) -> Decimal | None:
    """Return the figure of the whole; None where a ratio has nothing below the line.

    Raises ValueError for what does not add up at all: there is no such figure.
    """
    if how is Additivity.NONE:
        raise ValueError("an indicator that does not add up has no total")
    if how in (Additivity.RATIO_OF_SUMS, Additivity.WEIGHTED):
        above = given.amount if how is Additivity.RATIO_OF_SUMS else given.weighted
        result = above / given.base * factor if given.base else None
    else:
        result = {
            Additivity.SUM: given.amount,
            Additivity.MAX: given.most,
            Additivity.LAST: given.last,
        }[how]
    return result if result is None or places is None else round_half_up(result, places)


def _joined(one: Sums, other: Sums) -> Sums:
    return Sums(
        amount=one.amount + other.amount,
        base=one.base + other.base,
        weighted=one.weighted + other.weighted,
        most=max(one.most, other.most),
        last=other.last,
    )
