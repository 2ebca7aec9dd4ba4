"""Công thức của biểu dựng: from numbering, labels, cell formulas and the tree of rows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from nhip.reporting.rules.drafting import excel
from nhip.reporting.rules.drafting.doubts import Doubt, Kind
from nhip.reporting.rules.drafting.heads import Head
from nhip.reporting.rules.drafting.layout import Layout
from nhip.reporting.rules.drafting.paper import Sheet, place, tidy
from nhip.reporting.rules.drafting.sums import holds
from nhip.reporting.rules.drafting.tree import Line
from nhip.reporting.rules.drafting.written import Written


@dataclass(slots=True)
class Formulas:
    """Công thức đọc được, by the code of a row, of a column, or of both."""

    rows: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    cells: dict[tuple[str, str], str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Page:
    """What the formulas are looked for in."""

    sheet: Sheet
    layout: Layout
    heads: list[Head]
    lines: list[Line]

    @property
    def figured(self) -> list[Line]:
        return [line for line in self.lines if not line.heading]


def read_formulas(sheet: Sheet, layout: Layout, heads: list[Head], lines: list[Line]) -> Formulas:
    """Return every formula the page gives, the written ones before the supposed ones."""
    page = _Page(sheet, layout, heads, lines)
    found = Formulas()
    _of_numbering(page, found)
    _of_cells(page, found)
    _of_labels(page, found)
    _of_tree(page, found)
    return found


def _of_numbering(page: _Page, found: Formulas) -> None:
    """``3=4+5`` in the numbering row is the formula of column 3."""
    code = {head.number: head.code for head in reversed(page.heads)}
    for head in page.heads:
        if head.written is None or page.layout.numbering is None:
            continue
        where = place(page.layout.numbering, head.at)
        missing = [name for name in head.written.names if name not in code]
        if missing:
            found.doubts.append(
                Doubt(Kind.FORMULA_WITHOUT_TARGET, where, {"names": ", ".join(missing)})
            )
            continue
        found.columns[head.code] = head.written.expression(code.__getitem__)
        _try_column(page, head, head.written, found)


def _try_column(page: _Page, head: Head, written: Written, found: Formulas) -> None:
    """Report the first row whose figures contradict a column's sum."""
    terms = _terms(written)
    if terms is None:
        return
    at = {one.number: one.at for one in reversed(page.heads)}
    for line in page.figured:
        whole = page.sheet.figure(line.at, head.at)
        parts = [(sign, page.sheet.figure(line.at, at[name])) for sign, name in terms]
        if whole is not None and not holds(whole, parts):
            text = f"{head.number} = {written.expression(str)}"
            where = place(line.at, head.at)
            found.doubts.append(Doubt(Kind.FORMULA_CONTRADICTED, where, {"formula": text}))
            return


def _of_labels(page: _Page, found: Formulas) -> None:
    """``Tổng số (A+B+C)`` is the formula of its row; names are looked for nearest first."""
    for line in page.figured:
        if line.written is None or line.code in found.rows:
            continue
        near = _near(page, line)
        where = place(line.at, page.layout.label)
        missing = [name for name in line.written.names if name not in near]
        if missing:
            names = {"names": ", ".join(missing)}
            found.doubts.append(Doubt(Kind.FORMULA_WITHOUT_TARGET, where, names))
            continue
        terms = _terms(line.written) or []
        code = {name: one.code for name, one in near.items()}
        said = line.written.expression(code.__getitem__)
        contradicted = _contradicted(page, line, [(sign, near[name]) for sign, name in terms])
        if contradicted:
            text = {"formula": line.written.expression(str)}
            found.doubts.append(Doubt(Kind.FORMULA_CONTRADICTED, contradicted, text))
        _put_row(page, line, said, found)


def _near(page: _Page, line: Line) -> dict[str, Line]:
    """Return the rows a label may name by their numbers: children, then siblings, then others."""
    parents = {one.code: one.parent for one in page.lines}
    scopes: list[str | None] = [line.code]
    scope: str | None = line.code
    while scope is not None:
        scope = parents[scope]
        scopes.append(scope)
    near: dict[str, Line] = {}
    for scope in scopes:
        for one in page.lines:
            if one.parent == scope and one.number and one is not line:
                near.setdefault(one.number, one)
    return near


def _of_tree(page: _Page, found: Formulas) -> None:
    """A row is the sum of the rows under it, if the figures on the page bear it out."""
    for line in page.figured:
        if line.code in found.rows or line.written is not None:
            continue
        parts = _parts(page, line)
        if len(parts) < 2 or any(part.of_which or part.is_rate for part in parts):
            continue
        where = place(line.at, page.layout.label)
        label = {"label": tidy(line.text)}
        if not _has_figures(page, line):
            found.doubts.append(Doubt(Kind.SUM_SUPPOSED, where, label))
        elif contradicted := _contradicted(page, line, [(1, part) for part in parts]):
            found.doubts.append(Doubt(Kind.SUM_CONTRADICTED, contradicted, label))
            continue
        said = "sum(children)" if not line.total else " + ".join(part.code for part in parts)
        _put_row(page, line, said, found)


def _parts(page: _Page, line: Line) -> list[Line]:
    """Return the rows a row may be the sum of; a total's are the rows of the first level."""
    if line.total:
        return [one for one in page.lines if one.parent is None and not one.total]
    return [one for one in page.lines if one.parent == line.code]


def _contradicted(page: _Page, line: Line, parts: list[tuple[int, Line]]) -> str | None:
    """Return the first cell where the parts do not make the whole."""
    for head in page.heads:
        whole = page.sheet.figure(line.at, head.at)
        values = [(sign, page.sheet.figure(part.at, head.at)) for sign, part in parts]
        if whole is None or head.is_rate or all(value is None for _sign, value in values):
            continue
        if not holds(whole, values):
            return place(line.at, head.at)
    return None


def _put_row(page: _Page, line: Line, said: str, found: Formulas) -> None:
    """Give the formula to the row; where rates stand among the columns, to its other cells."""
    rates = [head for head in page.heads if head.is_rate and head.code not in found.columns]
    if not rates:
        found.rows[line.code] = said
        return
    for head in page.heads:
        if not head.is_rate and head.code not in found.columns:
            found.cells[line.code, head.code] = said


def _has_figures(page: _Page, line: Line) -> bool:
    return any(page.sheet.figure(line.at, head.at) is not None for head in page.heads)


def _terms(written: Written) -> list[tuple[int, str]] | None:
    """Return a plain sum as signed names, or None for anything more."""
    terms: list[tuple[int, str]] = []
    sign = 1
    for part in written.parts:
        if part in ("+", "-"):
            sign = 1 if part == "+" else -1
        elif part[0].isalnum():
            terms.append((sign, part))
        else:
            return None
    return terms


def _of_cells(page: _Page, found: Formulas) -> None:
    """Find the formula a column has in most rows, a row in all other columns, else a cell."""
    said = _said(page, found)
    for head in page.heads:
        across = Counter(
            one.text for (_, code), one in said.items() if code == head.code and one.across
        )
        if across and head.code not in found.columns:
            text, times = across.most_common(1)[0]
            if 2 * times > len(page.figured):
                found.columns[head.code] = text
    others = [head.code for head in page.heads if head.code not in found.columns]
    for line in page.figured:
        down = {said.get((line.code, code)) for code in others}
        if len(down) == 1 and (one := down.pop()) and not one.across:
            found.rows[line.code] = one.text
    found.cells |= {
        at: one.text
        for at, one in said.items()
        if one.text not in (found.rows.get(at[0]), found.columns.get(at[1]))
    }


@dataclass(frozen=True, slots=True)
class _Said:
    """A cell's formula as the expression language says it: across its row, or not."""

    text: str
    across: bool


def _said(page: _Page, found: Formulas) -> dict[tuple[str, str], _Said]:
    """Return each formula cell's sentence; report those that cannot be said."""
    rows = {line.at: line.code for line in page.lines}
    columns = {head.at: head.code for head in page.heads}
    said: dict[tuple[str, str], _Said] = {}
    for (row, column), formula in page.sheet.formulas.items():
        if row in rows and column in columns:
            try:
                said[rows[row], columns[column]] = _sentence(formula, row, column, rows, columns)
            except excel.NotSupported:
                where = place(row, column)
                found.doubts.append(Doubt(Kind.FORMULA_UNREADABLE, where, {"formula": formula}))
    return said


def _sentence(
    formula: str, row: int, column: int, rows: Mapping[int, str], columns: Mapping[int, str]
) -> _Said:
    """Say a formula relative to its cell. Raises NotSupported where it leaves the table."""
    cells = excel.cells_of(formula)
    if not cells or any(r not in rows or c not in columns for r, c in cells):
        raise excel.NotSupported(formula)
    if all(r == row for r, _ in cells):
        return _Said(excel.expression(formula, lambda cell: columns[cell[1]]), across=True)
    if all(c == column for _, c in cells):
        return _Said(excel.expression(formula, lambda cell: rows[cell[0]]), across=False)
    name = excel.expression(formula, lambda cell: f"{rows[cell[0]]}!{columns[cell[1]]}")
    return _Said(name, across=False)
