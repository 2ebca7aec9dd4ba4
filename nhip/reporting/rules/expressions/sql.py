"""Đích SQL: PostgreSQL numerics, for derived indicators and for checks over many reports at once.

Every node becomes two expressions: its value, NULL where it is missing and 0 where it is nil, and
whether it is nil, which counts only where it has a value. Neither repeats what stands under it,
so that no nesting makes a statement grow without bound.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from nhip.reporting.rules.evaluation import QUOTIENT_PLACES
from nhip.reporting.rules.expressions.faults import CountedOneByOne, TooLong
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
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.reading import When, members, resolve

LONGEST = 200_000


@dataclass(frozen=True, slots=True)
class Sql:
    """Giá trị trong SQL: a numeric, and a boolean that tells whether it is nil."""

    value: str
    nil: str


Locate = Callable[[Address, When], Sql]
"""Where a figure stands in the statement: its value and whether it is nil, never unknown."""


def translate(node: Node, place: Address, form: Form, locate: Locate) -> Sql:
    """Return what an expression comes to at ``place``. Raises TooLong."""
    one = _Translation(place, form, locate)
    return Sql(one.value(node), one.nil(node))


class _Translation:
    """Dịch sang SQL: the two expressions of a node, seen from one cell."""

    def __init__(self, place: Address, form: Form, locate: Locate) -> None:
        self._place, self._form, self._locate = place, form, locate

    def value(self, node: Node) -> str:
        match node:
            case Number(value=value):
                return f"{value:f}::numeric"
            case Reference():
                return self._cell(node).value
            case Negation(operand=operand):
                return f"(-{self.value(operand)})"
            case Rounding(operand=operand, places=places):
                return f"round({self.value(operand)}, {places})"
            case Operation(sign=sign, left=left, right=right):
                return self._fitting(_joined(sign, self.value(left), self.value(right)))
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                return self._chosen(condition, self.value(then), self.value(otherwise))
            case Call() | Tally():
                return self._fitting(self._called(node))
        raise AssertionError(node)

    def nil(self, node: Node) -> str:
        match node:
            case Reference():
                return self._cell(node).nil
            case Negation(operand=operand) | Rounding(operand=operand):
                return self.nil(operand)
            case Operation(left=left, right=right):
                return _all([self.nil(left), self.nil(right)])
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                return self._chosen(condition, self.nil(then), self.nil(otherwise))
            case Call():
                return self._fitting(self._nil_of(node))
        return "false"

    def _condition(self, node: Comparison | Question) -> str:
        if isinstance(node, Question):
            cell = self._cell(node.cell)
            return f"({cell.value} IS NULL)" if node.asked == "is_missing" else cell.nil
        sign = {"!=": "<>"}.get(node.sign, node.sign)
        return f"({self.value(node.left)} {sign} {self.value(node.right)})"

    def _chosen(self, condition: Comparison | Question, then: str, otherwise: str) -> str:
        asked = self._condition(condition)
        return self._fitting(f"CASE {asked} WHEN true THEN {then} WHEN false THEN {otherwise} END")

    def _called(self, node: Call | Tally) -> str:
        if isinstance(node, Tally):
            raise CountedOneByOne(self._place)
        if node.function in SHIFTS:
            return self._cell(node).value
        values = self._values(node.arguments)
        if not values:
            return "NULL::numeric"
        match node.function:
            case "first_known":
                return f"coalesce({', '.join(values)})"
            case "sum":
                return f"({' + '.join(values)})"
            case "max":
                return _greatest(values)
            case "min":
                return f"(-{_greatest([f'-({value})' for value in values])})"
        return f"abs({values[0]})"

    def _nil_of(self, node: Call) -> str:
        if node.function in SHIFTS:
            return self._cell(node).nil
        nils = self._nils(node.arguments)
        if node.function != "first_known":
            return _all(nils)
        values = self._values(node.arguments[:-1])
        whens = "".join(
            f" WHEN {value} IS NOT NULL THEN {nil}"
            for value, nil in zip(values, nils[:-1], strict=True)
        )
        return f"CASE{whens} ELSE {nils[-1]} END"

    def _values(self, nodes: Iterable[Node]) -> list[str]:
        return [one if isinstance(one, str) else self.value(one)
                for one in self._spread(nodes, lambda cell: cell.value)]  # fmt: skip

    def _nils(self, nodes: Iterable[Node]) -> list[str]:
        return [one if isinstance(one, str) else self.nil(one)
                for one in self._spread(nodes, lambda cell: cell.nil)]  # fmt: skip

    def _spread(self, nodes: Iterable[Node], part: Callable[[Sql], str]) -> Iterator[str | Node]:
        """Yield what a set is made of: one part of each of its cells, all else as nodes."""
        for one in nodes:
            if isinstance(one, Range | Children):
                cells = members(one, self._place, self._form)
                yield from (part(self._locate(cell, When.NOW)) for cell in cells)
            else:
                yield one

    def _cell(self, node: Reference | Call) -> Sql:
        if isinstance(node, Reference):
            return self._locate(resolve(node, self._place, self._form), When.NOW)
        return self._locate(resolve(cell_of(node), self._place, self._form), When(node.function))

    def _fitting(self, text: str) -> str:
        if len(text) > LONGEST:
            raise TooLong(self._place, LONGEST)
        return text


def _joined(sign: str, left: str, right: str) -> str:
    if sign != "/":
        return f"({left} {sign} {right})"
    # div() cuts exactly; what is cut one digit later than asked is then rounded half-up.
    cut = f"div({left} * 1e{QUOTIENT_PLACES + 1}, nullif({right}, 0))"
    return f"round({cut} * 1e-{QUOTIENT_PLACES + 1}, {QUOTIENT_PLACES})"


def _greatest(values: list[str]) -> str:
    """Return the greatest value; GREATEST passes over NULL, yet NaN is greater than all."""
    known = ", ".join(f"coalesce({value}, 'NaN')" for value in values)
    return f"nullif(greatest({known}), 'NaN')"


def _all(tests: list[str]) -> str:
    return "false" if not tests or "false" in tests else f"({' AND '.join(tests)})"
