"""Đọc tờ khai từ trang: what a person typed, cell by cell; wrong cells are named, not dropped."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from nhip.core.numbers import AmbiguousNumber, parse_decimal, read_whole
from nhip.reporting.actions.filling import Filling
from nhip.reporting.actions.putting_up import Reason
from nhip.reporting.queries.worksheet import Attempt
from nhip.reporting.rules.figures import MISSING, NIL, Value, number
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.words import NIL_WORDS

Posted = Mapping[str, str]

_DASHES = frozenset({"-", "–", "—"})


class NotABatch(ValueError):
    """Không phải lô số liệu: not the JSON that a page sends when it saves by itself."""


@dataclass(frozen=True)
class TypedSheet:
    """Tờ đã gõ: what came from the page, and what of it can be read as figures."""

    attempt: Attempt
    entries: Mapping[Address, Value]
    seen: Mapping[str, str] = field(default_factory=dict)

    @property
    def filling(self) -> Filling:
        """Return what can be stored."""
        said = self.attempt
        return Filling(self.entries, said.texts, said.explanations, said.revision, self.seen)

    def fits(self, revision: int) -> bool:
        """Tell whether every cell can be read and the sheet is still the one that was seen."""
        return not self.attempt.faults and self.attempt.revision == revision


def read_sheet(posted: Posted, form: Form) -> TypedSheet:
    """Return what was typed; a field that is absent is left as it was."""
    typed = dict(_typed(posted, form))
    entries: dict[Address, Value] = {}
    faults: dict[Address, str] = {}
    for address, text in typed.items():
        try:
            entries[address] = _value(text.strip())
        except AmbiguousNumber:
            faults[address] = _fault(text.strip())
    revision = read_whole(posted.get("revision", ""))
    attempt = Attempt(
        typed=typed,
        faults=faults,
        texts=_named("text:", posted),
        explanations={key: text for key, text in _named("explain:", posted).items() if text},
        revision=-1 if revision is None else revision,
    )
    return TypedSheet(attempt, entries)


def read_batch(body: bytes, form: Form) -> TypedSheet:
    """Return what the page saves by itself. Raises NotABatch."""
    try:
        said = json.loads(body)
        posted = {"revision": str(said.get("revision", ""))}
        for part, prefix in (("cells", "cell:"), ("texts", "text:"), ("explanations", "explain:")):
            posted |= {f"{prefix}{name}": str(text) for name, text in said.get(part, {}).items()}
        seen = {name: str(text) for name, text in said.get("seen", {}).items()}
    except (ValueError, AttributeError, RecursionError) as error:
        raise NotABatch from error
    return replace(read_sheet(posted, form), seen=seen)


def read_reasons(posted: Posted, form: Form) -> list[Reason]:
    """Return why a report goes back: of the whole, and of single cells."""
    whole = posted.get("whole", "").strip()
    reasons = [Reason(whole)] if whole else []
    return reasons + [
        Reason(text, *address)
        for address in form.addresses
        if (text := posted.get(f"reason:{address}", "").strip())
    ]


def _typed(posted: Posted, form: Form) -> Iterator[tuple[Address, str]]:
    for address in form.inputs:
        if (text := posted.get(f"cell:{address}")) is not None:
            yield address, text


def _value(text: str) -> Value:
    """Return the value meant. Raises AmbiguousNumber."""
    if text in _DASHES or text.lower() in NIL_WORDS:
        return NIL
    return number(parse_decimal(text)) if text else MISSING


def _fault(text: str) -> str:
    return _(
        "“%(text)s” cannot be read; write 1.234,56 (full stop for thousands, comma for decimals)."
    ) % {"text": text}


def _named(prefix: str, posted: Posted) -> dict[str, str]:
    return {
        name.removeprefix(prefix): text.replace("\r\n", "\n").strip()
        for name, text in posted.items()
        if name.startswith(prefix)
    }
