"""Đề cương thuyết minh: sentences whose figures come from cells, so that text and table cannot differ."""

import re
from collections.abc import Mapping
from decimal import Decimal

from nhip.core.numbers import format_decimal
from nhip.reporting.rules.figures import MISSING, Value, State
from nhip.reporting.rules.forms import Address, Form, FormIsWrong, Section

NIL_IN_WORDS = "không phát sinh"
MISSING_IN_WORDS = "…"
_PLACE = re.compile(r"\{(\w[\w.]*)!(\w[\w.]*)\}")


def placeholders(text: str) -> tuple[Address, ...]:
    """Return the cells a text speaks of, in its order."""
    return tuple(Address(*match.groups()) for match in _PLACE.finditer(text))


def unknown(text: str, form: Form) -> tuple[Address, ...]:
    """Return the places in a text that are no open cell of the form."""
    return tuple(address for address in placeholders(text) if address not in form.open)


def dropped(section: Section, text: str) -> tuple[Address, ...]:
    """Return the cells the outline speaks of and the written text no longer does."""
    kept = set(placeholders(text))
    return tuple(address for address in placeholders(section.text) if address not in kept)


def prove(section: Section, form: Form) -> None:
    """Refuse an outline that speaks of cells the form does not have. Raises FormIsWrong."""
    if cells := unknown(section.text, form):
        raise FormIsWrong(f"{section.code}: no such cell: {', '.join(map(str, cells))}")


def render(text: str, figures: Mapping[Address, Value], form: Form) -> str:
    """Return the text with each placeholder replaced by its cell's figure, as printed in Vietnamese."""

    def printed(match: re.Match[str]) -> str:
        address = Address(*match.groups())
        return in_words(figures.get(address, MISSING), places=_places(address, form))

    return _PLACE.sub(printed, text)


def in_words(figure: Value, *, places: int | None = None) -> str:
    """Return a figure as it stands in a sentence."""
    match figure.state:
        case State.NIL:
            return NIL_IN_WORDS
        case State.MISSING:
            return MISSING_IN_WORDS
    return format_decimal(figure.number or Decimal(0), places)


def _places(address: Address, form: Form) -> int | None:
    return form.places_of(address) if address in form.open else None
