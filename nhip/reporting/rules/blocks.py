"""Khối của biểu: rows one under another that use the same columns are one table in print."""

from collections.abc import Sequence
from dataclasses import dataclass

from nhip.reporting.rules.forms import Address, Column, Form, Row


@dataclass(frozen=True)
class Block:
    """Khối: some rows, and the columns in which at least one of them holds something."""

    rows: Sequence[Row]
    columns: tuple[Column, ...]


def blocks_of(form: Form) -> list[Block]:
    """Return a form as the tables it is printed in.

    A table ends where rows begin that share no column with it, as a list of people does under
    a table of figures; a heading goes with what stands under it.
    """
    found: list[tuple[list[Row], set[str]]] = []
    waiting: list[Row] = []
    for row in form.rows:
        used = {code for code in form.column if Address(row.code, code) in form.open}
        waiting.append(row)
        if not used:
            continue
        if not found or used.isdisjoint(found[-1][1]):
            found.append(([], set()))
        rows, columns = found[-1]
        rows += waiting
        columns |= used
        waiting = []
    if len(found) <= 1:
        return [Block(form.rows, form.columns)]
    found[-1][0].extend(waiting)
    return [
        Block(rows, tuple(column for column in form.columns if column.code in columns))
        for rows, columns in found
    ]
