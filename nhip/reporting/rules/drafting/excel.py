"""Công thức Excel: the arithmetic an official form uses, said in the expression language."""

import re
from collections.abc import Callable

_CELL = r"\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d{1,7})"
_TOKEN = re.compile(
    rf"\s*(?:(?P<range>\$?[A-Z]{{1,3}}\$?\d{{1,7}}:\$?[A-Z]{{1,3}}\$?\d{{1,7}})"
    rf"|(?P<cell>{_CELL})(?![\w(])|(?P<name>[A-Z]{{2,10}})(?=\s*\()"
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<sign>[-+*/(),%]))"
)
_FUNCTIONS = {"SUM": "sum", "MAX": "max", "MIN": "min", "ABS": "abs", "ROUND": "round"}
_LONGEST = 2_000
_WIDEST = 60

Place = tuple[int, int]


class NotSupported(ValueError):
    """Không chuyển được: the formula uses what the expression language does not have."""


def cells_of(formula: str) -> list[Place]:
    """Return the cells a formula names, ranges written out. Raises NotSupported."""
    return [cell for kind, text in _tokens(formula) for cell in _cells(kind, text)]


def expression(formula: str, code: Callable[[Place], str]) -> str:
    """Return the formula as the expression language says it. Raises NotSupported.

    ``code`` names a cell, relative to where the formula stands.
    """
    said = []
    for kind, text in _tokens(formula):
        if kind in ("range", "cell"):
            said.append(", ".join(code(cell) for cell in _cells(kind, text)))
        elif kind == "name":
            said.append(_FUNCTIONS[text])
        else:
            said.append(text)
    return _spaced(said)


def _tokens(formula: str) -> list[tuple[str, str]]:
    text = formula.removeprefix("=").removeprefix("+").strip()
    if len(text) > _LONGEST:
        raise NotSupported(text[:40])
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise NotSupported(text[at : at + 40])
        kind = next(name for name in ("range", "cell", "name", "number", "sign") if match[name])
        if kind == "name" and match[kind] not in _FUNCTIONS:
            raise NotSupported(match[kind])
        found.append((kind, match[kind]))
        at = match.end()
    return _without_per_cent(found)


def _without_per_cent(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """``50%`` is a number divided by a hundred; any other use of the sign is not read."""
    if ("sign", "%") in tokens:
        raise NotSupported("%")
    return tokens


def _cells(kind: str, text: str) -> list[Place]:
    if kind == "cell":
        return [_place(text)]
    if kind != "range":
        return []
    (top, left), (bottom, right) = (_place(end) for end in text.split(":"))
    if (bottom - top + 1) * (right - left + 1) > _WIDEST or bottom < top or right < left:
        raise NotSupported(text)
    return [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def _place(text: str) -> Place:
    match = re.fullmatch(_CELL, text)
    assert match is not None
    column = 0
    for letter in match["column"]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match["row"]) - 1, column - 1


def _spaced(said: list[str]) -> str:
    text = " ".join(said)
    for before, after in (("( ", "("), (" )", ")"), (" ,", ","), (" (", "(")):
        text = text.replace(before, after)
    for sign in "+-*/":
        text = text.replace(f" {sign}(", f" {sign} (")
    return text
