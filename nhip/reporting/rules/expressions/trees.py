"""Cây cú pháp: what an expression says, as frozen values."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

# Each function with the fewest and the most values it takes.
FUNCTIONS = {
    "sum": (1, 60),
    "max": (1, 60),
    "min": (1, 60),
    "first_known": (2, 10),
    "abs": (1, 1),
    "round": (2, 2),
    "if": (3, 3),
    "cumulative": (1, 1),
    "prev": (1, 1),
    "last_year": (1, 1),
    "earlier": (1, 1),
    "below": (1, 1),
    "plan": (1, 1),
}
SETS = ("sum", "max", "min")
TALLIES = ("count", "total")
SHIFTS = ("prev", "last_year", "earlier", "below", "plan")
QUESTIONS = ("is_missing", "is_nil")
COMPARISONS = ("=", "!=", "<=", ">=", "<", ">")


@dataclass(frozen=True, slots=True)
class Number:
    """A literal number."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Reference:
    """Tham chiếu ô: ``row!column``, or the one that differs from the present cell's.

    With a form it is a cell of another form, of the same unit and period: with one name alone,
    the column of that name in the row that bears the present row's code.
    """

    name: str
    column: str | None = None
    form: str | None = None

    @property
    def beside(self) -> bool:
        """Tell whether it is one name alone, of this form: a cell beside the present one."""
        return self.column is None and self.form is None


@dataclass(frozen=True, slots=True)
class Range:
    """Dải: all rows or all columns from one to another, in the form's order."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Children:
    """Các dòng con: the rows directly under the present row that make it up.

    Those *of which* (trong đó) are no part of them: they are a set of their own.
    """

    of_which: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Đếm danh sách: how many rows of a list there are, or what one of their columns comes to.

    With ``asked`` it looks only at the rows whose answer in that column is ``choice``.
    """

    rows: str
    column: str | None = None
    asked: str | None = None
    choice: str | None = None


@dataclass(frozen=True, slots=True)
class Negation:
    """The opposite of a value."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Operation:
    """Two values joined by ``+ - * /``."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """One of the known functions."""

    function: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Rounding:
    """Làm tròn: half-up to so many decimals; to tens and thousands when negative."""

    operand: "Node"
    places: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Hệ thức: what a check demands, and what a condition asks."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Question:
    """Câu hỏi: whether nobody has filled a cell in, or has said that there was nothing."""

    asked: str
    cell: "Reference | Call"


@dataclass(frozen=True, slots=True)
class Conditional:
    """Điều kiện: one value if it holds, another if it does not."""

    condition: Comparison | Question
    then: "Node"
    otherwise: "Node"


Leaf = Number | Reference | Range | Children | Tally
Node = Leaf | Negation | Operation | Call | Rounding | Conditional


def parts(node: Node | Comparison | Question) -> tuple[Node | Comparison | Question, ...]:
    """Return what stands directly under a node, from left to right."""
    match node:
        case Comparison(left=left, right=right) | Operation(left=left, right=right):
            return left, right
        case Negation(operand=operand) | Rounding(operand=operand):
            return (operand,)
        case Call(arguments=arguments):
            return arguments
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            return condition, then, otherwise
        case Question(cell=cell):
            return (cell,)
    return ()


def walk(node: Node | Comparison | Question) -> Iterator[Node]:
    """Yield everything under the node and itself; what a shift names is not of this period."""
    if not (isinstance(node, Call) and node.function in SHIFTS):
        for part in parts(node):
            yield from walk(part)
    if not isinstance(node, Comparison | Question):
        yield node


def cell_of(shift: Call) -> Reference:
    """Return the cell that a shift takes from elsewhere; the parser lets it take nothing else."""
    cell = shift.arguments[0]
    assert isinstance(cell, Reference)
    return cell
