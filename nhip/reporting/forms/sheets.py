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
from nhip.reporting.rules.forms import Address, By, Column, Form
from nhip.reporting.rules.rosters import (
    NotARoster,
    keys_written,
    prove_keys,
    relisted,
    roster_cell,
)
from nhip.reporting.rules.words import DASHES, NIL_WORDS, NotAnAnswer, read_words
from nhip.ui.queries import in_language

Posted = Mapping[str, str]


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
    """Return what was typed; a field that is absent is left as it was.

    The keys of a list's rows may stand among the cells (``people!#``): then the cells are those
    of these rows.
    """
    rosters, faults = _rosters(posted, form)
    form = form if faults else relisted(form, rosters) if rosters else form
    typed = dict(_typed(posted, form))
    entries = {roster_cell(code): keys_written(keys) for code, keys in rosters.items()}
    for address, text in typed.items():
        column = form.column[address.column]
        try:
            entries[address] = _value(text.strip(), column)
        except AmbiguousNumber:
            faults[address] = _fault(text.strip())
        except NotAnAnswer:
            faults[address] = _no_answer(column)
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


def _rosters(posted: Posted, form: Form) -> tuple[dict[str, tuple[str, ...]], dict[Address, str]]:
    """Return the keys that lists are said to have, and which of them cannot be."""
    base, keys, faults = form.base or form, {}, {}
    for code, row in base.templates.items():
        text = posted.get(f"cell:{roster_cell(code)}")
        if text is None or row.repeat is None or row.repeat.by is By.UNITS:
            continue
        try:
            prove_keys(row, tuple(text.split()))
        except NotARoster:
            faults[roster_cell(code)] = _("There are at most %(most)d rows here.") % {
                "most": row.repeat.most
            }
        else:
            keys[code] = tuple(text.split())
    return keys, faults


def _no_answer(column: Column) -> str:
    match column.type:
        case "date":
            return _("Write the day as 31/12/2021.")
        case "choice":
            offered = [in_language(one.label, one.label_en) for one in column.choices]
            return _("Choose one of these: %(choices)s.") % {"choices": ", ".join(offered)}
    return _("At most %(most)d characters, on one line.") % {"most": column.longest}


def _value(text: str, column: Column) -> Value:
    """Return the value meant. Raises AmbiguousNumber, NotAnAnswer."""
    if column.holds_words:
        return read_words(text, column)
    if text in DASHES or text.lower() in NIL_WORDS:
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
