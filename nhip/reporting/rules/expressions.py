"""Ngôn ngữ biểu thức của biểu mẫu: text in, one syntax tree out; nothing is ever executed.

comparison  = sum [ ("=" | "!=" | "<=" | ">=" | "<" | ">") sum ]
sum         = product { ("+" | "-") product }
product     = unary { ("*" | "/") unary }
unary       = "-" unary | primary
primary     = number | name "(" arguments ")" | reference | "(" sum ")"
reference   = name [ "!" name ]            row!column, or one of them beside the present cell
range       = name ":" name                only inside sum(), max(), min()
children    = "children"                   only inside sum(), max(), min()
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

FUNCTIONS = {
    "sum": (1, 60),
    "max": (1, 60),
    "min": (1, 60),
    "abs": (1, 1),
    "round": (2, 2),
    "prev": (1, 1),
    "last_year": (1, 1),
}
SHIFTS = ("prev", "last_year")
COMPARISONS = ("=", "!=", "<=", ">=", "<", ">")
LONGEST = 2_000
DEEPEST = 40

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[^\W\d][\w.]*)|(?P<sign><=|>=|!=|[-+*/(),:!=<>]))"
)


class NotAnExpression(ValueError):
    """Biểu thức sai: the text is not a sentence of the expression language."""


@dataclass(frozen=True, slots=True)
class Number:
    """A literal number."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Reference:
    """Tham chiếu ô: ``row!column``, or the one that differs from the present cell's."""

    name: str
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """Dải: all rows or all columns from one to another, in the form's order."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Children:
    """Các dòng con: the rows directly under the present row."""


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
class Comparison:
    """Hệ thức: what a check demands."""

    sign: str
    left: "Node"
    right: "Node"


Node = Number | Reference | Range | Children | Negation | Operation | Call
_SETS = ("sum", "max", "min")


def parse_formula(text: str) -> Node:
    """Return the tree of a formula. Raises NotAnExpression."""
    reader = _Reader(text)
    node = reader.sum(0)
    reader.end()
    return node


def parse_comparison(text: str) -> Comparison:
    """Return the tree of a check. Raises NotAnExpression."""
    reader = _Reader(text)
    left = reader.sum(0)
    sign = reader.take(*COMPARISONS)
    if sign is None:
        raise NotAnExpression(f"a check compares two values: {text}")
    right = reader.sum(0)
    reader.end()
    return Comparison(sign, left, right)


def walk(node: Node | Comparison) -> Iterator[Node]:
    """Yield the node and everything under it; what stands inside ``prev`` is not in this period."""
    match node:
        case Comparison(left=left, right=right):
            yield from walk(left)
            yield from walk(right)
            return
        case Operation(left=left, right=right):
            yield from walk(left)
            yield from walk(right)
        case Negation(operand=operand):
            yield from walk(operand)
        case Call(function=function, arguments=arguments) if function not in SHIFTS:
            for argument in arguments:
                yield from walk(argument)
    yield node


class _Reader:
    """Reads one expression from left to right."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise NotAnExpression(f"longer than {LONGEST} characters")
        self._text = text
        self._tokens = list(_tokens(text))
        self._at = 0

    def sum(self, depth: int) -> Node:
        node = self._product(depth)
        while sign := self.take("+", "-"):
            node = Operation(sign, node, self._product(depth))
        return node

    def take(self, *wanted: str) -> str | None:
        """Return the next token and pass it, if it is one of those wanted."""
        if self._peek() in wanted:
            self._at += 1
            return self._tokens[self._at - 1]
        return None

    def end(self) -> None:
        if self._peek() is not None:
            raise NotAnExpression(f"nothing may follow here: {self._peek()} in {self._text}")

    def _peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _need(self, sign: str) -> None:
        if not self.take(sign):
            raise NotAnExpression(f"{sign} is missing in: {self._text}")

    def _product(self, depth: int) -> Node:
        node = self._unary(depth)
        while sign := self.take("*", "/"):
            node = Operation(sign, node, self._unary(depth))
        return node

    def _unary(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise NotAnExpression(f"deeper than {DEEPEST} levels")
        if self.take("-"):
            return Negation(self._unary(depth + 1))
        return self._primary(depth)

    def _primary(self, depth: int) -> Node:
        if self.take("("):
            node = self.sum(depth + 1)
            self._need(")")
            return node
        token = self._peek()
        if token is None or not (token[0].isalnum() or token[0] == "_"):
            raise NotAnExpression(f"a value is missing in: {self._text}")
        self._at += 1
        if token[0].isdigit():
            return Number(Decimal(token))
        if self.take("("):
            return self._call(token, depth + 1)
        return self._reference(token)

    def _reference(self, name: str) -> Reference:
        if not self.take("!"):
            return Reference(name)
        column = self._peek()
        if column is None or not (column[0].isalpha() or column[0] == "_"):
            raise NotAnExpression(f"a column is missing after {name}!")
        self._at += 1
        return Reference(name, column)

    def _call(self, name: str, depth: int) -> Call:
        if name not in FUNCTIONS:
            raise NotAnExpression(f"unknown function: {name}")
        arguments = [self._argument(name, depth)]
        while self.take(","):
            arguments.append(self._argument(name, depth))
        self._need(")")
        least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise NotAnExpression(f"{name} takes {least} to {most} values")
        return Call(name, tuple(arguments))

    def _argument(self, function: str, depth: int) -> Node:
        node = self.sum(depth)
        if function in _SETS and isinstance(node, Reference) and node.column is None:
            return self._set(node)
        if function in SHIFTS and not isinstance(node, Reference):
            raise NotAnExpression(f"{function} takes one cell")
        if function == "round" and self._peek() == ")" and not isinstance(node, Number):
            raise NotAnExpression("round takes a number of decimals")
        return node

    def _set(self, node: Reference) -> Node:
        if self.take(":"):
            last = self._peek()
            if last is None or not last[0].isalpha():
                raise NotAnExpression(f"a range has no end in: {self._text}")
            self._at += 1
            return Range(node.name, last)
        return Children() if node.name == "children" else node


def _tokens(text: str) -> Iterator[str]:
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotAnExpression(f"unreadable at {at}: {text[at : at + 20]}")
        yield match[0].strip()
        at = match.end()
