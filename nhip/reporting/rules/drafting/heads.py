"""Đầu cột của biểu: merged heads in, columns with the groups they stand under out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nhip.reporting.rules.drafting.doubts import Doubt, Kind
from nhip.reporting.rules.drafting.layout import Layout
from nhip.reporting.rules.drafting.paper import Region, Sheet, place, says_rate, tidy
from nhip.reporting.rules.drafting.written import Written, numbering


@dataclass(frozen=True, slots=True)
class Head:
    """Cột đọc được. ``at`` is the column of the sheet its figures stand in."""

    at: int
    code: str
    number: str
    groups: tuple[str, ...]
    label: str
    written: Written | None = None

    @property
    def is_rate(self) -> bool:
        return says_rate(" ".join((*self.groups, self.label)))


def read_heads(sheet: Sheet, layout: Layout) -> tuple[list[Head], list[Doubt]]:
    """Return the columns from left to right, and what is not sure of them."""
    sheet = _with_unmerged_groups(sheet, layout)
    doubts: list[Doubt] = []
    columns = [at for at in layout.figures if _is_column(sheet, layout, at, doubts)]
    heads: list[Head] = []
    for position, at in enumerate(columns, 1):
        number, written = _number(sheet, layout, at, doubts)
        *groups, label = _path(sheet, layout, at) or [""]
        if not label:
            doubts.append(Doubt(Kind.HEAD_EMPTY, place(layout.head_bottom, at)))
        code = _code(number or str(position), {head.code for head in heads})
        heads.append(Head(at, code, number, tuple(groups), label, written))
    doubts += _doubts_of_numbers(sheet, layout, heads)
    return heads, doubts


def _with_unmerged_groups(sheet: Sheet, layout: Layout) -> Sheet:
    """Return the page with every wide head merged that was written into its first cell only."""
    found = []
    for row in sheet.rows(layout.head_top, layout.head_bottom - 1):
        for column in layout.figures:
            last = column
            while _continues(sheet, layout, row, last + 1):
                last += 1
            if last > column and sheet.own(row, column) and _says_more(sheet, layout, row, column):
                found.append(Region(row, column, row, last))
    return replace(sheet, merged=(*sheet.merged, *found))


def _continues(sheet: Sheet, layout: Layout, row: int, column: int) -> bool:
    """Say whether a cell is empty and stands alone, over a column that has heads below."""
    alone = sheet.region(row, column) == (row, column, row, column)
    return (
        column <= layout.right
        and alone
        and not sheet.own(row, column)
        and _says_more(sheet, layout, row, column)
    )


def _says_more(sheet: Sheet, layout: Layout, row: int, column: int) -> bool:
    return any(sheet.own(below, column) for below in range(row + 1, layout.head_bottom + 1))


def _is_column(sheet: Sheet, layout: Layout, at: int, doubts: list[Doubt]) -> bool:
    """Say whether figures stand here; a column of notes such as (1) shares its neighbour's head."""
    sharing = _sharing(sheet, layout, at)
    if len(sharing) == 1:
        return bool(_path(sheet, layout, at)) or _has_figures(sheet, layout, at)
    with_figures = [one for one in sharing if _has_figures(sheet, layout, one)]
    if len(with_figures) == 1:
        if at == sharing[0]:
            doubts.append(
                Doubt(
                    Kind.NOTES_BESIDE_FIGURES,
                    place(layout.head_bottom, at),
                    {"figures": place(layout.head_bottom, with_figures[0])},
                )
            )
        return at == with_figures[0]
    if not with_figures:
        return at == sharing[0]
    if at == sharing[0]:
        doubts.append(Doubt(Kind.HEAD_SHARED, place(layout.head_bottom, at)))
    return True


def _sharing(sheet: Sheet, layout: Layout, at: int) -> list[int]:
    """Return the columns that stand under one undivided head with this one."""
    if layout.numbering is not None:
        region = sheet.region(layout.numbering, at)
        if region.right > region.left:
            return list(range(region.left, region.right + 1))
        if sheet.own(layout.numbering, at):
            return [at]
    region = sheet.region(layout.head_bottom, at)
    return list(range(region.left, region.right + 1))


def _has_figures(sheet: Sheet, layout: Layout, at: int) -> bool:
    rows = sheet.rows(layout.body_top, layout.body_bottom)
    return any(sheet.figure(row, at) is not None or (row, at) in sheet.formulas for row in rows)


def _path(sheet: Sheet, layout: Layout, at: int) -> list[str]:
    """Return the heads above a column from the widest to its own, as they are written.

    Texts one above another over this column alone are one head written in several lines.
    """
    groups: list[str] = []
    own: list[str] = []
    shared = _sharing(sheet, layout, at)
    for region in _regions(sheet, layout, at):
        text = sheet.own(region.top, region.left)
        if not text:
            continue
        if region.left < shared[0] or region.right > shared[-1]:
            groups.append(text.rstrip(":"))
        else:
            own.append(text)
    return [*groups, "\n".join(own)] if own else groups


def _regions(sheet: Sheet, layout: Layout, at: int) -> Iterator[Region]:
    row = layout.head_top
    while row <= layout.head_bottom:
        region = sheet.region(row, at)
        yield region
        row = region.bottom + 1


def _number(
    sheet: Sheet, layout: Layout, at: int, doubts: list[Doubt]
) -> tuple[str, Written | None]:
    if layout.numbering is None:
        return "", None
    text = sheet.text(layout.numbering, at)
    read = numbering(text)
    if read is None:
        if text:
            where = place(layout.numbering, at)
            doubts.append(Doubt(Kind.NUMBER_UNREADABLE, where, {"text": tidy(text)}))
        return "", None
    return read


def _code(number: str, taken: set[str]) -> str:
    """Return ``c`` and the number; the second column of one number is ``c6_2``."""
    code, times = f"c{number}", 1
    while code in taken:
        times += 1
        code = f"c{number}_{times}"
    return code


def _doubts_of_numbers(sheet: Sheet, layout: Layout, heads: list[Head]) -> list[Doubt]:
    """Report a number given twice, and one left out between its neighbours."""
    if layout.numbering is None:
        return []
    row = layout.numbering
    doubts = []
    seen: set[str] = set()
    of_labels = numbering(sheet.text(row, layout.label))
    last = int(of_labels[0]) if of_labels and of_labels[0].isdigit() else 0
    for head in heads:
        if head.number in seen:
            doubts.append(Doubt(Kind.NUMBER_TWICE, place(row, head.at), {"number": head.number}))
        if head.number.isdigit():
            for missing in range(last + 1, int(head.number)):
                found = {"number": str(missing)}
                doubts.append(Doubt(Kind.NUMBER_MISSING, place(row, head.at), found))
            last = int(head.number)
        seen.add(head.number)
    return doubts
