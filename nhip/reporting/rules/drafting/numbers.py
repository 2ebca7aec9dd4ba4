"""Số thứ tự của dòng và cột: A, I, 1, a, 1.1 and what they say of level and order."""

import re
from enum import StrEnum

_ROMAN = re.compile(r"(?=[IVXL])(XL|L?X{0,3})(IX|IV|V?I{0,3})")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}


class Level(StrEnum):
    """Bậc: the manner in which a row is numbered."""

    LETTER = "A"
    ROMAN = "I"
    ARABIC = "1"
    DOTTED = "1.1"
    SMALL = "a"
    DASH = "-"
    NONE = ""


_PATTERNS = {
    Level.ARABIC: re.compile(r"\d+"),
    Level.DOTTED: re.compile(r"\d+(\.\d+)+"),
    Level.SMALL: re.compile(r"[a-zđ]"),
    Level.DASH: re.compile(r"[-+*•–]"),
    Level.ROMAN: _ROMAN,
    Level.LETTER: re.compile(r"[A-ZĐ]"),
}


def clean(text: str) -> str:
    """Return a row's number without its stop or brackets: ``"II."`` and ``"(II)"`` are ``"II"``."""
    return text.strip().strip("().").strip()


def levels(number: str) -> tuple[Level, ...]:
    """Return the manners a number may be of: ``"I"`` is roman first, but may be a letter."""
    return tuple(level for level, pattern in _PATTERNS.items() if pattern.fullmatch(number))


def ordinal(number: str, level: Level) -> int | None:
    """Return a number's place in its sequence, from one. Dotted numbers count by the last part."""
    match level:
        case Level.ARABIC:
            return int(number)
        case Level.DOTTED:
            return int(number.rsplit(".", 1)[1])
        case Level.ROMAN:
            return _roman(number)
        case Level.LETTER | Level.SMALL:
            return ord(number.lower()) - ord("a") + 1 if number.isascii() else None
        case _:
            return None


def _roman(number: str) -> int:
    values = [_VALUES[letter] for letter in number]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
