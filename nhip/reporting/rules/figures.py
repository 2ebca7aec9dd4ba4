"""Số liệu của ô: a cell's value in arithmetic and text; missing, nil and zero stay three things."""

import re
from decimal import Decimal

from nhip.indicators.rules.values import MISSING, NIL, State, Value

__all__ = [
    "MISSING",
    "NIL",
    "State",
    "Value",
    "amount",
    "number",
    "plain",
    "read_decimal",
    "same_amount",
]

PLAIN = re.compile(r"-?\d{1,20}(\.\d{1,10})?")


def number(value: Decimal | int | str) -> Value:
    """Return the value of a number; no binary floats, which cannot say what was meant."""
    return Value(State.NUMBER, Decimal(value))


def amount(value: Value) -> Decimal:
    """Return what a value counts for: a nil counts zero. Raises ValueError for a missing one."""
    if value.is_missing:
        raise ValueError("a missing value has no amount")
    return Decimal(0) if value.number is None else value.number


def same_amount(one: Value, other: Value) -> bool:
    """Tell whether two values agree; a missing value agrees with nothing but a missing one."""
    if one.is_missing or other.is_missing:
        return one.is_missing and other.is_missing
    return amount(one) == amount(other)


def plain(value: Value) -> str:
    """Return a value as programs read it: ``12.5``, ``nil`` or ``missing``."""
    return str(value.state) if value.number is None else format(value.number, "f")


def read_decimal(text: object) -> Decimal:
    """Return a decimal from plain text or a whole number. Raises ValueError, also for floats."""
    is_plain = isinstance(text, str | int) and not isinstance(text, bool)
    if not (is_plain and PLAIN.fullmatch(str(text))):
        raise ValueError(f"not a number in plain notation: {text!r}")
    return Decimal(str(text))
