"""Bậc màu: which figures share a colour on the map. Pure.

Steps hold about as many places each, so that one very large place does not leave the others
one colour; equal figures always share a step.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

MOST = 5


@dataclass(frozen=True)
class Step:
    """Một bậc: the smallest and the largest figure in it, and its colour from 0 up to 4."""

    low: Decimal
    high: Decimal
    colour: int

    def holds(self, value: Decimal) -> bool:
        """Tell whether a figure stands in this step."""
        return self.low <= value <= self.high


def steps(values: Iterable[Decimal], *, most: int = MOST) -> Sequence[Step]:
    """Return the steps from the smallest figures to the largest; none without figures."""
    ordered = sorted(values)
    edges = _edges(ordered, most)
    return [
        Step(low, max(one for one in ordered if place_of(one, edges) == place), colour)
        for place, (low, colour) in enumerate(zip(edges, _spread(len(edges), most), strict=True))
    ]


def place_of(value: Decimal, edges: Sequence[Decimal]) -> int:
    """Return in which step a figure stands, by where the steps begin."""
    return sum(value >= edge for edge in edges) - 1


def _edges(ordered: Sequence[Decimal], most: int) -> list[Decimal]:
    """Return where each step begins: every step takes its part of what the ones below it left."""
    distinct = sorted(set(ordered))
    if len(distinct) <= most:
        return distinct
    edges, rest = [], list(ordered)
    for steps_left in range(most, 0, -1):
        if rest:
            edges.append(rest[0])
            last = rest[-(-len(rest) // steps_left) - 1]
            rest = [value for value in rest if value > last]
    return edges


def _spread(count: int, most: int) -> list[int]:
    """Return colours as far apart as they can be: the strongest for the largest figures."""
    if count <= 1:
        return [most - 1] * count
    return [round(place * (most - 1) / (count - 1)) for place in range(count)]
