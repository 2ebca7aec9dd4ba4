"""Danh sách dòng: a form's repeated rows become the rows of one report.

A *roster* says for each repeated row of which rows it stands, by keys that stay their own: a
row taken away leaves no key behind for another. Spread over its rosters a form is a form like
any other, with a row ``people.k7`` for the key ``k7``; with an empty roster the repeated row
is there itself, and takes no other answer than nil: nobody said how many, or there are none.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, TypeVar

from nhip.reporting.rules.figures import State, Value, written
from nhip.reporting.rules.forms import Address, By, Check, Form, Row

ROSTER = "#"
"""The column under which a worksheet keeps the keys of a repeated row, as words."""
_KEY = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.]{0,38}[A-Za-z0-9_])?")
_Kept = TypeVar("_Kept")


class Line(NamedTuple):
    """Một dòng của danh sách: its key, and the name of the unit whose code the key is."""

    key: str
    name: str = ""


Rosters = Mapping[str, tuple[Line, ...]]


class NotARoster(ValueError):
    """Không phải danh sách dòng: a key is no key, stands twice, or there are too many."""


def roster_cell(template: str) -> Address:
    """Return where a worksheet keeps the roster of a repeated row."""
    return Address(template, ROSTER)


def row_of(template: str, key: str) -> str:
    """Return the code of the row that a key names."""
    return f"{template}.{key}"


def keys_said(value: Value) -> tuple[str, ...]:
    """Return the keys that a roster cell holds, in their order; those of no words are none."""
    return tuple(value.text.split()) if value.state is State.WRITTEN else ()


def keys_written(keys: Iterable[str]) -> Value:
    """Return what a roster cell holds for keys."""
    return written(" ".join(keys))


def prove_keys(template: Row, keys: tuple[str, ...]) -> None:
    """Refuse keys that cannot name the rows of a repeated row. Raises NotARoster."""
    if wrong := [key for key in keys if not _KEY.fullmatch(key)]:
        raise NotARoster(f"not a key: {wrong[0]!r}")
    if len(set(keys)) < len(keys):
        raise NotARoster("a key stands twice")
    if template.repeat is not None and len(keys) > template.repeat.most:
        raise NotARoster(f"more than {template.repeat.most} rows")


def spread(form: Form, rosters: Rosters) -> Form:
    """Return the form with its repeated rows as these rosters say. Raises NotARoster."""
    used = tuple((code, tuple(rosters[code])) for code in form.templates if rosters.get(code))
    for code, lines in used:
        prove_keys(form.row[code], tuple(line.key for line in lines))
    return _spread(form, used) if used else form


def relisted(form: Form, keys: Mapping[str, tuple[str, ...]]) -> Form:
    """Return a report's form with other rows in some of its lists. Raises NotARoster."""
    lists = {code: tuple(map(Line, said)) for code, said in keys.items()}
    return spread(form.base or form, rosters_of(form) | lists)


@lru_cache(maxsize=256)
def as_sent(form: Form) -> Form:
    """Return the form as a report on it leaves: what stays with its unit is closed."""
    kept = {column.code for column in form.columns if column.stays}
    if not kept:
        return form
    return replace(form, closed=form.closed | {at for at in form.addresses if at.column in kept})


def rosters_of(form: Form) -> dict[str, tuple[Line, ...]]:
    """Return the rosters over which a form was spread, empty ones too."""
    return {
        template: tuple(_line(form.row[row]) for row in rows if row != template)
        for template, rows in form.lines.items()
    }


def _line(row: Row) -> Line:
    return Line(row.code.removeprefix(f"{row.template}."), row.label if row.of_unit else "")


@lru_cache(maxsize=256)
def _spread(form: Form, used: tuple[tuple[str, tuple[Line, ...]], ...]) -> Form:
    become = {
        code: [_row(form.row[code], line, at) for at, line in enumerate(lines, 1)]
        for code, lines in used
    }
    codes = {code: [row.code for row in rows] for code, rows in become.items()}
    return replace(
        form,
        rows=tuple(one for row in form.rows for one in become.get(row.code, [row])),
        checks=tuple(_check(check, codes) for check in form.checks),
        bindings=_each(form.bindings, codes),
        closed=frozenset(_each(dict.fromkeys(form.closed), codes)),
        cell_formulas=_each(form.cell_formulas, codes),
        base=form,
    )


def _row(template: Row, line: Line, position: int) -> Row:
    row = replace(
        template,
        code=row_of(template.code, line.key),
        number=str(position),
        repeat=None,
        template=template.code,
    )
    repeat = template.repeat
    if repeat is None or repeat.by is By.LIST:
        return row
    return replace(row, label=line.name, label_en="", of_unit=(repeat.scheme, line.key))


def _check(check: Check, codes: Mapping[str, list[str]]) -> Check:
    return replace(check, rows=tuple(one for row in check.rows for one in codes.get(row, [row])))


def _each(held: Mapping[Address, _Kept], codes: Mapping[str, list[str]]) -> dict[Address, _Kept]:
    """Return what is said of a repeated row's cells, said of the cells of each of its rows."""
    return {
        Address(row, address.column): said
        for address, said in held.items()
        for row in codes.get(address.row, [address.row])
    }
