"""Dòng lặp trong biểu mẫu: what a form may say of rows that repeat, and of columns of words."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nhip.reporting.rules import narrative
from nhip.reporting.rules.expressions import (
    SHIFTS,
    Call,
    Comparison,
    Node,
    Range,
    Reference,
    Tally,
    walk,
)
from nhip.reporting.rules.forms import Address, By, Column, Form, FormIsWrong, Repeat, Row, Section
from nhip.reporting.rules.reading import resolve
from nhip.reporting.rules.words import LONGEST

MOST_ROWS = 5_000
_CODE = re.compile(r"[^\W\d][\w.]*")


def repeat_of(said: str | Mapping[str, Any]) -> Repeat:
    """Return what a row is repeated by. Raises FormIsWrong.

    ``"list"``, ``{"list": 50}`` (at most), ``{"list": 50, "carried": true}``, ``"children"``,
    ``{"units": "commune"}``.
    """
    match said:
        case "list":
            return Repeat(By.LIST)
        case "children":
            return Repeat(By.UNITS, most=MOST_ROWS)
        case {"list": int(most), **more} if 0 < most <= MOST_ROWS and more.keys() <= {"carried"}:
            return Repeat(By.LIST, most=most, carried=more.get("carried") is True)
        case {"units": str(kind), "scheme": str(scheme)} if len(said) == 2:
            return Repeat(By.UNITS, kind=kind, scheme=scheme, most=MOST_ROWS)
        case {"units": str(kind)} if len(said) == 1:
            return Repeat(By.UNITS, kind=kind, most=MOST_ROWS)
    raise FormIsWrong(f"rows are not repeated by {said!r}")


def prove_repeats(form: Form) -> None:
    """Refuse what no report could be made on. Raises FormIsWrong."""
    for row in form.templates.values():
        _prove_row(row, form)
    for column in form.columns:
        _prove_column(column)
    for address in form.open.intersection(form.bindings):
        _prove_binding(address, form)
    for node, place in _expressions(form):
        for part in walk(node):
            _prove_part(part, place, form)
    for section in form.outline:
        _prove_section(section, form)


def _prove_binding(address: Address, form: Form) -> None:
    if form.column[address.column].holds_words:
        raise FormIsWrong(f"{address}: words mean no indicator")
    if (row := form.templates.get(address.row)) and _is_list(row):
        raise FormIsWrong(f"{address}: rows of a list mean no indicator; their total does")


def _prove_row(row: Row, form: Form) -> None:
    if row.heading or row.formula is not None:
        raise FormIsWrong(f"{row.code}: neither a heading nor a total is repeated")
    if any(one.parent == row.code for one in form.rows):
        raise FormIsWrong(f"{row.code}: nothing stands under a repeated row")
    if not any(address.row == row.code for address in form.addresses):
        raise FormIsWrong(f"{row.code}: every cell of it is closed")


def _prove_column(column: Column) -> None:
    codes = [choice.code for choice in column.choices]
    if (column.type == "choice") != bool(codes) or len(set(codes)) < len(codes):
        raise FormIsWrong(f"{column.code}: a choice is between several different answers")
    if wrong := [code for code in codes if not _CODE.fullmatch(code)]:
        raise FormIsWrong(f"{column.code}: no code of a choice: {wrong[0]!r}")
    if column.holds_words and (column.formula is not None or column.prefill):
        raise FormIsWrong(f"{column.code}: words are neither computed nor looked up")
    if column.personal and not column.holds_words:
        raise FormIsWrong(f"{column.code}: only words are personal")
    if not 0 < column.longest <= LONGEST:
        raise FormIsWrong(f"{column.code}: words of at most {LONGEST} characters")


def _prove_section(section: Section, form: Form) -> None:
    for address in form.open.intersection(narrative.placeholders(section.text)):
        if address.row in form.templates or form.column[address.column].holds_words:
            raise FormIsWrong(f"{section.code}: a sentence speaks of one figure: {address}")


def _expressions(form: Form) -> Iterator[tuple[Node | Comparison, Address]]:
    for address in form.addresses:
        if (formula := form.formula(address)) is not None:
            yield formula, address
    for check in form.checks:
        rows = check.rows or tuple(row.code for row in form.rows if not row.heading)
        columns = check.columns or (form.columns[0].code,)
        yield from ((check.comparison, Address(row, at)) for row in rows for at in columns)


def _prove_part(part: Node, place: Address, form: Form) -> None:
    match part:
        case Tally():
            _prove_tally(part, place, form)
        case Call(function=function) if function in SHIFTS and _in_list(place, form):
            raise FormIsWrong(f"{place}: rows of a list are others in each period: {function}")
        case Range(first=first, last=last) if {first, last} & form.templates.keys():
            raise FormIsWrong(f"{place}: a range neither begins nor ends with a repeated row")
        case Reference(form=None):
            cell = resolve(part, place, form)
            if form.column[cell.column].holds_words:
                raise FormIsWrong(f"{place}: words are not reckoned with: {cell}")
            if cell.row in form.templates and cell.row != place.row:
                raise FormIsWrong(f"{place}: {cell} is repeated; use count, total or sum(children)")


def _prove_tally(node: Tally, place: Address, form: Form) -> None:
    if node.rows not in form.templates:
        raise FormIsWrong(f"{place}: no repeated row: {node.rows}")
    if node.rows == place.row:
        raise FormIsWrong(f"{place}: a list is counted outside it")
    if node.column is not None and not _holds(node, node.column, form, figures=True):
        raise FormIsWrong(f"{place}: no figure to add up: {node.rows}!{node.column}")
    if node.asked is None:
        return
    if not _holds(node, node.asked, form, figures=False):
        raise FormIsWrong(f"{place}: no words to ask for: {node.rows}!{node.asked}")
    column = form.column[node.asked]
    if node.choice not in {choice.code for choice in column.choices}:
        raise FormIsWrong(f"{place}: {node.asked} offers no choice {node.choice}")
    if column.stays:
        raise FormIsWrong(f"{place}: {node.asked} is not sent, so that nobody could check it")


def _holds(node: Tally, column: str, form: Form, *, figures: bool) -> bool:
    """Tell whether a list has an open column of that name, of figures or of words."""
    named = form.column.get(column)
    is_open = Address(node.rows, column) in form.open
    return is_open and named is not None and named.holds_words is not figures


def _in_list(place: Address, form: Form) -> bool:
    return place.row in form.templates and _is_list(form.templates[place.row])


def _is_list(row: Row) -> bool:
    return row.repeat is not None and row.repeat.by is By.LIST
