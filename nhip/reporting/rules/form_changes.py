"""Khác nhau giữa hai phiên bản: what a newer form asks otherwise than the one before it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from nhip.reporting.rules.crosswalk import Crosswalk, Parts

Json = Mapping[str, Any]


class What(StrEnum):
    """Điều thay đổi: each has its sentence, in both languages."""

    ADDED = "added"
    REMOVED = "removed"
    JOINED = "joined"
    WORDS = "words"
    NUMBER = "number"
    FORMULA = "formula"
    PLACE = "place"
    MEASURE = "measure"
    FIGURES = "figures"
    MEANING = "meaning"
    FILLED = "filled"
    SEVERITY = "severity"
    OTHER = "other"


class Of(StrEnum):
    """Của cái gì: a row, a column, a cell, a check, a section of the outline, or the form."""

    FORM = "form"
    ROW = "row"
    COLUMN = "column"
    CELL = "cell"
    CHECK = "check"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Change:
    """Một thay đổi: of what, by its code in the version where it stands, and from what to what."""

    of: Of
    what: What
    code: str
    was: str = ""
    now: str = ""


# What is said of a part, and what a difference in it is called; English adds no meaning.
_SAID: Final = {
    "label": What.WORDS,
    "group": What.WORDS,
    "heading": What.WORDS,
    "text": What.WORDS,
    "message": What.WORDS,
    "number": What.NUMBER,
    "formula": What.FORMULA,
    "expression": What.FORMULA,
    "parent": What.PLACE,
    "unit": What.MEASURE,
    "title": What.WORDS,
    "type": What.FIGURES,
    "places": What.FIGURES,
    "severity": What.SEVERITY,
    "bind": What.MEANING,
    "closed": What.FILLED,
}
_TRANSLATED: Final = ("formula", "expression", "parent", "prefill")
_NAME = re.compile(r"(?<![\w\]])[^\W\d]\w*")
_PARTS: Final = ("rows", "columns", "cells", "checks", "outline")


def changes(older: Json, newer: Json, way: Crosswalk) -> list[Change]:
    """Return how two specifications of one form differ, matched by what goes on from what."""
    renamed = {
        old[0]: new
        for parts in (way.rows, way.columns)
        for new, old in parts.items()
        if len(old) == 1
    }
    whole = [{key: one[key] for key in one if key not in _PARTS} for one in (older, newer)]
    found = [
        *_differences(Of.FORM, "", whole[0], whole[1], {}),
        *_parts(Of.ROW, older["rows"], newer["rows"], way.rows, renamed),
        *_parts(Of.COLUMN, older["columns"], newer["columns"], way.columns, renamed),
        *_cells(older, newer, renamed),
    ]
    for of, key in ((Of.CHECK, "checks"), (Of.SECTION, "outline")):
        found += _by_code(of, older.get(key, ()), newer.get(key, ()), renamed)
    return found


def _parts(
    of: Of, older: Sequence[Json], newer: Sequence[Json], way: Parts, renamed: Mapping[str, str]
) -> Iterator[Change]:
    """Yield what became of rows or columns: new ones, those gone, and the others' differences."""
    before = {one["code"]: one for one in older}
    for part in newer:
        sources = [before[old] for old in way.get(part["code"], ()) if old in before]
        if not sources:
            yield Change(of, What.ADDED, part["code"], now=part["label"])
        elif len(sources) > 1:
            words = "; ".join(one["label"] for one in sources)
            yield Change(of, What.JOINED, part["code"], words, part["label"])
        else:
            yield from _differences(of, part["code"], sources[0], part, renamed)
    used = {old for each in way.values() for old in each}
    for code, part in before.items():
        if code not in used:
            yield Change(of, What.REMOVED, code, was=part["label"])


def _by_code(
    of: Of, older: Sequence[Json], newer: Sequence[Json], renamed: Mapping[str, str]
) -> Iterator[Change]:
    before, after = ({one["code"]: one for one in each} for each in (older, newer))
    for code, one in after.items():
        if code in before:
            yield from _differences(of, code, before[code], one, renamed)
        else:
            yield Change(of, What.ADDED, code, now=_words(one))
    for code in before.keys() - after.keys():
        yield Change(of, What.REMOVED, code, was=_words(before[code]))


def _cells(older: Json, newer: Json, renamed: Mapping[str, str]) -> Iterator[Change]:
    """Yield the differences of single cells whose row and column both go on."""
    before = {
        (renamed[one["row"]], renamed[one["column"]]): one
        for one in older.get("cells", ())
        if one["row"] in renamed and one["column"] in renamed
    }
    after = {(one["row"], one["column"]): one for one in newer.get("cells", ())}
    kept = set(renamed.values())
    for place in [*before, *(one for one in after if one not in before)]:
        if kept.issuperset(place):
            one, other = before.get(place, {}), after.get(place, {})
            yield from _differences(Of.CELL, "!".join(place), one, other, renamed)


def _differences(
    of: Of, code: str, older: Json, newer: Json, renamed: Mapping[str, str]
) -> Iterator[Change]:
    for name in dict.fromkeys((*newer, *older)):
        if name in ("code", "row", "column") or name.endswith("_en"):
            continue
        was, now = _text(older.get(name)), _text(newer.get(name))
        if name in _TRANSLATED:
            was = _NAME.sub(lambda found: renamed.get(found[0], found[0]), was)
        if was.replace(" ", "") != now.replace(" ", ""):
            yield Change(of, _SAID.get(name, What.OTHER), code, was, now)


def _words(one: Json) -> str:
    return str(one.get("heading") or one.get("message") or one.get("expression") or one["code"])


def _text(value: Any) -> str:
    """Return what is said as one line; a list as its members, a mapping as its pairs."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={_text(one)}" for key, one in value.items())
    if isinstance(value, list):
        return " / ".join(map(_text, value))
    return "" if value in (None, False) else str(value)
