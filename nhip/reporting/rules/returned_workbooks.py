"""Tệp Excel gửi lại: who it belongs to, its figures, and every fault by its cell.

A figure is found by the codes beside and above it. A row or column that was cut or doubled is
refused by name: nothing is guessed, nothing is half read.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from json import JSONDecodeError, loads
from typing import Any, get_type_hints

from nhip.core.canonical import canonical_json
from nhip.core.numbers import AmbiguousNumber, parse_decimal, round_half_up
from nhip.core.text import nfc
from nhip.reporting.rules.drafting.paper import MOST_DIGITS, Region, Sheet, place
from nhip.reporting.rules.feeds import Fault, Feed
from nhip.reporting.rules.figures import MISSING, NIL, Value, number
from nhip.reporting.rules.forms import Address, Column, Form, Row
from nhip.reporting.rules.returned_lists import Listed, lists_of, read_lists, read_rows
from nhip.reporting.rules.words import NIL_WORDS, NotAnAnswer, read_words
from nhip.reporting.rules.workbook_grid import IDENTITY_SHEET, MARK, NIL_SIGN

SCHEMA = "nhip.workbook.1"
MOST_DECIMALS = 10  # as many as programs may send
_NIL_SIGNS = NIL_WORDS | {NIL_SIGN, "-", "—"}
# With a stop where thousands cannot end, only one reading is left: 1234.56 and 12.5.
_WITH_POINT = re.compile(r"[+-]?(\d{4,20}\.\d{1,10}|\d{1,3}\.(\d{1,2}|\d{4,10}))", re.ASCII)
_NOUGHT = re.compile(r"[+-]?0\d*\.\d{3}", re.ASCII)


class NotOurWorkbook(ValueError):
    """Không phải tệp của hệ thống này: it bears no identity of ours, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Căn cước của tệp: the report it was filled in for, and the revision that was seen."""

    report: int
    form: str
    version: str
    unit: str
    period: str
    revision: int

    def text(self) -> str:
        return canonical_json({"schema": SCHEMA, **asdict(self)}).decode()

    def prove(self) -> None:
        """Refuse what is of another kind than it should be. Raises TypeError."""
        for name, kind in get_type_hints(Identity).items():
            if type(getattr(self, name)) is not kind:
                raise TypeError(name)

    def same_report(self, other: "Identity") -> bool:
        """Tell whether both are of one report; the revision does not matter."""
        return replace(self, revision=0) == replace(other, revision=0)


@dataclass(frozen=True, slots=True)
class Returned:
    """Tệp đọc được: the figures, where on the sheet each stands (``D12``), and their form.

    The form has the rows that lists have in the workbook.
    """

    feed: Feed
    places: Mapping[Address, str]
    computed: Mapping[Address, Value]
    form: Form


def identity_of(sheets: Sequence[Sheet]) -> Identity:
    """Return whose workbook it is. Raises NotOurWorkbook."""
    hidden = next((sheet for sheet in sheets if sheet.name == IDENTITY_SHEET), None)
    text = hidden.own(0, 0) if hidden is not None and hidden.height else ""
    try:
        said: dict[str, Any] = loads(text)
        if said.pop("schema") != SCHEMA:
            raise NotOurWorkbook(text)
        identity = Identity(**said)
        identity.prove()
    except (JSONDecodeError, TypeError, KeyError, AttributeError) as error:
        raise NotOurWorkbook(text[:100]) from error
    return identity


def read_returned(sheets: Sequence[Sheet], form: Form) -> Returned:
    """Return the figures of a returned workbook with everything wrong with it.

    Raises NotOurWorkbook where no sheet bears the codes of the cells.
    """
    found = list(_codes(sheets))
    if not found:
        raise NotOurWorkbook(MARK)
    sheet, top, left = found[0]
    columns = {at: code for at in range(left + 1, sheet.width) if (code := sheet.own(top, at))}
    listed = read_rows(sheet, (top, left), columns, form, read_lists(_second_line(sheets)))
    faults = (
        *listed.faults,
        *_faults(listed.rows, _rows_wanted(listed), lambda at: place(at, left), "row"),
        *_faults(columns, form.column, lambda at: place(top, at), "column"),
        *(_second(*other) for other in found[1:]),
    )
    return _read_cells(sheet, listed, columns, faults)


def _read_cells(
    sheet: Sheet, listed: Listed, columns: Mapping[int, str], faults: tuple[Fault, ...]
) -> Returned:
    form, entries, places = listed.form, dict(listed.entries), dict(listed.places)
    computed: dict[Address, Value] = {}
    wrong: list[Fault] = []
    for row, row_code in listed.rows.items():
        for column, column_code in columns.items():
            address = Address(row_code, column_code)
            if address not in form.open:
                continue
            places[address] = place(row, column)
            figures = entries if form.formula(address) is None else computed
            if figures is entries and _is_merged(sheet, row, column):
                wrong.append(Fault("cell-is-merged", places[address], *address))
                continue
            try:
                figures[address] = read_answer(sheet, row, column, form.column[column_code])
            except ValueError as error:
                if figures is entries:
                    code = "not-an-answer" if isinstance(error, NotAnAnswer) else "not-a-number"
                    wrong.append(Fault(code, places[address], *address, found=str(error)))
    return Returned(Feed(entries, (*faults, *wrong)), places, computed, form)


def read_answer(sheet: Sheet, row: int, column: int, kind: Column) -> Value:
    """Return what a cell holds in a column of figures or of words. Raises ValueError."""
    if kind.holds_words:
        return read_words(sheet.own(row, column), kind)
    return read_cell(sheet, row, column)


def read_cell(sheet: Sheet, row: int, column: int) -> Value:
    """Return what a cell holds. Raises ValueError for what is no figure, or that of no country."""
    text = nfc(sheet.own(row, column))
    if not text:
        return MISSING
    if (row, column) in sheet.numbers:
        return number(_as_shown(Decimal(text)))
    return NIL if text.lower() in _NIL_SIGNS else number(read_text(text))


def read_text(text: str) -> Decimal:
    """Read a number somebody typed as text; what can be read in two ways is refused.

    ``1.234,56`` and ``1234.56`` are the same; ``1.234`` is 1234; ``0.123`` may be either.
    Raises AmbiguousNumber.
    """
    bare = text.strip().replace("\u00a0", "")
    if _NOUGHT.fullmatch(bare):
        raise AmbiguousNumber(text)
    return Decimal(bare) if _WITH_POINT.fullmatch(bare) else parse_decimal(bare)


def _codes(sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, int, int]]:
    """Yield each sheet on which codes stand, with their row and column."""
    for sheet in sheets:
        for row, line in enumerate(sheet.cells):
            if MARK in line[:20]:
                yield sheet, row, line.index(MARK)


def _second_line(sheets: Sequence[Sheet]) -> str:
    """Return what stands under a workbook's identity: the lists it went out with."""
    hidden = next((sheet for sheet in sheets if sheet.name == IDENTITY_SHEET), None)
    return hidden.own(1, 0) if hidden is not None and hidden.height > 1 else ""


def _rows_wanted(listed: Listed) -> Mapping[str, Row]:
    """Return the rows a workbook must have: of a list those it has, for the others were added."""
    there, lists = set(listed.rows.values()), lists_of(listed.form)
    return {
        code: row
        for code, row in listed.form.row.items()
        if code in there or row.stands_for not in lists
    }


def _second(sheet: Sheet, top: int, left: int) -> Fault:
    """Return that the codes stand once more: nobody knows which of the figures are meant."""
    return Fault("sheet-stands-twice", f"{sheet.name}!{place(top, left)}", found=sheet.name)


def _is_merged(sheet: Sheet, row: int, column: int) -> bool:
    """Tell whether a cell was merged with another, of which only one keeps its figure."""
    return sheet.region(row, column) != Region(row, column, row, column)


def _faults(
    found: Mapping[int, str], wanted: Mapping[str, Any], where: Callable[[int], str], kind: str
) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, code in found.items():
        if code not in wanted:
            yield Fault(f"no-such-{kind}", where(at), found=code, **{kind: code})
        elif code in seen:
            yield Fault(f"{kind}-stands-twice", where(at), found=code, **{kind: code})
        seen.add(code)
    for code in wanted:
        if code not in seen:
            yield Fault(f"{kind}-was-cut", "", found=code, **{kind: code})


def _as_shown(value: Decimal) -> Decimal:
    """Return what the spreadsheet shows: its binary fractions are good for fifteen digits.

    A third has ten decimals, as many as are kept. Raises ValueError for twenty digits and more.
    """
    shown = Decimal(f"{value:.15g}") if len(value.as_tuple().digits) > 15 else value
    if shown.adjusted() >= MOST_DIGITS:
        raise ValueError(str(value))
    if -int(shown.as_tuple().exponent) > MOST_DECIMALS:
        return Decimal(f"{round_half_up(shown, MOST_DECIMALS).normalize():f}")
    return shown
