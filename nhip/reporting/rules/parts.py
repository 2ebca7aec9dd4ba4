"""Phần của biểu: a top row with everything under it, or a group of columns; given to somebody."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nhip.reporting.rules.forms import Address, Column, Form, Row
from nhip.reporting.rules.rosters import roster_cell

ROW, COLUMN = "row", "column"


@dataclass(frozen=True)
class Part:
    """Phần: its name ``row:A`` or ``column:ke-hoach``, and how it is headed in both languages."""

    name: str
    label: str
    label_en: str


def parts_of(form: Form) -> list[Part]:
    """Return what can be given of a form: its top rows, then its groups of columns.

    A group of columns is named by its first column; a column without a group stands alone.
    """
    rows = [Part(f"{ROW}:{row.code}", _said(row), row.label_en) for row in _top_rows(form)]
    return [*rows, *_column_parts(form)]


def addresses_in(part: str, form: Form) -> frozenset[Address]:
    """Return the open cells of a part; of a part the form does not have, none."""
    kind, _colon, code = part.partition(":")
    if kind == ROW:
        return frozenset(at for at in form.addresses if _top(at.row, form) == code)
    columns = {column.code for column in form.columns if _leader(column, form) == code}
    return frozenset(at for at in form.addresses if at.column in columns)


def rosters_in(parts: Iterable[str], form: Form) -> frozenset[Address]:
    """Return where the lists of rows are kept that stand in some parts."""
    named = (part.partition(":") for part in parts)
    codes = {code for kind, _colon, code in named if kind == ROW}
    lists = (template for template, rows in form.lines.items() if _top(rows[0], form) in codes)
    return frozenset(map(roster_cell, lists))


def closed_to(form: Form, foreign: Iterable[str], own: Iterable[str]) -> frozenset[Address]:
    """Return the cells that were given to others, less those that were given to oneself too."""
    theirs = frozenset[Address]().union(*(addresses_in(part, form) for part in foreign))
    return theirs.difference(*(addresses_in(part, form) for part in own))


def _top_rows(form: Form) -> list[Row]:
    tops = [row for row in form.rows if row.parent is None]
    filled = {_top(at.row, form) for at in form.inputs}
    return [row for row in tops if row.code in filled] if len(tops) > 1 else []


def _column_parts(form: Form) -> Iterator[Part]:
    leaders = [column for column in form.columns if _leader(column, form) == column.code]
    if len(leaders) < len(form.columns):
        for column in leaders:
            head = column.groups[0] if column.groups else column
            yield Part(f"{COLUMN}:{column.code}", head.label, head.label_en)


def _top(code: str, form: Form) -> str:
    """Return the top row above a row; one of a list counts as the list."""
    while (parent := form.row[code].parent) is not None:
        code = parent
    return form.row[code].stands_for or code


def _leader(column: Column, form: Form) -> str:
    """Return the first column under the same widest head."""
    if not column.groups:
        return column.code
    same = (one for one in form.columns if one.groups[:1] == column.groups[:1])
    return next(same).code


def _said(row: Row) -> str:
    return f"{row.number} {row.label}".strip()
