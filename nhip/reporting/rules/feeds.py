"""Nạp số liệu: a feed in JSON or CSV becomes entries, or a list of everything wrong with it."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from nhip.core.numbers import parse_decimal
from nhip.reporting.rules.figures import MISSING, NIL, State, Value, number, read_decimal
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.words import NIL_WORDS

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
    """Read ``{"cells": [{"row", "column", "state", "value"}]}``."""
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
    return _feed(
        lines, form, lambda line: _figure_of_text(line["value"], read_number), place="%d", first=2
    )


def _feed(
    lines: Iterable[Mapping[str, Any]],
    form: Form,
    figure_of: Callable[[Mapping[str, Any]], Value],
    *,
    place: str,
    first: int,
) -> Feed:
    entries: dict[Address, Value] = {}
    faults: list[Fault] = []
    for position, line in enumerate(lines, first):
        row, column = str(line.get("row", "")), str(line.get("column", ""))
        address = Address(row, column)
        fault = _misplaced(address, entries, form)
        try:
            entries[address] = figure_of(line)
        except ValueError as error:
            fault = fault or "not-a-number"
            faults.append(Fault(fault, place % position, row, column, str(error)))
            continue
        if fault:
            faults.append(Fault(fault, place % position, row, column))
    if len(entries) > MOST_ENTRIES:
        faults.append(Fault("too-many-cells", "", found=str(len(entries))))
    return Feed(entries, tuple(faults))


def _misplaced(address: Address, entries: Mapping[Address, Value], form: Form) -> str | None:
    if address not in form.open:
        return "no-such-cell"
    if form.formula(address) is not None:
        return "cell-is-computed"
    return "cell-given-twice" if address in entries else None


def _figure_of_cell(cell: Mapping[str, Any]) -> Value:
    value = cell.get("value")
    state = State(cell.get("state", "missing"))
    if state is not State.NUMBER:
        if value is not None:
            raise ValueError(f"{state} has no value: {value}")
        return MISSING if state is State.MISSING else NIL
    return number(read_decimal(value))


def _figure_of_text(text: str | None, read_number: Callable[[str], Decimal]) -> Value:
    bare = (text or "").strip()
    if not bare:
        return MISSING
    return NIL if bare.lower() in NIL_WORDS else number(read_number(bare))
