"""Số liệu của ô: a cell's value in arithmetic and text; missing, nil and zero stay three things.

A cell of a list may also hold words: a name, a day, a choice. Words are no figure: they are
never counted as one, and no indicator hears of them.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

PLAIN = re.compile(r"-?\d{1,20}(\.\d{1,10})?")
WRITTEN_SIGN = '"'


class State(StrEnum):
    """Trạng thái của ô: the three of an indicator's value, and *written* for words."""

    MISSING = "missing"
    NIL = "nil"
    NUMBER = "number"
    WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class Value:
    """Giá trị của ô: a state, with a decimal or words exactly when the state says so."""

    state: State
    number: Decimal | None = None
    text: str = ""

    def __post_init__(self) -> None:
        if (self.state is State.NUMBER) != (self.number is not None):
            raise ValueError("a value has a number exactly when its state says so")
        if (self.state is State.WRITTEN) != bool(self.text):
            raise ValueError("a value has words exactly when its state says so")
        if self.number is not None and not self.number.is_finite():
            raise ValueError("a number is finite")

    @property
    def is_missing(self) -> bool:
        """Tell whether nobody has answered yet."""
        return self.state is State.MISSING


MISSING = Value(State.MISSING)
NIL = Value(State.NIL)


def number(value: Decimal | int | str) -> Value:
    """Return the value of a number; no binary floats, which cannot say what was meant."""
    return Value(State.NUMBER, Decimal(value))


def written(text: str) -> Value:
    """Return the value of words; none at all are a missing value."""
    return Value(State.WRITTEN, text=text) if text else MISSING


def amount(value: Value) -> Decimal:
    """Return what a value counts for: a nil counts zero. Raises ValueError for what counts not."""
    if value.state in (State.MISSING, State.WRITTEN):
        raise ValueError("only a figure has an amount")
    return Decimal(0) if value.number is None else value.number


def same_amount(one: Value, other: Value) -> bool:
    """Tell whether two values agree; a missing value agrees with nothing but a missing one."""
    if one.is_missing or other.is_missing:
        return one.is_missing and other.is_missing
    if State.WRITTEN in (one.state, other.state):
        return one == other
    return amount(one) == amount(other)


def plain(value: Value) -> str:
    """Return a value as programs read it: ``12.5``, ``nil``, ``missing``, words after a quote."""
    if value.state is State.WRITTEN:
        return WRITTEN_SIGN + value.text
    return str(value.state) if value.number is None else format(value.number, "f")


def read_plain(text: str) -> Value:
    """Return the value that ``plain`` wrote."""
    if text.startswith(WRITTEN_SIGN):
        return written(text[1:])
    if text in (State.MISSING, State.NIL):
        return Value(State(text))
    return number(text)


def read_decimal(text: object) -> Decimal:
    """Return a decimal from plain text or a whole number. Raises ValueError, also for floats."""
    is_plain = isinstance(text, str | int) and not isinstance(text, bool)
    if not (is_plain and PLAIN.fullmatch(str(text))):
        raise ValueError(f"not a number in plain notation: {text!r}")
    return Decimal(str(text))
