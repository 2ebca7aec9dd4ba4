"""Công thức viết trên biểu: ``(3)=(4)+(5)`` under a head, ``(A=I+II+III)`` in a label."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_NAME = r"[A-ZĐ]+|[a-zđ]|\d+(?:\.\d+)*"
_TOKEN = re.compile(rf"\s*(?:(?P<name>{_NAME})|(?P<sign>[-+*/()×x:=%–]))")
_IN_LABEL = re.compile(
    rf"\(\s*(?:(?P<target>{_NAME})\s*=)?\s*(?P<sum>(?:{_NAME})(?:\s*[-+–]\s*(?:{_NAME}))+)\s*\)"
)
_SIGNS = {"×": "*", "x": "*", ":": "/", "–": "-"}


@dataclass(frozen=True, slots=True)
class Written:
    """Công thức như viết: the number it defines, if any, and its parts in reading order."""

    target: str | None
    parts: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the numbers of rows or columns it names; ``100%`` is a plain hundred."""
        return tuple(
            part for at, part in enumerate(self.parts) if part[0].isalnum() and not self._plain(at)
        )

    def expression(self, code: Callable[[str], str]) -> str:
        """Return the sentence of the expression language, each number put by ``code``."""
        said = [
            code(part) if part[0].isalnum() and not self._plain(at) else part
            for at, part in enumerate(self.parts)
            if part != "%"
        ]
        return " ".join(said).replace("( ", "(").replace(" )", ")")

    def _plain(self, at: int) -> bool:
        return self.parts[at] == "100" or self.parts[at + 1 : at + 2] == ("%",)


def numbering(text: str) -> tuple[str, Written | None] | None:
    """Read a cell of the numbering row: its number and, after ``=``, its formula.

    ``"(1)"`` is ``("1", None)``; ``"2=3+6+7"`` is ``("2", Written)``; a heading is None.
    """
    left, equals, right = text.replace("\n", " ").partition("=")
    number = left.strip().strip("()[]. ").strip()
    if not re.fullmatch(r"\d{1,3}[a-z]?|[A-ZĐ]", number):
        return None
    if not equals:
        return number, None
    parts = _parts(right)
    return (number, Written(number, parts)) if parts else None


def in_label(text: str) -> Written | None:
    """Read the formula a label ends with: ``"Tổng số (A+B+C)"``."""
    match = _IN_LABEL.search(text)
    if match is None:
        return None
    return Written(match["target"], _parts(match["sum"]))


def _parts(text: str) -> tuple[str, ...]:
    """Return the parts of a sum; brackets around one number alone are left out."""
    found, at = [], 0
    stripped = re.sub(rf"\(\s*({_NAME})\s*\)", r" \1 ", text).rstrip()
    while at < len(stripped):
        match = _TOKEN.match(stripped, at)
        if match is None:
            return ()
        found.append(match["name"] or _SIGNS.get(match["sign"], match["sign"]))
        at = match.end()
    return tuple(found)
