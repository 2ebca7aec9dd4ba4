"""Danh sách trong tệp Excel: rows of a list go out with room for more, and come back by their keys.

A row that was in the workbook and is cut out of it is taken away; a row that somebody adds gets
a key of its own, the same each time the same workbook is read. What others added meanwhile
stays. Dashes in the room of an empty list say that there is nothing to list.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from json import JSONDecodeError, loads

from nhip.core.canonical import canonical_json, sha256_hex
from nhip.core.text import nfc
from nhip.reporting.rules.drafting.paper import Sheet, place
from nhip.reporting.rules.feeds import Fault
from nhip.reporting.rules.figures import MISSING, Value
from nhip.reporting.rules.forms import Address, By, Form
from nhip.reporting.rules.rosters import (
    NotARoster,
    keys_written,
    relisted,
    roster_cell,
    rosters_of,
    row_of,
)
from nhip.reporting.rules.words import DASHES, NIL_WORDS

ROOM = 20
"""So many empty rows a list has in its workbook."""
KEY_DIGITS = 8
_NEW = "new"

Keys = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Listed:
    """Danh sách đọc được: the form with its rows now, where they stand, and what is wrong."""

    form: Form
    rows: Mapping[int, str]
    entries: Mapping[Address, Value]
    places: Mapping[Address, str]
    faults: tuple[Fault, ...] = ()


def lists_of(form: Form) -> dict[str, tuple[str, ...]]:
    """Return the keys of the rows of each list of a form."""
    templates = (form.base or form).templates
    return {
        code: tuple(line.key for line in lines)
        for code, lines in rosters_of(form).items()
        if (repeat := templates[code].repeat) is not None and repeat.by is By.LIST
    }


def with_room(form: Form) -> Form:
    """Return the form with empty rows at the end of each list, as its workbook has it."""
    templates = (form.base or form).templates
    more: dict[str, tuple[str, ...]] = {}
    for code, keys in lists_of(form).items():
        repeat = templates[code].repeat
        room = min(ROOM, repeat.most - len(keys)) if repeat else 0
        more[code] = (*keys, *(f"{_NEW}_{number}" for number in range(1, room + 1)))
    return relisted(form, more) if more else form


def in_room(figures: Mapping[Address, Value], form: Form) -> dict[Address, Value]:
    """Return figures as they stand in the workbook: what an empty list says, in its first row."""
    empty = {code for code, keys in lists_of(form).items() if not keys}
    return {
        Address(row_of(at.row, f"{_NEW}_1"), at.column) if at.row in empty else at: value
        for at, value in figures.items()
    }


def written_lists(form: Form) -> str:
    """Return what a workbook remembers of the lists it went out with."""
    return canonical_json({code: list(keys) for code, keys in lists_of(form).items()}).decode()


def read_lists(text: str) -> dict[str, tuple[str, ...]]:
    """Return the lists a workbook went out with; a workbook that remembers none had none."""
    try:
        said = loads(text)
        return {str(code): tuple(map(str, keys)) for code, keys in said.items()}
    except (JSONDecodeError, AttributeError, TypeError):
        return {}


def read_rows(
    sheet: Sheet, corner: tuple[int, int], columns: Mapping[int, str], form: Form, went_out: Keys
) -> Listed:
    """Return the rows of a returned sheet, those of lists by their keys."""
    top, left = corner
    coded = {at: sheet.own(at, left) for at in range(top + 1, sheet.height)}
    rows = {at: code for at, code in coded.items() if code}
    lists = lists_of(form)
    if not lists:
        return Listed(form, rows, {}, {})
    found = {code: _Reading(code, sheet, columns, form) for code in lists}
    last = ""
    for at, code in coded.items():
        name = code or (last if last in lists else "")
        template = next((one for one in lists if name == one or name.startswith(f"{one}.")), "")
        if template:
            found[template].take(at, code.removeprefix(f"{template}."))
        last = template or code or last
    return _joined(found, rows, form, lists, went_out, left)


class _Reading:
    """Reads the rows of one list, in the order of the sheet."""

    def __init__(self, code: str, sheet: Sheet, columns: Mapping[int, str], form: Form) -> None:
        self.code, self._sheet = code, sheet
        rows = form.lines[code]
        inputs = {at.column for at in form.inputs if at.row == rows[0]}
        self._columns = {at: column for at, column in columns.items() if column in inputs}
        self.keys: list[str] = []
        self.rows: dict[int, str] = {}
        self.nil_at: int | None = None

    def take(self, at: int, key: str) -> None:
        """Take one row: with its key, or as a new one if something stands in it."""
        if key and not key.startswith(f"{_NEW}_"):
            self._keep(at, key)
            return
        said = [nfc(self._sheet.own(at, column)).strip() for column in self._columns]
        written = [text for text in said if text]
        if not written:
            return
        if all(text in DASHES or text.lower() in NIL_WORDS for text in written):
            self.nil_at = at if self.nil_at is None else self.nil_at
            return
        self._keep(at, sha256_hex(canonical_json([at, *said]))[:KEY_DIGITS])

    def _keep(self, at: int, key: str) -> None:
        self.keys.append(key)
        self.rows[at] = row_of(self.code, key)


def _joined(
    found: Mapping[str, _Reading],
    rows: Mapping[int, str],
    form: Form,
    lists: Keys,
    went_out: Keys,
    left: int,
) -> Listed:
    now: dict[str, tuple[str, ...]] = {}
    faults: list[Fault] = []
    entries: dict[Address, Value] = {}
    places: dict[Address, str] = {}
    kept = {at: code for at, code in rows.items() if not _is_listed(code, lists)}
    for code, one in found.items():
        faults += _gone(one, lists[code], went_out.get(code, ()), left)
        added = [key for key in lists[code] if key not in (*one.keys, *went_out.get(code, ()))]
        now[code] = (*dict.fromkeys(one.keys), *added)
        kept |= one.rows
        if not now[code] and one.nil_at is not None:
            kept[one.nil_at] = code
        if now[code] != lists[code]:
            entries[roster_cell(code)] = keys_written(now[code]) if now[code] else MISSING
            first = next(iter(one.rows), None)
            places[roster_cell(code)] = "" if first is None else place(first, left)
    try:
        return Listed(relisted(form, now), kept, entries, places, tuple(faults))
    except NotARoster as error:
        fault = Fault("rows-are-wrong", "", row=next(iter(lists)), found=str(error))
        return Listed(form, kept, {}, {}, (*faults, fault))


def _gone(
    one: _Reading, keys: Sequence[str], went_out: Sequence[str], left: int
) -> Iterator[Fault]:
    """Yield the rows of the workbook that somebody took away from the report meanwhile."""
    for at, row in one.rows.items():
        key = row.removeprefix(f"{one.code}.")
        if key in went_out and key not in keys:
            yield Fault("row-is-gone", place(at, left), row=one.code, found=row)


def _is_listed(row: str, lists: Keys) -> bool:
    return any(row == code or row.startswith(f"{code}.") for code in lists)
