"""Dự thảo và văn bản đến: what a document is before its registers know it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nhip.documents.rules.kinds import Kind
from nhip.documents.rules.page import Box


@dataclass(frozen=True)
class Addressee:
    """Nơi nhận: one agency the document goes to over the axis."""

    code: str
    name: str


@dataclass(frozen=True)
class Draft:
    """Dự thảo: a finished page that waits for its signer; the file is already stored."""

    agency_id: int
    kind: str
    notation: str
    place: str
    subject: str
    sha256: str
    size: int
    boxes: Mapping[str, Box]
    competence_id: int
    recipients: Sequence[Addressee] = ()
    prepared_by: Sequence[str] = ()
    """Who wrote what stands on the page: the references of people and programs."""
    urgency: int = 0
    replaces_id: int | None = None
    """The issued document whose place this one takes, and why."""
    replace_reason: str = ""
    stamp_patience: dt.timedelta = dt.timedelta(hours=1)
    """How long sending may wait for a time stamp that could not be had at signing."""


def symbol_fits(kind: Kind, symbol: str) -> bool:
    """Tell whether the symbol names this kind, or for a letter names none."""
    first, _, rest = symbol.partition("-")
    return bool(symbol) and (not kind.abbreviation or (first == kind.abbreviation and bool(rest)))


@dataclass(frozen=True)
class Arrival:
    """Văn bản đến: what an envelope says of the document it brought; the file is already stored."""

    agency_id: int
    author_code: str
    author_name: str
    number: str
    issued_on: dt.date
    kind_name: str
    subject: str
    edxml_id: str
    sha256: str
    size: int
    media_type: str
    place: str = ""
    signer_name: str = ""
    signer_standing: Sequence[str] = ()
    urgency: int = 0
    replaces_id: str = ""
    """The identity on the axis of the document this one replaces."""
