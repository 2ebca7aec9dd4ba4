"""Ô được đọc: which cells an expression looks at, seen from one place, and where they lie."""

from collections.abc import Iterator
from enum import StrEnum

from nhip.reporting.rules.expressions.trees import (
    SHIFTS,
    Call,
    Children,
    Comparison,
    Node,
    Range,
    Reference,
    Tally,
    cell_of,
    walk,
)
from nhip.reporting.rules.forms import Address, Form, FormIsWrong


class When(StrEnum):
    """Nguồn của số liệu: the report itself, another period's, those of the units below, the plan.

    ``earlier`` is the sum over the earlier periods of the same year, nil in the first.
    """

    NOW = "now"
    PREVIOUS = "prev"
    LAST_YEAR = "last_year"
    EARLIER = "earlier"
    BELOW = "below"
    PLAN = "plan"


class NoSuchCell(FormIsWrong):
    """Không có ô này: an expression names a cell that the form does not have."""

    code = "no-such-cell"

    def __init__(self, place: Address, named: object) -> None:
        self.place = place
        self.facts = {"named": str(named)}
        super().__init__(f"{place}: no such cell: {named}")


def foreign(form: str, row: str, column: str) -> Address:
    """Return the address of a cell of another form: its row bears the form's code."""
    return Address(f"[{form}]{row}", column)


def form_of(address: Address) -> str | None:
    """Return the other form in which a cell stands, None when it stands in this one."""
    return address.row[1:].partition("]")[0] if address.row.startswith("[") else None


def resolve(reference: Reference, place: Address, form: Form) -> Address:
    """Return the cell meant by a reference seen from ``place``. Raises NoSuchCell."""
    if reference.form is not None:
        if reference.column is None:
            return foreign(reference.form, place.row, reference.name)
        return foreign(reference.form, reference.name, reference.column)
    if reference.column is not None:
        address = Address(reference.name, reference.column)
    elif reference.name in form.column:
        address = Address(place.row, reference.name)
    else:
        address = Address(reference.name, place.column)
    if address.row not in form.row or address.column not in form.column:
        raise NoSuchCell(place, address)
    return address


def members(node: Range | Children, place: Address, form: Form) -> tuple[Address, ...]:
    """Return the open cells of a range or of the rows under the present one. Raises NoSuchCell."""
    if isinstance(node, Children):
        under = [form.row[code] for code in form.children(place.row)]
        rows = [row.code for row in under if row.of_which == node.of_which]
        cells = [Address(row, place.column) for row in rows]
    elif node.first in form.column:
        columns = _between(node, list(form.column), place)
        cells = [Address(place.row, column) for column in columns]
    else:
        rows = _between(node, [row.code for row in form.rows], place)
        cells = [Address(row, place.column) for row in rows if not form.row[row].heading]
    return tuple(cell for cell in cells if cell in form.open)


def tallied(node: Tally, place: Address, form: Form) -> tuple[Address, ...]:
    """Return the cells that the count or total of a list looks at. Raises NoSuchCell."""
    columns = [column for column in (node.column, node.asked) if column is not None]
    if unknown := [one for one in columns if one not in form.column]:
        raise NoSuchCell(place, f"{node.rows}!{unknown[0]}")
    return tuple(Address(row, column) for row in lines_of(node, place, form) for column in columns)


def reads(node: Node | Comparison, place: Address, form: Form) -> Iterator[tuple[Address, When]]:
    """Yield every cell the expression looks at, with the place it is taken from."""
    for part in walk(node):
        if isinstance(part, Reference):
            yield resolve(part, place, form), When.NOW
        elif isinstance(part, Range | Children):
            yield from ((cell, When.NOW) for cell in members(part, place, form))
        elif isinstance(part, Tally):
            yield from ((cell, When.NOW) for cell in tallied(part, place, form))
        elif isinstance(part, Call) and part.function in SHIFTS:
            yield resolve(cell_of(part), place, form), When(part.function)


def lines_of(node: Tally, place: Address, form: Form) -> tuple[str, ...]:
    """Return the rows of the list that is counted or added up. Raises NoSuchCell."""
    if node.rows not in form.lines:
        raise NoSuchCell(place, node.rows)
    return form.lines[node.rows]


def first_of(row: str, place: Address, form: Form) -> Address:
    """Return the cell in which a list says of itself that it is empty. Raises NoSuchCell."""
    cells = (Address(row, column) for column in form.column)
    found = next((cell for cell in cells if cell in form.open), None)
    if found is None:
        raise NoSuchCell(place, row)
    return found


def _between(node: Range, codes: list[str], place: Address) -> list[str]:
    if node.first not in codes or node.last not in codes:
        raise NoSuchCell(place, f"{node.first}:{node.last}")
    first, last = codes.index(node.first), codes.index(node.last)
    if last < first:
        raise FormIsWrong(f"{place}: the range runs backwards: {node.first}:{node.last}")
    return codes[first : last + 1]
