"""Tính biểu thức: exact decimals, with one meaning for missing, nil and zero.

missing    makes whatever uses it missing: an unknown part gives an unknown whole
nil        counts zero; a sum, difference or extreme of nils alone is nil
x / 0      is missing: the quotient is not defined, and nothing is invented
x / y      is rounded half-up to forty decimals; all else is exact
if(…)      uses the branch it takes and no other; it is missing while its condition is unknown
count(l)   counts the rows of a list: nil for a list that is nil, zero where no answer fits
prev(x)    is missing when the previous period left no report
"""

import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Protocol
from weakref import WeakKeyDictionary

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
    Tally,
    cell_of,
)
from nhip.reporting.rules.figures import MISSING, NIL, State, Value, number
from nhip.reporting.rules.forms import Address, Form, FormIsWrong
from nhip.reporting.rules.reading import (
    When,
    first_of,
    lines_of,
    members,
    resolve,
)

# Sums, differences and products are exact: no expression that can be parsed has as many digits.
EXACT = Context(prec=40_000, rounding=ROUND_HALF_UP)
QUOTIENT_PLACES = 40
LARGEST = Decimal(10) ** 20
"""A figure has at most twenty whole digits; what comes to more is no figure."""


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


class _Nothing(Decimal):
    """Không phát sinh: a zero that is known by being this one, and counts like any other."""


_NOTHING = _Nothing()
Amount = Decimal | None
"""A value while it is worked out: None is missing."""
Work = Callable[[Sheet], Amount]
_KNOWN: WeakKeyDictionary[Form, dict[tuple[Node, Address], Work]] = WeakKeyDictionary()


def evaluate(node: Node, place: Address, form: Form, sheet: Sheet) -> Value:
    """Return what the expression comes to at ``place``."""
    with localcontext(EXACT):
        return _as_value(_worked(node, place, form)(sheet))


def settled(value: Value, places: int) -> Value:
    """Return a result as a figure: rounded half-up, and missing where it is beyond all figures."""
    if value.number is None:
        return value
    if abs(value.number) >= LARGEST:
        return MISSING
    rounded = round_half_up(value.number, places)
    return number(rounded or abs(rounded))


def added(values: Iterable[Value]) -> Value:
    """Return the sum of figures by the rules of the language; a sum of none is nil."""
    with localcontext(EXACT):
        return _as_value(_joined([_amount(value) for value in values], sum))


def compare(node: Comparison, place: Address, form: Form, sheet: Sheet) -> Sides | None:
    """Return both sides and whether the relation holds, or None while a part is missing."""
    with localcontext(EXACT):
        left = _worked(node.left, place, form)(sheet)
        right = _worked(node.right, place, form)(sheet)
        if left is None or right is None:
            return None
        return Sides(_as_value(left), _as_value(right), _RELATIONS[node.sign](left, right))


def _worked(node: Node, place: Address, form: Form) -> Work:
    """Return how a node is worked out at a place; its cells are looked up once for all reports."""
    known = _KNOWN.setdefault(form, {})
    if (node, place) not in known:
        known[node, place] = _work(node, place, form)
    return known[node, place]


def _work(node: Node, place: Address, form: Form) -> Work:
    match node:
        case Number(value=value):
            return lambda sheet: value
        case Reference():
            return _look(resolve(node, place, form), When.NOW)
        case Operation(sign=sign, left=left, right=right):
            return _both(_OPERATIONS[sign], _work(left, place, form), _work(right, place, form))
        case Negation(operand=operand):
            return _one(operator.neg, _work(operand, place, form))
        case Rounding(operand=operand, places=places):
            return _one(lambda value: _rounded(value, places), _work(operand, place, form))
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            test = _test(condition, place, form)
            return _chosen(test, _work(then, place, form), _work(otherwise, place, form))
        case Call() | Tally():
            return _called(node, place, form)
    raise FormIsWrong(f"{place}: a range stands only inside a sum or an extreme")


def _called(node: Call | Tally, place: Address, form: Form) -> Work:
    if isinstance(node, Tally):
        return _tally(node, place, form)
    if node.function in SHIFTS:
        return _look(resolve(cell_of(node), place, form), When(node.function))
    works = list(_spread(node.arguments, place, form))
    if node.function == "first_known":
        return _first(works)
    if node.function == "abs":
        return _one(abs, works[0])
    how = _FUNCTIONS[node.function]
    return lambda sheet: _joined([work(sheet) for work in works], how) if works else None


def _tally(node: Tally, place: Address, form: Form) -> Work:
    """Look at each row of a list; one that has not answered what is asked makes all missing."""
    rows = lines_of(node, place, form)
    if rows == (node.rows,):
        return _look(first_of(node.rows, place, form), When.NOW)

    def work(sheet: Sheet) -> Amount:
        chosen = []
        for row in rows:
            fits = _fits(node, row, sheet)
            if fits is None:
                return None
            chosen += [row] if fits else []
        if node.column is None or not chosen:
            return Decimal(len(chosen))
        cells = [Address(row, node.column) for row in chosen]
        return _joined([_amount(sheet.figure(cell, When.NOW)) for cell in cells], sum)

    return work


def _fits(node: Tally, row: str, sheet: Sheet) -> bool | None:
    """Tell whether a row gave the answer that is asked for; None while it gave none."""
    if node.asked is None:
        return True
    answer = sheet.figure(Address(row, node.asked), When.NOW)
    return None if answer.is_missing else answer.text == node.choice


def _spread(arguments: Iterable[Node], place: Address, form: Form) -> Iterator[Work]:
    for argument in arguments:
        if isinstance(argument, Range | Children):
            yield from (_look(cell, When.NOW) for cell in members(argument, place, form))
        else:
            yield _work(argument, place, form)


def _test(
    node: Comparison | Question, place: Address, form: Form
) -> Callable[[Sheet], bool | None]:
    if isinstance(node, Question):
        cell, asks_nil = _work(node.cell, place, form), node.asked == "is_nil"
        return lambda sheet: cell(sheet) is (_NOTHING if asks_nil else None)
    relation, left = _RELATIONS[node.sign], _work(node.left, place, form)
    right = _work(node.right, place, form)

    def holds(sheet: Sheet) -> bool | None:
        one, other = left(sheet), right(sheet)
        return None if one is None or other is None else relation(one, other)

    return holds


def _look(address: Address, when: When) -> Work:
    return lambda sheet: _amount(sheet.figure(address, when))


def _one(how: Callable[[Decimal], Decimal], operand: Work) -> Work:
    def work(sheet: Sheet) -> Amount:
        value = operand(sheet)
        return value if value is None or value is _NOTHING else how(value)

    return work


def _both(how: Callable[[Decimal, Decimal], Amount], left: Work, right: Work) -> Work:
    def work(sheet: Sheet) -> Amount:
        one, other = left(sheet), right(sheet)
        if one is None or other is None:
            return None
        value = how(one, other)
        return _NOTHING if value is not None and one is other is _NOTHING else value

    return work


def _chosen(test: Callable[[Sheet], bool | None], then: Work, otherwise: Work) -> Work:
    def work(sheet: Sheet) -> Amount:
        holds = test(sheet)
        return None if holds is None else (then if holds else otherwise)(sheet)

    return work


def _first(works: list[Work]) -> Work:
    def work(sheet: Sheet) -> Amount:
        values = (one(sheet) for one in works)
        return next((value for value in values if value is not None), None)

    return work


def _joined(parts: list[Amount], how: Callable[[list[Decimal]], Decimal | int]) -> Amount:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return _NOTHING if all(part is _NOTHING for part in known) else Decimal(how(known))


def _amount(value: Value) -> Amount:
    if value.number is not None:
        return value.number
    return _NOTHING if value.state is State.NIL else None


def _as_value(amount: Amount) -> Value:
    if amount is None:
        return MISSING
    # Decimals know a zero below zero; figures do not.
    return NIL if amount is _NOTHING else number(amount or abs(amount))


def _quotient(one: Decimal, other: Decimal) -> Amount:
    """Cut one digit later than asked, then round: no digit beyond can change the answer."""
    if not other:
        return None
    cut = one.scaleb(QUOTIENT_PLACES + 1) // other
    return _rounded(cut.scaleb(-QUOTIENT_PLACES - 1), QUOTIENT_PLACES).normalize()


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


_OPERATIONS: dict[str, Callable[[Decimal, Decimal], Amount]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _quotient,
}
_FUNCTIONS: dict[str, Callable[[list[Decimal]], Decimal | int]] = {
    "sum": sum,
    "max": max,
    "min": min,
}
_RELATIONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
