"""Đề cương thuyết minh: sentences with figures from cells, so that text and table agree."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from nhip.core.numbers import format_decimal
from nhip.reporting.rules.figures import MISSING, State, Value
from nhip.reporting.rules.forms import Address, Form, FormIsWrong, Section

NIL_IN_WORDS = "không phát sinh"
MISSING_IN_WORDS = "…"
_PLACE = re.compile(r"\{(\w[\w.]*)!(\w[\w.]*)\}")


def placeholders(text: str) -> tuple[Address, ...]:
    """Return the cells a text speaks of, in its order."""
    return tuple(Address(*match.groups()) for match in _PLACE.finditer(text))


def split(text: str) -> Iterator[tuple[str, Address | None]]:
    """Yield a text in pieces: words, and placeholders each with its cell."""
    end = 0
    for match in _PLACE.finditer(text):
        yield text[end : match.start()], None
        yield match[0], Address(*match.groups())
        end = match.end()
    yield text[end:], None


def unknown(text: str, form: Form) -> tuple[Address, ...]:
    """Return the places in a text that are no open cell of the form."""
    return tuple(address for address in placeholders(text) if address not in form.open)


def dropped(section: Section, text: str) -> tuple[Address, ...]:
    """Return the cells the outline speaks of and the written text no longer does."""
    kept = set(placeholders(text))
    return tuple(address for address in placeholders(section.text) if address not in kept)


def unsaid(
    section: Section, text: str, figures: Mapping[Address, Value], form: Form
) -> tuple[Address, ...]:
    """Return the cells whose figure the outline owes a finished text, and the text does not say."""
    return tuple(
        address
        for address in placeholders(section.text)
        if not _says(text, printed(address, figures, form))
    )


def prove(section: Section, form: Form) -> None:
    """Refuse an outline that speaks of cells the form does not have. Raises FormIsWrong."""
    if cells := unknown(section.text, form):
        raise FormIsWrong(f"{section.code}: no such cell: {', '.join(map(str, cells))}")


def render(text: str, figures: Mapping[Address, Value], form: Form) -> str:
    """Return the text with each placeholder replaced by its cell's figure, as printed."""
    return _PLACE.sub(lambda match: printed(Address(*match.groups()), figures, form), text)


def printed(address: Address, figures: Mapping[Address, Value], form: Form) -> str:
    """Return the figure of a cell as it stands in a sentence."""
    return in_words(figures.get(address, MISSING), places=_places(address, form))


def in_words(figure: Value, *, places: int | None = None) -> str:
    """Return a figure as it stands in a sentence."""
    match figure.state:
        case State.NIL:
            return NIL_IN_WORDS
        case State.MISSING:
            return MISSING_IN_WORDS
    return format_decimal(figure.number or Decimal(0), places)


def _says(text: str, figure: str) -> bool:
    """Tell whether the figure stands in the text by itself, not inside a longer number."""
    return re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d]|[.,]\d)", text) is not None


def _places(address: Address, form: Form) -> int | None:
    return form.places_of(address) if address in form.open else None
