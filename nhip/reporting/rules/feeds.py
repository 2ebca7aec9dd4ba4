"""Nạp số liệu: a feed in JSON or CSV becomes entries, or a list of everything wrong with it."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from nhip.core.numbers import parse_decimal
from nhip.reporting.rules.figures import MISSING, NIL, State, Value, number, read_decimal
from nhip.reporting.rules.forms import Address, By, Column, Form
from nhip.reporting.rules.rosters import ROSTER, NotARoster, keys_said, keys_written, relisted
from nhip.reporting.rules.words import NIL_WORDS, NotAnAnswer, read_words

MOST_ENTRIES = 100_000


class Locale(StrEnum):
    """Cách viết số: Vietnamese (1.234,56) or plain (1234.56); a feed says which."""

    VI = "vi"
    PLAIN = "plain"


@dataclass(frozen=True)
class Fault:
    """Lỗi của một ô: where a feed is wrong, and how."""

    code: str
    place: str
    row: str = ""
    column: str = ""
    found: str = ""


@dataclass(frozen=True)
class Feed:
    """Kết quả đọc: the entries of a feed, usable only when there are no faults."""

    entries: Mapping[Address, Value]
    faults: tuple[Fault, ...]


def read_json(text: str, form: Form) -> Feed:
    """Read ``{"cells": [{"row", "column", "state", "value"}]}``.

    A list of the form is given its rows by their keys, in the column ``#``: ``"k1 k2"``.
    """
    try:
        cells = json.loads(text, parse_float=str)["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return Feed({}, (Fault("unreadable", ""),))
    return read_cells(cells, form)


def read_cells(cells: Any, form: Form) -> Feed:
    """Read a list of cells that is already JSON."""
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        return Feed({}, (Fault("unreadable", ""),))
    return _feed(cells, form, _figure_of_cell, place="cells[%d]", first=0)


def read_csv(text: str, form: Form, *, locale: Locale) -> Feed:
    """Read a table with the heads ``row``, ``column``, ``value``; an empty value is missing."""
    table = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        heads, lines = table.fieldnames or (), list(table)
    except csv.Error as error:
        return Feed({}, (Fault("unreadable", str(table.line_num), found=str(error)),))
    if {"row", "column", "value"} - set(heads):
        return Feed({}, (Fault("heads-are-wrong", "1", found=", ".join(heads)),))
    read_number = parse_decimal if locale is Locale.VI else read_decimal

    def answer(line: Mapping[str, Any], column: Column | None) -> Value:
        if column is None or column.holds_words:
            return _words(line["value"] or "", column)
        return _figure_of_text(line["value"], read_number)

    return _feed(lines, form, answer, place="%d", first=2)


def with_rows_of(feed: Feed, form: Form) -> Form:
    """Return the form with the rows a feed gave its lists."""
    keys = {at.row: keys_said(value) for at, value in feed.entries.items() if at.column == ROSTER}
    return relisted(form, keys) if keys else form


def _feed(
    lines: Sequence[Mapping[str, Any]],
    form: Form,
    answer_of: Callable[[Mapping[str, Any], Column | None], Value],
    *,
    place: str,
    first: int,
) -> Feed:
    entries: dict[Address, Value] = {}
    faults: list[Fault] = []
    try:
        form = _with_rows(lines, form)
    except NotARoster as error:
        return Feed({}, (Fault("rows-are-wrong", "", found=str(error)),))
    for position, line in enumerate(lines, first):
        row, column = str(line.get("row", "")), str(line.get("column", ""))
        address = Address(row, column)
        fault = _misplaced(address, entries, form)
        try:
            entries[address] = answer_of(line, form.column.get(column))
        except ValueError as error:
            no_answer = "not-an-answer" if isinstance(error, NotAnAnswer) else "not-a-number"
            fault = fault or no_answer
            faults.append(Fault(fault, place % position, row, column, str(error)))
            continue
        if fault:
            faults.append(Fault(fault, place % position, row, column))
    if len(entries) > MOST_ENTRIES:
        faults.append(Fault("too-many-cells", "", found=str(len(entries))))
    return Feed(entries, tuple(faults))


def _with_rows(lines: Iterable[Mapping[str, Any]], form: Form) -> Form:
    """Return the form with the rows a feed says its lists have. Raises NotARoster."""
    lists = _lists(form)
    keys = {
        str(line["row"]): tuple(str(line.get("value") or "").split())
        for line in lines
        if line.get("column") == ROSTER and line.get("row") in lists
    }
    return relisted(form, keys) if keys else form


def _lists(form: Form) -> set[str]:
    templates = (form.base or form).templates.values()
    return {row.code for row in templates if row.repeat is not None and row.repeat.by is By.LIST}


def _misplaced(address: Address, entries: Mapping[Address, Value], form: Form) -> str | None:
    if address.column == ROSTER and address.row in _lists(form):
        return "cell-given-twice" if address in entries else None
    if address not in form.open:
        return "no-such-cell"
    if form.formula(address) is not None:
        return "cell-is-computed"
    return "cell-given-twice" if address in entries else None


def _figure_of_cell(cell: Mapping[str, Any], column: Column | None) -> Value:
    value = cell.get("value")
    state = State(cell.get("state", "missing"))
    if state is State.WRITTEN:
        return _words(value, column)
    if state is not State.NUMBER:
        if value is not None:
            raise ValueError(f"{state} has no value: {value}")
        return MISSING if state is State.MISSING else NIL
    return number(read_decimal(value))


def _words(value: object, column: Column | None) -> Value:
    """Return words given in a column of words, or the keys of rows. Raises ValueError."""
    if not isinstance(value, str):
        raise NotAnAnswer(f"not words: {value!r}")
    if column is None:
        return keys_written(value.split())
    if not column.holds_words:
        raise ValueError(f"words in a column of figures: {value}")
    return read_words(value, column)


def _figure_of_text(text: str | None, read_number: Callable[[str], Decimal]) -> Value:
    bare = (text or "").strip()
    if not bare:
        return MISSING
    return NIL if bare.lower() in NIL_WORDS else number(read_number(bare))
