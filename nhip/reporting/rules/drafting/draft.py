"""Biểu mẫu dựng: the specification a workbook's page amounts to, with every doubt beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nhip.reporting.rules.drafting import languages
from nhip.reporting.rules.drafting.doubts import Doubt, Kind
from nhip.reporting.rules.drafting.formulas import Formulas, read_formulas
from nhip.reporting.rules.drafting.heads import Head, read_heads
from nhip.reporting.rules.drafting.layout import (
    NoTable,
    find_layout,
    title,
    unit_of_measure,
)
from nhip.reporting.rules.drafting.paper import Sheet, place, places_of
from nhip.reporting.rules.drafting.tree import Line, read_tree

__all__ = ["Draft", "NoTable", "draft_form"]

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """Biểu mẫu dựng: a specification ``parse_form`` accepts, and what to look at again."""

    specification: Json
    doubts: tuple[Doubt, ...]


def draft_form(sheet: Sheet) -> Draft:
    """Return the form a page of an official workbook shows. Raises NoTable."""
    layout = find_layout(sheet)
    heads, doubts = read_heads(sheet, layout)
    lines, more = read_tree(sheet, layout, heads)
    if not heads or not lines:
        raise NoTable(sheet.name)
    formulas = read_formulas(sheet, layout, heads, lines)
    unit, _english = languages.part(unit_of_measure(sheet, layout))
    if not unit:
        doubts.append(Doubt(Kind.UNIT_OF_MEASURE_MISSING, place(layout.head_top, layout.right)))
    texts = ([line.text for line in lines], [head.label for head in heads])
    bilingual = any(map(languages.are_bilingual, texts))
    specification = {
        "title": title(sheet, layout) or sheet.name,
        "unit": unit,
        "rows": [_row(sheet, line, heads, formulas, bilingual=bilingual) for line in lines],
        "columns": [_column(sheet, head, lines, formulas, bilingual=bilingual) for head in heads],
        "cells": [
            {"row": row, "column": column, "formula": formula}
            for (row, column), formula in formulas.cells.items()
        ],
        "checks": [],
        "outline": [],
    }
    return Draft(specification, _in_order([*doubts, *more, *formulas.doubts]))


def _row(
    sheet: Sheet, line: Line, heads: Iterable[Head], formulas: Formulas, *, bilingual: bool
) -> Json:
    label, english = _parted(line.text, bilingual=bilingual)
    row: Json = {"code": line.code, "number": line.number, "label": label}
    if english:
        row["label_en"] = english
    if line.parent is not None:
        row["parent"] = line.parent
    for name in ("heading", "of_which"):
        if getattr(line, name):
            row[name] = True
    if line.is_rate:
        figures = [sheet.figure(line.at, head.at) for head in heads]
        row |= {"type": "rate", "places": max(2, places_of(figures))}
    if formula := formulas.rows.get(line.code):
        row["formula"] = formula
    return row


def _column(
    sheet: Sheet, head: Head, lines: Iterable[Line], formulas: Formulas, *, bilingual: bool
) -> Json:
    label, english = _parted(head.label, bilingual=bilingual)
    groups = [_parted(group, bilingual=bilingual)[0] for group in head.groups]
    kind, places = _type(head, [sheet.figure(line.at, head.at) for line in lines])
    column: Json = {"code": head.code, "number": head.number, "label": label}
    if english:
        column["label_en"] = english
    if groups:
        column["group"] = groups
    column |= {"type": kind, "places": places}
    if formula := formulas.columns.get(head.code):
        column["formula"] = formula
    return column


def _type(head: Head, figures: list[Decimal | None]) -> tuple[str, int]:
    """Return what a column holds: whole numbers, amounts, or rates; and its decimals."""
    places = places_of(figures)
    if head.is_rate:
        return "rate", max(places, 2)
    return ("amount", places) if places else ("count", 0)


def _parted(text: str, *, bilingual: bool) -> tuple[str, str]:
    return languages.part(text) if bilingual else (" ".join(text.split()), "")


def _in_order(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """Return the doubts from the top of the page to its end."""

    def key(doubt: Doubt) -> tuple[int, int, str]:
        letters = doubt.place.rstrip("0123456789")
        return int(doubt.place[len(letters) :]), len(letters), letters

    return tuple(sorted(doubts, key=key))
