"""Đối chiếu công thức với số liệu mẫu: whether a sum holds for the figures on the page."""

from collections.abc import Iterable
from decimal import Decimal

from nhip.reporting.rules.drafting.paper import places_of

HALF = Decimal("0.5")
_BINARY_NOISE = Decimal("1e-9")


def holds(whole: Decimal, parts: Iterable[tuple[int, Decimal | None]]) -> bool:
    """Say whether signed parts make the whole, as far as printed figures can show it.

    Each figure may have been rounded to the last place it is printed with; an empty
    part is nought.
    """
    known = [sign * value for sign, value in parts if value is not None]
    rounding = sum(HALF.scaleb(-places_of([value])) for value in [whole, *known])
    return abs(whole - sum(known)) <= rounding + abs(whole) * _BINARY_NOISE
