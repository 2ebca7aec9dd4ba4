"""Nhắc hạn: when whom to remind of a report that has not left, before, on and after its time."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

PATIENCE: Final = dt.timedelta(days=14)
"""How long after the due time the last step may still be taken; later nobody is reminded."""


class Audience(StrEnum):
    """Người được nhắc: who makes the reports, who signs them, both, or who receives them."""

    REPORTERS = "reporters"
    LEADERS = "leaders"
    UNIT = "unit"
    ABOVE = "above"


@dataclass(frozen=True)
class Step:
    """Bậc nhắc: so long after the due time (before it: less than nought), these people."""

    name: str
    after: dt.timedelta
    audience: Audience


@dataclass(frozen=True)
class Turn:
    """Lượt nhắc: a step with the time, from the due time on, in which it may be taken."""

    step: Step
    until: dt.timedelta


# Ours: no decree says when to remind. A regime may bring a ladder of its own.
LADDER: Final = (
    Step("early", dt.timedelta(days=-3), Audience.REPORTERS),
    Step("eve", dt.timedelta(days=-1), Audience.REPORTERS),
    Step("soon", dt.timedelta(hours=-2), Audience.REPORTERS),
    Step("due", dt.timedelta(0), Audience.UNIT),
    Step("leader", dt.timedelta(days=1), Audience.LEADERS),
    Step("above", dt.timedelta(days=3), Audience.ABOVE),
)


class LadderIsWrong(ValueError):
    """Bậc nhắc sai: the steps of a ladder are named once each, and come in the order of time."""


def ladder_of(described: Sequence[Mapping[str, Any]] | None) -> tuple[Step, ...]:
    """Return the steps a regime describes, or ours. Raises LadderIsWrong.

    Each is an object with ``step``, ``minutes`` after the due time (a whole number) and ``to``.
    """
    if not described:
        return LADDER
    try:
        steps = tuple(_step(one) for one in described)
    except (KeyError, TypeError, ValueError) as error:
        raise LadderIsWrong(str(error)) from error
    names, times = [step.name for step in steps], [step.after for step in steps]
    if len(set(names)) < len(names) or times != sorted(times):
        raise LadderIsWrong(", ".join(names))
    return steps


def turns(ladder: Sequence[Step]) -> Iterator[Turn]:
    """Yield each step with its end: the next step to one of the same people, or our patience.

    A node that slept takes the step at which it wakes, and never all it missed.
    """
    for place, step in enumerate(ladder):
        later = (other.after for other in ladder[place + 1 :] if _meet(step, other))
        yield Turn(step, next(later, PATIENCE))


def _step(one: Mapping[str, Any]) -> Step:
    return Step(one["step"], dt.timedelta(minutes=int(one["minutes"])), Audience(one["to"]))


def _meet(step: Step, other: Step) -> bool:
    """Tell whether two steps remind some of the same people."""
    inside = {Audience.REPORTERS, Audience.LEADERS, Audience.UNIT}
    if step.audience is other.audience:
        return True
    return (
        Audience.UNIT in (step.audience, other.audience)
        and {
            step.audience,
            other.audience,
        }
        <= inside
    )
