"""Phân tổ: the text under which one cell of an indicator is known, such as ``age=0-4|sex=F``.

The text is canonical: dimensions in the order of their codes, each once. The
empty text is the whole, undivided.
"""

import re
from collections.abc import Collection, Mapping

WHOLE = ""
_PAIR = re.compile(r"([a-z][a-z0-9_]*)=([A-Za-z0-9_.+-]+)")


class NotADisaggregation(ValueError):
    """Phân tổ viết sai: the text is not dimension=member pairs, or names a dimension twice."""


def parse(text: str) -> dict[str, str]:
    """Return the member of each dimension named. Raises NotADisaggregation."""
    found: dict[str, str] = {}
    for pair in text.split("|") if text else ():
        match = _PAIR.fullmatch(pair)
        if match is None or match[1] in found:
            raise NotADisaggregation(text)
        found[match[1]] = match[2]
    return found


def canonical(members: Mapping[str, str]) -> str:
    """Return the one text for these members."""
    return "|".join(f"{dimension}={member}" for dimension, member in sorted(members.items()))


def strangers(text: str, allowed: Mapping[str, Collection[str]]) -> list[str]:
    """Return what in the text the dimensions do not know. Raises NotADisaggregation."""
    return [
        f"{dimension}={member}"
        for dimension, member in parse(text).items()
        if member not in allowed.get(dimension, ())
    ]
