"""Nhãn song ngữ: ``Thu nội địa - Domestic revenues`` parted into its two languages."""

import re
from collections.abc import Iterable

from nhip.reporting.rules.drafting.paper import tidy

_WORD = re.compile(r"[A-Za-z]{4,}|[A-Z]?[a-z]{2,}")
_LEAST_SHARE = 30  # per cent


def are_bilingual(texts: Iterable[str]) -> bool:
    """Say whether enough of the labels carry an English half."""
    parted = [part(text) for text in texts if text]
    both = sum(bool(english) and not first.isascii() for first, english in parted)
    return both > 0 and 100 * both >= _LEAST_SHARE * len(parted)


def part(text: str) -> tuple[str, str]:
    """Return the Vietnamese and the English half of a label; the latter may be ``""``."""
    for sign in ("\n", " - ", " – "):
        pieces = text.split(sign)
        for at in range(1, len(pieces)):
            first, second = sign.join(pieces[:at]), sign.join(pieces[at:])
            if _is_english(second):
                return tidy(first), tidy(second)
    return tidy(text), ""


def _is_english(text: str) -> bool:
    return text.isascii() and bool(_WORD.search(text))
