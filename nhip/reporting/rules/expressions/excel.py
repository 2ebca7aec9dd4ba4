"""Đích Excel: live formulas for the workbook, which Excel and LibreOffice work out alike.

A blank cell is missing, a text (the dash) is nil, a number is a number; a formula that comes to
nothing shows an empty text, which counts as blank. Of a list there may be more rows than are filled
in: there a blank cell is none, and only the server says that one is missing. Inside a formula a
missing part is the error #N/A, so that it makes missing whatever uses it; the function around it
catches all errors.

Programs reckon in binary fractions of fifteen digits. What is exact in decimals (all but
quotients) is therefore rounded to the decimals it must have before it is compared or settled:
up to fifteen digits this gives back the exact figure.
"""

import re
from collections.abc import Callable, Iterator
from itertools import groupby

from nhip.reporting.rules.expressions.faults import TooLong
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

Locate = Callable[[Address, When], str]
"""Where a figure stands in the workbook, such as ``C5`` or ``'Kỳ trước'!C5``."""

LONGEST = 8_192
MOST_DECIMALS = 10
MOST_DIGITS = 15

_CELL = re.compile(r"(?P<sheet>(?:'[^']+'|\w+)!)?(?P<column>[A-Z]+)(?P<row>\d+)")


def formula(node: Node, place: Address, form: Form, locate: Locate) -> str:
    """Return what stands in a cell of the workbook, from ``=`` on. Raises TooLong."""
    one = _Translation(place, form, locate)
    value = one.settled(node, form.places_of(place))
    return one.fitting(f'=IFERROR(IF({one.nil(node)},"–",{value}),"")')


def broken(node: Comparison, place: Address, form: Form, locate: Locate) -> str:
    """Return a formula that is TRUE where a check is broken, for a mark. Raises TooLong."""
    one = _Translation(place, form, locate)
    return one.fitting(f"=IFERROR(NOT({one.condition(node)}),FALSE)")


class _Translation:
    """Dịch sang Excel: the value of a node, and whether it is nil, seen from one cell."""

    def __init__(self, place: Address, form: Form, locate: Locate) -> None:
        self._place, self._form, self._locate = place, form, locate

    def settled(self, node: Node, places: int) -> str:
        exact = self._decimals(node)
        value = self.value(node)
        if exact is not None and places < exact <= MOST_DIGITS:
            value = f"ROUND({value},{exact})"
        return f"ROUND({value},{places})"

    def fitting(self, text: str) -> str:
        if len(text) > LONGEST:
            raise TooLong(self._place, LONGEST)
        return text

    def value(self, node: Node) -> str:
        """Return the number a node comes to, an error where it is missing."""
        match node:
            case Number(value=value):
                return f"{value:f}"
            case Reference():
                return _number(self._cell(node))
            case Negation(operand=operand):
                return f"(-{self.value(operand)})"
            case Operation(sign=sign, left=left, right=right):
                return self.fitting(f"({self.value(left)}{sign}{self.value(right)})")
            case Rounding():
                return self.settled(node.operand, node.places)
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                test = self.condition(condition)
                return self.fitting(f"IF({test},{self.value(then)},{self.value(otherwise)})")
            case Call() | Tally():
                return self.fitting(self._called(node))
        raise AssertionError(node)

    def nil(self, node: Node) -> str:
        """Return whether all that a node stands on is nil; it counts only where it has a value."""
        match node:
            case Reference():
                return _is_nil(self._cell(node))
            case Negation(operand=operand) | Rounding(operand=operand):
                return self.nil(operand)
            case Operation(left=left, right=right):
                return _all([self.nil(left), self.nil(right)])
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                return f"IF({self.condition(condition)},{self.nil(then)},{self.nil(otherwise)})"
            case Call() | Tally():
                return self.fitting(self._all_nil(node))
        return "FALSE"

    def condition(self, node: Comparison | Question) -> str:
        if isinstance(node, Question):
            cell = self._cell(node.cell)
            return f'{cell}=""' if node.asked == "is_missing" else _is_nil(cell)
        exact = [self._decimals(node.left), self._decimals(node.right)]
        places = MOST_DIGITS if None in exact else max(one or 0 for one in exact)
        sign = {"!=": "<>"}.get(node.sign, node.sign)
        difference = f"{self.value(node.left)}-{self.value(node.right)}"
        return self.fitting(f"ROUND({difference},{min(places, MOST_DIGITS)}){sign}0")

    def _called(self, node: Call | Tally) -> str:
        if isinstance(node, Tally):
            return self._tallied(node)
        if node.function in SHIFTS:
            return _number(self._cell(node))
        if node.function == "first_known":
            *heads, last = map(self.value, node.arguments)
            return "".join(f"IFERROR({one}," for one in heads) + last + ")" * len(heads)
        if node.function == "sum":
            return "(" + ("+".join(self._added(node)) or "NA()") + ")"
        values = [_number(one) if isinstance(one, str) else self.value(one)
                  for one in self._spread(node)]  # fmt: skip
        return f"{node.function.upper()}({','.join(values) or 'NA()'})"

    def _added(self, node: Call) -> Iterator[str]:
        """Yield the summands, cells side by side as one range."""
        listed = self._listed(node)
        for block, _count in _blocks(listed):
            yield f"SUM({block})"
        cells = [one for one in self._spread(node) if isinstance(one, str)]
        for block, count in _blocks([cell for cell in cells if cell not in listed]):
            known = f"IF(COUNTBLANK({block})>0,NA(),SUM({block}))"
            yield known if count > 1 else _number(block)
        yield from (self.value(one) for one in self._spread(node) if not isinstance(one, str))

    def _listed(self, node: Call) -> list[str]:
        """Return where the cells of a set stand that are rows of a list: blank rows are none."""
        sets = [one for one in node.arguments if isinstance(one, Range | Children)]
        cells = [cell for one in sets for cell in members(one, self._place, self._form)]
        return [self._locate(cell, When.NOW) for cell in cells if self._is_listed(cell.row)]

    def _is_listed(self, row: str) -> bool:
        return bool(self._form.row[row].template) and self._form.row[row].of_unit is None

    def _tallied(self, node: Tally) -> str:
        rows = self._form.lines[node.rows]
        if rows == (node.rows,):
            return _number(self._anchor(node))
        if node.asked is None and node.column is None:
            said = [f'({self._down(rows, at)}<>"")' for at in self._columns_of(rows[0])]
            return f"SUMPRODUCT(--({'+'.join(said)}>0))"
        if node.asked is None:
            return f"SUM({self._down(rows, node.column)})"
        choices = self._form.column[node.asked].choices
        label = next(one.label for one in choices if one.code == node.choice).replace('"', '""')
        asked = f'{self._down(rows, node.asked)},"{label}"'
        if node.column is None:
            return f"COUNTIF({asked})"
        return f"SUMIF({asked},{self._down(rows, node.column)})"

    def _down(self, rows: tuple[str, ...], column: str | None) -> str:
        ends = (Address(row, str(column)) for row in (rows[0], rows[-1]))
        first, last = (self._locate(end, When.NOW) for end in ends)
        return f"{first}:{_bare(last)}"

    def _columns_of(self, row: str) -> list[str]:
        cells = [Address(row, column) for column in self._form.column]
        return [cell.column for cell in cells if cell in self._form.open]

    def _anchor(self, node: Tally) -> str:
        """Return the cell in which a list says of itself that it is empty."""
        return self._locate(Address(node.rows, self._columns_of(node.rows)[0]), When.NOW)

    def _all_nil(self, node: Call | Tally) -> str:
        if isinstance(node, Tally):
            is_itself = self._form.lines[node.rows] == (node.rows,)
            return _is_nil(self._anchor(node)) if is_itself else "FALSE"
        if node.function in SHIFTS:
            return _is_nil(self._cell(node))
        if node.function == "first_known":
            *heads, last = node.arguments
            tests = "".join(f"IF(ISERROR({self.value(one)})," for one in heads)
            return tests + self.nil(last) + "".join(f",{self.nil(one)})" for one in heads[::-1])
        spread = list(self._spread(node))
        listed = self._listed(node)
        blocks = _blocks([one for one in spread if isinstance(one, str) and one not in listed])
        return _all([
            *(f"AND(COUNT({block})=0,COUNTA({block})>0)" for block, _count in _blocks(listed)),
            *(f"COUNT({block})+COUNTBLANK({block})=0" for block, _count in blocks),
            *(self.nil(one) for one in spread if not isinstance(one, str)),
        ])  # fmt: skip

    def _spread(self, node: Call) -> Iterator[str | Node]:
        """Yield what a set is made of: cells as where they stand, all else as nodes."""
        for one in node.arguments:
            if isinstance(one, Range | Children):
                cells = members(one, self._place, self._form)
                yield from (self._locate(cell, When.NOW) for cell in cells)
            else:
                yield self._cell(one) if isinstance(one, Reference) else one

    def _cell(self, node: Reference | Call) -> str:
        if isinstance(node, Reference):
            return self._locate(resolve(node, self._place, self._form), When.NOW)
        return self._locate(resolve(cell_of(node), self._place, self._form), When(node.function))

    def _decimals(self, node: Node) -> int | None:
        """Return how many decimals the exact value can have; None where it is a quotient."""
        match node:
            case Number(value=value):
                return max(-int(value.as_tuple().exponent), 0)
            case Reference() | Range() | Children() | Tally():
                return self._places(node)
            case Negation(operand=operand):
                return self._decimals(operand)
            case Rounding(places=places):
                return max(places, 0)
            case Operation(sign=sign, left=left, right=right):
                return self._joined(sign, self._decimals(left), self._decimals(right))
            case Conditional(then=then, otherwise=otherwise):
                return self._most([then, otherwise])
            case Call(arguments=arguments):
                return self._most(list(arguments))

    def _joined(self, sign: str, left: int | None, right: int | None) -> int | None:
        if left is None or right is None or sign == "/":
            return None
        return left + right if sign == "*" else max(left, right)

    def _most(self, nodes: list[Node]) -> int | None:
        each = [self._decimals(one) for one in nodes]
        return None if None in each else max(one or 0 for one in each)

    def _places(self, node: Reference | Range | Children | Tally) -> int:
        if isinstance(node, Tally):
            return self._form.column[node.column].places if node.column else 0
        if not isinstance(node, Reference):
            cells = members(node, self._place, self._form)
            return max((self._form.places_of(cell) for cell in cells), default=0)
        if node.form is not None:
            return MOST_DECIMALS
        return self._form.places_of(resolve(node, self._place, self._form))


def _number(cell: str) -> str:
    return f'IF({cell}="",NA(),N({cell}))'


def _is_nil(cell: str) -> str:
    return f"AND(ISTEXT({cell}),LEN({cell})>0)"


def _all(tests: list[str]) -> str:
    """Return that all tests hold, without saying what is never true at length."""
    if not tests or "FALSE" in tests:
        return "FALSE"
    return tests[0] if len(tests) == 1 else f"AND({','.join(tests)})"


def _blocks(cells: list[str]) -> list[tuple[str, int]]:
    """Return cells as ranges where they stand side by side or one under another."""
    found: list[list[str]] = []
    for cell in dict.fromkeys(cells):
        if found and _follows(found[-1], cell):
            found[-1].append(cell)
        else:
            found.append([cell])
    once = [(f"{run[0]}:{_bare(run[-1])}" if run[1:] else run[0], len(run)) for run in found]
    again = [one for one, times in _counted(cells) for _more in range(times - 1)]
    return once + [(cell, 1) for cell in again]


def _counted(cells: list[str]) -> list[tuple[str, int]]:
    return [(cell, len(list(same))) for cell, same in groupby(sorted(cells))]


def _follows(run: list[str], cell: str) -> bool:
    """Tell whether a cell goes on with a run, in its direction."""
    before = _CELL.fullmatch(run[-1])
    here = _CELL.fullmatch(cell)
    if not before or not here or before["sheet"] != here["sheet"]:
        return False
    across = _ordinal(here["column"]) - _ordinal(before["column"])
    step = (across, int(here["row"]) - int(before["row"]))
    first = _CELL.fullmatch(run[0])
    assert first is not None
    straight = len(run) == 1 or (first["row"] == here["row"]) == (step == (1, 0))
    return step in ((0, 1), (1, 0)) and straight


def _ordinal(column: str) -> int:
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _bare(cell: str) -> str:
    return cell.rpartition("!")[2]
