"""Bảng dán từ Word: the table of a page pasted from a word processor, as a sheet."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree, html

from nhip.reporting.rules.drafting.layout import NoTable
from nhip.reporting.rules.drafting.paper import Region, Sheet, tidy

LARGEST = 2_000_000
MOST_CELLS = 20_000
MOST_PLACES_TAKEN = 1_000_000
_WIDEST = 200
_SPAN = re.compile(r"\d{1,6}", re.ASCII)
_NUMBER = re.compile(r"-?(\d{1,3}(\.\d{3})+(,\d+)?|\d+,\d+)")


def read_pasted(markup: str, name: str = "") -> Sheet:
    """Return the first table of an HTML text, its joined cells merged. Raises NoTable.

    Plain text is taken as lines of cells parted by tabs.
    """
    if len(markup) > LARGEST or not markup.strip():
        raise NoTable(name)
    if "<" not in markup and "\t" in markup:
        return Sheet(name, tuple(tuple(line.split("\t")) for line in markup.splitlines()))
    table = _first_table(markup)
    cells = list(islice(_cells(table), MOST_CELLS + 1)) if table is not None else []
    if not 0 < len(cells) <= MOST_CELLS or not _is_bounded([region for region, _ in cells]):
        raise NoTable(name)
    merged = tuple(region for region, _ in cells if region[:2] != region[2:])
    return Sheet(name, _lines({region[:2]: text for region, text in cells}), merged)


def _first_table(markup: str) -> html.HtmlElement | None:
    try:
        read = html.document_fromstring(markup.encode(), html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):  # nothing but comments, half a surrogate
        return None
    return next(read.iter("table"), None)


def _is_bounded(regions: Sequence[Region]) -> bool:
    """Tell whether the sheet that all these cells need has a size that can be kept."""
    height, width = (1 + max(one[side] for one in regions) for side in (0, 1))
    return height * width <= MOST_PLACES_TAKEN


def _cells(table: html.HtmlElement) -> Iterator[tuple[Region, str]]:
    """Yield each cell with the place it takes, beside those that reach down from above."""
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for cell in line.iterchildren("td", "th"):
            while (row, column) in taken:
                column += 1
            bottom, right = row + _span(cell, "rowspan") - 1, column + _span(cell, "colspan") - 1
            region = Region(row, column, bottom, right)
            if len(taken) > MOST_PLACES_TAKEN:
                return
            taken |= {(r, c) for r in range(row, bottom + 1) for c in range(column, right + 1)}
            yield region, _text(cell)
            column = right + 1


def _text(cell: html.HtmlElement) -> str:
    """Return a cell's text; a number written as Vietnamese do is said as a spreadsheet would."""
    text = tidy(cell.text_content())
    return text.replace(".", "").replace(",", ".") if _NUMBER.fullmatch(text) else text


def _span(cell: html.HtmlElement, name: str) -> int:
    said = cell.get(name, "1")
    return min(max(int(said), 1), _WIDEST) if _SPAN.fullmatch(said) else 1


def _lines(texts: dict[tuple[int, int], str]) -> tuple[tuple[str, ...], ...]:
    """Return the cells row by row; what a joined cell covers is empty."""
    height = 1 + max(row for row, _ in texts)
    width = 1 + max(column for _, column in texts)
    return tuple(
        tuple(texts.get((row, column), "") for column in range(width)) for row in range(height)
    )
