"""Tính biểu thức: decimals only, with one meaning for missing, nil and zero.

missing    makes whatever uses it missing: an unknown part gives an unknown whole
nil        counts zero; a sum, difference or extreme of nils alone is nil
x / 0      is missing: the quotient is not defined, and nothing is invented
prev(x)    is missing when the previous period left no report
"""

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum
from typing import Protocol

from nhip.reporting.rules.expressions import (
    SHIFTS,
    Call,
    Children,
    Comparison,
    Negation,
    Node,
    Number,
    Operation,
    Range,
    Reference,
    walk,
)
from nhip.reporting.rules.figures import MISSING, NIL, State, Value, amount, number
from nhip.reporting.rules.forms import Address, Form, FormIsWrong

EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


class When(StrEnum):
    """Kỳ nào: the present period, the one before, or the same one a year ago."""

    NOW = "now"
    PREVIOUS = "prev"
    LAST_YEAR = "last_year"


class Sheet(Protocol):
    """Where figures are read from."""

    def figure(self, address: Address, when: When) -> Value:
        """Return the figure of a cell, MISSING when nothing is known."""
        ...


@dataclass(frozen=True)
class Sides:
    """Hai vế: what the two sides of a comparison came to."""

    left: Value
    right: Value
    holds: bool


def resolve(reference: Reference, place: Address, form: Form) -> Address:
    """Return the cell meant by a reference seen from ``place``. Raises FormIsWrong."""
    if reference.column is not None:
        address = Address(reference.name, reference.column)
    elif reference.name in form.column:
        address = Address(place.row, reference.name)
    else:
        address = Address(reference.name, place.column)
    if address.row not in form.row or address.column not in form.column:
        raise FormIsWrong(f"{place}: no such cell: {address}")
    return address


def members(node: Range | Children, place: Address, form: Form) -> tuple[Address, ...]:
    """Return the open cells of a range or of the present row's children. Raises FormIsWrong."""
    if isinstance(node, Children):
        cells = [Address(row, place.column) for row in form.children(place.row)]
    elif node.first in form.column:
        columns = _between(node, list(form.column), place)
        cells = [Address(place.row, column) for column in columns]
    else:
        rows = _between(node, [row.code for row in form.rows], place)
        cells = [Address(row, place.column) for row in rows if not form.row[row].heading]
    return tuple(cell for cell in cells if cell in form.open)


def reads(node: Node | Comparison, place: Address, form: Form) -> Iterator[tuple[Address, When]]:
    """Yield every cell the expression looks at, with the period it is taken from."""
    for part in walk(node):
        if isinstance(part, Reference):
            yield resolve(part, place, form), When.NOW
        elif isinstance(part, Range | Children):
            yield from ((cell, When.NOW) for cell in members(part, place, form))
        elif isinstance(part, Call) and part.function in SHIFTS:
            yield resolve(_cell_of(part), place, form), When(part.function)


def evaluate(node: Node, place: Address, form: Form, sheet: Sheet) -> Value:
    """Return what the expression comes to at ``place``."""
    with localcontext(EXACT):
        return _value(node, place, form, sheet)


def compare(node: Comparison, place: Address, form: Form, sheet: Sheet) -> Sides | None:
    """Return both sides and whether the relation holds, or None while a part is missing."""
    left = evaluate(node.left, place, form, sheet)
    right = evaluate(node.right, place, form, sheet)
    if left.is_missing or right.is_missing:
        return None
    return Sides(left, right, _RELATIONS[node.sign](amount(left), amount(right)))


def _value(node: Node, place: Address, form: Form, sheet: Sheet) -> Value:
    match node:
        case Number(value=value):
            return number(value)
        case Reference():
            return sheet.figure(resolve(node, place, form), When.NOW)
        case Negation(operand=operand):
            return _joined([_value(operand, place, form, sheet)], lambda values: -values[0])
        case Operation(sign=sign, left=left, right=right):
            parts = [_value(left, place, form, sheet), _value(right, place, form, sheet)]
            return _joined(parts, _OPERATIONS[sign])
        case Call(function="prev" | "last_year" as function):
            return sheet.figure(resolve(_cell_of(node), place, form), When(function))
        case Call(function=function, arguments=arguments):
            values = list(_spread(arguments, place, form, sheet))
            return _joined(values, _FUNCTIONS[function]) if values else MISSING
    raise FormIsWrong(f"{place}: a range stands only inside a sum or an extreme")


def _spread(arguments: Sequence[Node], place: Address, form: Form, sheet: Sheet) -> Iterator[Value]:
    for argument in arguments:
        if isinstance(argument, Range | Children):
            yield from (sheet.figure(cell, When.NOW) for cell in members(argument, place, form))
        else:
            yield _value(argument, place, form, sheet)


def _joined(parts: list[Value], how: Callable[[list[Decimal]], Decimal | None]) -> Value:
    if any(part.is_missing for part in parts):
        return MISSING
    value = how([amount(part) for part in parts])
    if value is None:
        return MISSING
    return NIL if all(part.state is State.NIL for part in parts) and not value else number(value)


def _quotient(values: list[Decimal]) -> Decimal | None:
    return values[0] / values[1] if values[1] else None


def _rounded(values: list[Decimal]) -> Decimal:
    return values[0].quantize(Decimal(1).scaleb(-int(values[1])), rounding=ROUND_HALF_UP)


def _cell_of(call: Call) -> Reference:
    cell = call.arguments[0]
    if not isinstance(cell, Reference):
        raise FormIsWrong(f"{call.function} takes one cell")
    return cell


def _between(node: Range, codes: list[str], place: Address) -> list[str]:
    if node.first not in codes or node.last not in codes:
        raise FormIsWrong(f"{place}: no such range: {node.first}:{node.last}")
    first, last = codes.index(node.first), codes.index(node.last)
    if last < first:
        raise FormIsWrong(f"{place}: the range runs backwards: {node.first}:{node.last}")
    return codes[first : last + 1]


_OPERATIONS: dict[str, Callable[[list[Decimal]], Decimal | None]] = {
    "+": lambda values: values[0] + values[1],
    "-": lambda values: values[0] - values[1],
    "*": lambda values: values[0] * values[1],
    "/": _quotient,
}
_FUNCTIONS: dict[str, Callable[[list[Decimal]], Decimal | None]] = {
    "sum": lambda values: sum(values, Decimal(0)),
    "max": max,
    "min": min,
    "abs": lambda values: abs(values[0]),
    "round": _rounded,
}
_RELATIONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
