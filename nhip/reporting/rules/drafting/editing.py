"""Sửa biểu mẫu dựng: each change gives a new specification; the old one stays as it was."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Json = Mapping[str, Any]

OF_ROWS = (
    *("label", "label_en", "number", "unit", "unit_en"),
    *("parent", "heading", "of_which", "type", "places"),
)
OF_COLUMNS = ("label", "label_en", "number", "group", "group_en", "type", "places", "nil_allowed")
FORMULA = "formula"


class NoSuchPart(KeyError):
    """Không có dòng, cột này trong biểu."""


def set_title(specification: Json, *, title: str, unit: str) -> Json:
    """Return the form under another title and unit of measure."""
    return {**specification, "title": title, "unit": unit}


def set_part(specification: Json, code: str, values: Json) -> Json:
    """Return the form with a row or a column changed; an empty value takes a word away.

    Raises NoSuchPart, also for a word that rows or columns do not have.
    """
    kind, known = _kind(specification, code)
    if set(values) - {*known, FORMULA}:
        raise NoSuchPart(", ".join(values))

    def changed(part: Json) -> Json:
        said = {**part, **values, "label": values.get("label") or part["label"]}
        return {name: value for name, value in said.items() if value not in ("", None)}

    return _with(specification, kind, code, changed)


def remove_part(specification: Json, code: str) -> Json:
    """Return the form without a row or a column; rows under it move up. Raises NoSuchPart."""
    kind, _known = _kind(specification, code)
    gone = next(part for part in specification[kind] if part["code"] == code)
    kept = [
        {**part, "parent": gone.get("parent")} if part.get("parent") == code else part
        for part in specification[kind]
        if part["code"] != code
    ]
    word = kind.removesuffix("s")
    cells = [cell for cell in specification.get("cells", ()) if cell[word] != code]
    return {**specification, kind: list(map(_without_none, kept)), "cells": cells}


def bind_block(
    specification: Json, *, rows: Iterable[str], columns: Iterable[str], binding: Json
) -> Json:
    """Return the form with every cell of a block meaning an indicator; no binding unbinds.

    Raises NoSuchPart for a row or a column the form does not have.
    """
    return _with_block(specification, rows, columns, "bind", dict(binding) or None)


def close_block(
    specification: Json, *, rows: Iterable[str], columns: Iterable[str], closed: bool
) -> Json:
    """Return the form with the cells of a block closed, so that nobody fills them, or open.

    Raises NoSuchPart for a row or a column the form does not have.
    """
    return _with_block(specification, rows, columns, "closed", closed or None)


def _with_block(
    specification: Json, rows: Iterable[str], columns: Iterable[str], name: str, value: Any
) -> Json:
    """Return the form with one thing said of every cell of a block, or no longer said."""
    rows, columns = list(rows), list(columns)
    for code in (*rows, *columns):
        _kind(specification, code)
    cells = {(cell["row"], cell["column"]): dict(cell) for cell in specification.get("cells", ())}
    for row in rows:
        for column in columns:
            cell = cells.setdefault((row, column), {"row": row, "column": column})
            cell[name] = value
            if value is None:
                del cell[name]
    said = [cell for cell in cells.values() if len(cell) > len(("row", "column"))]
    return {**specification, "cells": said}


def _kind(specification: Json, code: str) -> tuple[str, tuple[str, ...]]:
    """Return whether a code is of a row or of a column, and what can be said of one."""
    if any(row["code"] == code for row in specification["rows"]):
        return "rows", OF_ROWS
    if any(column["code"] == code for column in specification["columns"]):
        return "columns", OF_COLUMNS
    raise NoSuchPart(code)


def _with(specification: Json, kind: str, code: str, change: Callable[[Json], Json]) -> Json:
    parts = [change(part) if part["code"] == code else part for part in specification[kind]]
    return {**specification, kind: parts}


def _without_none(part: Json) -> Json:
    return {name: value for name, value in part.items() if value is not None}
