"""Đầu cột: the tree of groups over a form's columns, as lines of merged cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from nhip.reporting.rules.forms import Column, Group


@dataclass(frozen=True, slots=True)
class HeadCell:
    """Ô đầu cột: a group over its columns, or a column's own head; spans count from one."""

    part: Group | Column
    rows: int = 1
    columns: int = 1


def head_lines(columns: Sequence[Column]) -> list[list[HeadCell]]:
    """Return the heads line by line, as a table with merged cells writes them.

    A column under fewer groups than others has a head that reaches down to the last line.
    """
    depth = 1 + max((len(column.groups) for column in columns), default=0)
    return [_line(columns, level, depth) for level in range(depth)]


def _line(columns: Sequence[Column], level: int, depth: int) -> list[HeadCell]:
    line: list[HeadCell] = []
    above: tuple[Group, ...] = ()
    for column in columns:
        groups = column.groups[: level + 1]
        if len(column.groups) == level:
            line.append(HeadCell(column, rows=depth - level))
        elif len(groups) > level:
            if groups == above:
                line[-1] = HeadCell(groups[-1], columns=line[-1].columns + 1)
            else:
                line.append(HeadCell(groups[-1]))
        above = groups if len(groups) > level else ()
    return line
