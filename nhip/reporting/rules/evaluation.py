"""Tính biểu thức: exact decimals, with one meaning for missing, nil and zero.

missing    makes whatever uses it missing: an unknown part gives an unknown whole
nil        counts zero; a sum, difference or extreme of nils alone is nil
x / 0      is missing: the quotient is not defined, and nothing is invented
x / y      is rounded half-up to forty decimals; all else is exact
if(…)      uses the branch it takes and no other; it is missing while its condition is unknown
prev(x)    is missing when the previous period left no report
"""

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum
from typing import Protocol

from nhip.core.numbers import round_half_up
from nhip.reporting.rules.expressions.trees import (
    SHIFTS,
    Call,
    Children,
    Comparison,
    Conditional,
    Negation,
    Node,
    Number,
    Operation,
    Question,
    Range,
    Reference,
    Rounding,
    cell_of,
    walk,
)
from nhip.reporting.rules.figures import MISSING, NIL, State, Value, amount, number
from nhip.reporting.rules.forms import Address, Form, FormIsWrong

# Sums, differences and products are exact: no expression that can be parsed has as many digits.
EXACT = Context(prec=40_000, rounding=ROUND_HALF_UP)
QUOTIENT_PLACES = 40
LARGEST = Decimal(10) ** 20
"""A figure has at most twenty whole digits; what comes to more is no figure."""


class When(StrEnum):
    """Nguồn của số liệu: the report itself, another period's, or those of the units below.

    ``earlier`` is the sum over the earlier periods of the same year, nil in the first.
    """

    NOW = "now"
    PREVIOUS = "prev"
    LAST_YEAR = "last_year"
    EARLIER = "earlier"
    BELOW = "below"


class NoSuchCell(FormIsWrong):
    """Không có ô này: an expression names a cell that the form does not have."""

    code = "no-such-cell"

    def __init__(self, place: Address, named: object) -> None:
        self.place = place
        self.facts = {"named": str(named)}
        super().__init__(f"{place}: no such cell: {named}")


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


def foreign(form: str, row: str, column: str) -> Address:
    """Return the address of a cell of another form: its row bears the form's code."""
    return Address(f"[{form}]{row}", column)


def form_of(address: Address) -> str | None:
    """Return the other form in which a cell stands, None when it stands in this one."""
    return address.row[1:].partition("]")[0] if address.row.startswith("[") else None


def resolve(reference: Reference, place: Address, form: Form) -> Address:
    """Return the cell meant by a reference seen from ``place``. Raises NoSuchCell."""
    if reference.form is not None:
        return foreign(reference.form, reference.name, reference.column or "")
    if reference.column is not None:
        address = Address(reference.name, reference.column)
    elif reference.name in form.column:
        address = Address(place.row, reference.name)
    else:
        address = Address(reference.name, place.column)
    if address.row not in form.row or address.column not in form.column:
        raise NoSuchCell(place, address)
    return address


def members(node: Range | Children, place: Address, form: Form) -> tuple[Address, ...]:
    """Return the open cells of a range or of the rows under the present one. Raises NoSuchCell."""
    if isinstance(node, Children):
        under = [form.row[code] for code in form.children(place.row)]
        rows = [row.code for row in under if row.of_which == node.of_which]
        cells = [Address(row, place.column) for row in rows]
    elif node.first in form.column:
        columns = _between(node, list(form.column), place)
        cells = [Address(place.row, column) for column in columns]
    else:
        rows = _between(node, [row.code for row in form.rows], place)
        cells = [Address(row, place.column) for row in rows if not form.row[row].heading]
    return tuple(cell for cell in cells if cell in form.open)


def reads(node: Node | Comparison, place: Address, form: Form) -> Iterator[tuple[Address, When]]:
    """Yield every cell the expression looks at, with the place it is taken from."""
    for part in walk(node):
        if isinstance(part, Reference):
            yield resolve(part, place, form), When.NOW
        elif isinstance(part, Range | Children):
            yield from ((cell, When.NOW) for cell in members(part, place, form))
        elif isinstance(part, Call) and part.function in SHIFTS:
            yield resolve(cell_of(part), place, form), When(part.function)


def evaluate(node: Node, place: Address, form: Form, sheet: Sheet) -> Value:
    """Return what the expression comes to at ``place``."""
    with localcontext(EXACT):
        return _value(node, place, form, sheet)


def settled(value: Value, places: int) -> Value:
    """Return a result as a figure: rounded half-up, and missing where it is beyond all figures."""
    if value.number is None:
        return value
    if abs(value.number) >= LARGEST:
        return MISSING
    rounded = round_half_up(value.number, places)
    return number(rounded or abs(rounded))


def added(values: Sequence[Value]) -> Value:
    """Return the sum of figures by the rules of the language; a sum of none is nil."""
    with localcontext(EXACT):
        return _joined(list(values), _FUNCTIONS["sum"])


def compare(node: Comparison, place: Address, form: Form, sheet: Sheet) -> Sides | None:
    """Return both sides and whether the relation holds, or None while a part is missing."""
    with localcontext(EXACT):
        return _sides(node, place, form, sheet)


def _sides(node: Comparison, place: Address, form: Form, sheet: Sheet) -> Sides | None:
    left = _value(node.left, place, form, sheet)
    right = _value(node.right, place, form, sheet)
    if left.is_missing or right.is_missing:
        return None
    return Sides(left, right, _RELATIONS[node.sign](amount(left), amount(right)))


def _value(node: Node, place: Address, form: Form, sheet: Sheet) -> Value:
    match node:
        case Number(value=value):
            return number(value)
        case Reference():
            return sheet.figure(resolve(node, place, form), When.NOW)
        case Operation(sign=sign, left=left, right=right):
            parts = [_value(left, place, form, sheet), _value(right, place, form, sheet)]
            return _joined(parts, _OPERATIONS[sign])
        case Negation(operand=operand):
            return _joined([_value(operand, place, form, sheet)], lambda values: -values[0])
        case Rounding(operand=operand, places=places):
            rounded = [_value(operand, place, form, sheet)]
            return _joined(rounded, lambda values: _rounded(values[0], places))
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            holds = _holds(condition, place, form, sheet)
            taken = then if holds else otherwise
            return MISSING if holds is None else _value(taken, place, form, sheet)
        case Call():
            return _called(node, place, form, sheet)
    raise FormIsWrong(f"{place}: a range stands only inside a sum or an extreme")


def _called(node: Call, place: Address, form: Form, sheet: Sheet) -> Value:
    if node.function in SHIFTS:
        return sheet.figure(resolve(cell_of(node), place, form), When(node.function))
    values = _spread(node.arguments, place, form, sheet)
    if node.function == "first_known":
        return next((value for value in values if not value.is_missing), MISSING)
    known = list(values)
    return _joined(known, _FUNCTIONS[node.function]) if known else MISSING


def _holds(
    condition: Comparison | Question, place: Address, form: Form, sheet: Sheet
) -> bool | None:
    if isinstance(condition, Comparison):
        sides = _sides(condition, place, form, sheet)
        return None if sides is None else sides.holds
    asked = State.MISSING if condition.asked == "is_missing" else State.NIL
    return _value(condition.cell, place, form, sheet).state is asked


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
    # Decimals know a zero below zero; figures do not.
    return NIL if all(part.state is State.NIL for part in parts) else number(value or abs(value))


def _quotient(values: list[Decimal]) -> Decimal | None:
    """Cut one digit later than asked, then round: no digit beyond can change the answer."""
    if not values[1]:
        return None
    cut = values[0].scaleb(QUOTIENT_PLACES + 1) // values[1]
    return _rounded(cut.scaleb(-QUOTIENT_PLACES - 1), QUOTIENT_PLACES).normalize()


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _between(node: Range, codes: list[str], place: Address) -> list[str]:
    if node.first not in codes or node.last not in codes:
        raise NoSuchCell(place, f"{node.first}:{node.last}")
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
}
_RELATIONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
