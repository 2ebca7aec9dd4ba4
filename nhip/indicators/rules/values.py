"""Giá trị: missing, nil (*không phát sinh*) and a number are three answers.

None of them becomes another silently.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class State(StrEnum):
    """Trạng thái: what is known of a value."""

    MISSING = "missing"
    NIL = "nil"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Value:
    """Giá trị: a state, with a decimal exactly when the state is a number."""

    state: State
    number: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.state is State.NUMBER) != (self.number is not None):
            raise ValueError("a value has a number exactly when its state says so")
        if self.number is not None and not self.number.is_finite():
            raise ValueError("a number is finite")

    @property
    def is_missing(self) -> bool:
        """Tell whether nobody has answered yet."""
        return self.state is State.MISSING


MISSING = Value(State.MISSING)
NIL = Value(State.NIL)


def of(number: Decimal) -> Value:
    """Return the value of a number."""
    return Value(State.NUMBER, number)
