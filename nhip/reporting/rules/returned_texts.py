"""Lời thuyết minh gửi lại (.docx): which text stands under each heading, its figures bound again.

A figure that came from the table is known by its place in the document, not by its digits. One
that was changed or cut is refused by its section and paragraph: text and table cannot differ.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from json import JSONDecodeError, loads
from typing import Any, NamedTuple

from nhip.core.canonical import canonical_json
from nhip.core.text import nfc
from nhip.reporting.rules import narrative
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.returned_workbooks import Identity

SCHEMA = "nhip.text.1"
# Days, months of a year, law numbers and such stand by themselves; nobody takes them for figures.
_NO_FIGURE = re.compile(r"\d+(?:[/.-]\d+)*[/-][\w/-]*|(?:năm|tháng|ngày|quý)\s+\d+", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,/-])\d[\d.,]*(?!\w)")


class NotOurText(ValueError):
    """Không phải tệp lời của hệ thống này."""


class Bound(NamedTuple):
    """Số gắn với ô: the place of a figure in the document that went out, and what stands there."""

    position: int
    text: str


Paragraph = tuple[str | Bound, ...]


@dataclass(frozen=True)
class Document:
    """Tệp đọc được: what it says of itself, and the paragraphs under each heading of the outline.

    A heading that was cut is absent.
    """

    identity: str
    sections: Mapping[int, Sequence[Paragraph]]


@dataclass(frozen=True)
class Sent:
    """Tệp gửi đi: whose text it is, and each figure in it with the cell it came from."""

    identity: Identity
    figures: Sequence[tuple[str, str]]

    def text(self) -> str:
        said = {"schema": SCHEMA, **asdict(self.identity), "figures": list(map(list, self.figures))}
        return canonical_json(said).decode()


@dataclass(frozen=True)
class TextFault:
    """Lỗi của lời: in which section and paragraph (from one), what should stand and what does."""

    code: str
    section: str
    paragraph: int = 0
    expected: str = ""
    found: str = ""


@dataclass(frozen=True)
class ReturnedText:
    """Lời gửi lại: text by section with placeholders, and everything wrong with it.

    ``typed`` are numbers somebody wrote that no cell stands behind, by section.
    """

    texts: Mapping[str, str]
    faults: Sequence[TextFault] = ()
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)


def sent_of(text: str) -> Sent:
    """Return what the document says of itself. Raises NotOurText."""
    try:
        said: dict[str, Any] = loads(text)
        if said.pop("schema") != SCHEMA:
            raise NotOurText(text)
        figures = [(str(cell), str(shown)) for cell, shown in said.pop("figures")]
        identity = Identity(**said)
        identity.prove()
    except (JSONDecodeError, TypeError, KeyError, ValueError, AttributeError) as error:
        raise NotOurText(text[:100]) from error
    return Sent(identity, figures)


def read_text(document: Document, sent: Sent, form: Form) -> ReturnedText:
    """Return the text under each heading, or every fault of it."""
    texts: dict[str, str] = {}
    faults: list[TextFault] = []
    typed: dict[str, list[str]] = {}
    for position, section in enumerate(form.outline):
        paragraphs = document.sections.get(position)
        if paragraphs is None:
            faults.append(TextFault("section-was-cut", section.code))
            continue
        faults += _changed(section.code, paragraphs, sent)
        texts[section.code] = _joined(paragraphs, sent)
        faults += [
            TextFault("figure-was-cut", section.code, expected=str(address))
            for address in narrative.dropped(section, texts[section.code])
        ]
        if found := numbers_typed(texts[section.code]):
            typed[section.code] = found
    return ReturnedText(texts, faults, typed)


def numbers_typed(text: str) -> list[str]:
    """Return the numbers in a text that no cell stands behind; days and laws are none."""
    bare = _NO_FIGURE.sub(" ", re.sub(r"\{[^}]*\}", " ", text))
    return [found.rstrip(".,") for found in _NUMBER.findall(bare)]


def cell_of(sent: Sent, position: int) -> Address | None:
    """Return the cell a figure of the document came from."""
    if not 0 <= position < len(sent.figures):
        return None
    return Address(*sent.figures[position][0].split("!", 1))


def _changed(section: str, paragraphs: Sequence[Paragraph], sent: Sent) -> Iterator[TextFault]:
    for number, paragraph in enumerate(paragraphs, 1):
        for piece in paragraph:
            if isinstance(piece, str):
                continue
            if cell_of(sent, piece.position) is None:
                yield TextFault("figure-is-strange", section, number, found=piece.text)
            elif nfc(piece.text.strip()) != nfc(sent.figures[piece.position][1]):
                expected = sent.figures[piece.position][1]
                yield TextFault("figure-was-changed", section, number, expected, piece.text)


def _joined(paragraphs: Sequence[Paragraph], sent: Sent) -> str:
    lines = ("".join(_written(piece, sent) for piece in paragraph) for paragraph in paragraphs)
    return nfc("\n".join(" ".join(line.split()) for line in lines).strip())


def _written(piece: str | Bound, sent: Sent) -> str:
    if isinstance(piece, str):
        return piece.replace("{", "(").replace("}", ")")  # only a bound figure is a placeholder
    return f"{{{cell_of(sent, piece.position)}}}"
