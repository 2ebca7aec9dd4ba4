"""Đọc biểu thức: the one parser; whatever it returns is small, shallow and well-formed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from nhip.reporting.rules.expressions.faults import NotAnExpression
from nhip.reporting.rules.expressions.trees import (
    COMPARISONS,
    FUNCTIONS,
    QUESTIONS,
    SETS,
    SHIFTS,
    TALLIES,
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
)

LONGEST = 2_000
DEEPEST = 40
MOST_PARTS = 300
MOST_PLACES = 12

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[^\W\d][\w.]*)|(?P<form>\[[^\[\]\n]{1,80}\])"
    r"|(?P<sign><=|>=|!=|[-+*/(),:!=<>]))"
)
# A literal has no more digits than a figure may have.
_NUMBER = re.compile(r"\d{1,20}(\.\d{1,10})?", re.ASCII)


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def parse_formula(text: str) -> Node:
    """Return the tree of a formula. Raises NotAnExpression."""
    reader = _Reader(text)
    node = reader.sum(0)
    reader.end()
    return node


def parse_comparison(text: str) -> Comparison:
    """Return the tree of a check. Raises NotAnExpression."""
    reader = _Reader(text)
    node = reader.comparison(0)
    reader.end()
    return node


class _Reader:
    """Reads one expression from left to right."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise NotAnExpression("expression-too-long", text, LONGEST, most=LONGEST)
        self._text = text
        self._tokens = list(_tokens(text))
        self._at = 0
        self._parts = 0

    def comparison(self, depth: int) -> Comparison:
        left = self.sum(depth)
        sign = self._take(*COMPARISONS)
        if sign is None:
            raise self._fault("comparison-expected")
        return Comparison(sign, left, self.sum(depth))

    def sum(self, depth: int) -> Node:
        node = self._product(depth)
        while sign := self._take("+", "-"):
            node = Operation(sign, node, self._product(depth))
        return node

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise self._fault("nothing-may-follow")

    def _product(self, depth: int) -> Node:
        node = self._unary(depth)
        while sign := self._take("*", "/"):
            node = Operation(sign, node, self._unary(depth))
        return node

    def _unary(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise self._fault("expression-too-deep", most=DEEPEST)
        if self._take("-"):
            return Negation(self._unary(depth + 1))
        return self._primary(depth)

    def _primary(self, depth: int) -> Node:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise self._fault("too-many-parts", most=MOST_PARTS)
        if self._take("("):
            node = self.sum(depth + 1)
            self._need(")")
            return node
        match self._peek:
            case _Token("number", text):
                return self._number(text)
            case _Token("form", text):
                self._at += 1
                return replace(self._reference(self._name("row-expected")), form=text[1:-1])
            case _Token("name", text):
                self._at += 1
                return self._call(text, depth + 1) if self._take("(") else self._reference(text)
        raise self._fault("value-expected")

    def _number(self, text: str) -> Number:
        if not _NUMBER.fullmatch(text):
            raise self._fault("number-too-long")
        self._at += 1
        return Number(Decimal(text))

    def _reference(self, name: str) -> Reference:
        column = self._name("column-expected") if self._take("!") else None
        return Reference(name, column)

    def _call(self, name: str, depth: int) -> Node:
        began = self._at - 2
        if name in TALLIES:
            return self._tally(name)
        if name not in FUNCTIONS:
            raise self._fault("unknown-function", began, name=name)
        if name == "if":
            return self._conditional(depth)
        arguments = [self._argument(name, depth)]
        while self._take(","):
            if name == "round":
                return self._rounding(arguments[0])
            arguments.append(self._argument(name, depth))
        self._need(")")
        least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise self._fault("wrong-number-of-values", began, name=name, least=least, most=most)
        if name == "cumulative":
            return Call("sum", (arguments[0], Call("earlier", (arguments[0],))))
        return Call(name, tuple(arguments))

    def _tally(self, name: str) -> Tally:
        rows, column, asked, choice = self._name("row-expected"), None, None, None
        if name == "total":
            self._need("!")
            column = self._name("column-expected")
        if self._take(","):
            asked = self._name("column-expected")
            self._need("=")
            choice = self._name("choice-expected")
        self._need(")")
        return Tally(rows, column, asked, choice)

    def _conditional(self, depth: int) -> Conditional:
        condition = self._question(depth) or self.comparison(depth)
        self._need(",")
        then = self.sum(depth)
        self._need(",")
        otherwise = self.sum(depth)
        self._need(")")
        return Conditional(condition, then, otherwise)

    def _question(self, depth: int) -> Question | None:
        asked = self._take(*QUESTIONS)
        if asked is None:
            return None
        self._need("(")
        cell = self.sum(depth + 1)
        is_shift = isinstance(cell, Call) and cell.function in SHIFTS
        if not isinstance(cell, Reference | Call) or not (isinstance(cell, Reference) or is_shift):
            raise self._fault("one-cell-expected", name=asked)
        self._need(")")
        return Question(asked, cell)

    def _rounding(self, operand: Node) -> Rounding:
        sign = -1 if self._take("-") else 1
        places = self._peek.text if self._peek else ""
        if not (places.isdecimal() and len(places) <= 2 and int(places) <= MOST_PLACES):
            raise self._fault("places-expected", most=MOST_PLACES)
        self._at += 1
        self._need(")")
        return Rounding(operand, sign * int(places))

    def _argument(self, function: str, depth: int) -> Node:
        node = self.sum(depth)
        if function in SETS and isinstance(node, Reference) and node.beside:
            return self._set(node)
        if function in (*SHIFTS, "cumulative") and not isinstance(node, Reference):
            raise self._fault("one-cell-expected", name=function)
        return node

    def _set(self, node: Reference) -> Node:
        if self._take(":"):
            return Range(node.name, self._name("range-has-no-end"))
        if node.name in ("children", "of_which"):
            return Children(of_which=node.name == "of_which")
        return node

    @property
    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, *wanted: str) -> str | None:
        """Return the next token and pass it, if it is one of those wanted."""
        if self._peek and self._peek.text in wanted:
            self._at += 1
            return self._tokens[self._at - 1].text
        return None

    def _need(self, sign: str) -> None:
        if not self._take(sign):
            raise self._fault("sign-expected", sign=sign)

    def _name(self, fault: str) -> str:
        token = self._peek
        if token is None or token.kind != "name":
            raise self._fault(fault)
        self._at += 1
        return token.text

    def _fault(self, code: str, token: int | None = None, **facts: object) -> NotAnExpression:
        number = self._at if token is None else token
        at = self._tokens[number].at if number < len(self._tokens) else len(self._text.rstrip())
        return NotAnExpression(code, self._text, at, **facts)


def _tokens(text: str) -> Iterator[_Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise NotAnExpression("unreadable", text, at)
        yield _Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup))
        at = match.end()
