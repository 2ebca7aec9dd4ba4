"""Lời trong ô: a name, a day or a choice; what is typed becomes one answer or none."""

import datetime as dt
import re
from typing import Final

from nhip.core.text import nfc
from nhip.reporting.rules.figures import MISSING, NIL, Value, written
from nhip.reporting.rules.forms import Choice, Column

NIL_WORDS: Final = frozenset({"nil", "không phát sinh", "kps"})
DASHES: Final = frozenset({"-", "–", "—"})
LONGEST: Final = 2_000
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(T00:00:00|\s00:00:00)?")


class NotAnAnswer(ValueError):
    """Không phải câu trả lời của cột: no day, none of the choices, or more than it may hold."""


def read_words(typed: str, column: Column) -> Value:
    """Return what was answered in a column of words. Raises NotAnAnswer."""
    text = " ".join(nfc(typed).split())
    if not text:
        return MISSING
    if text in DASHES or text.lower() in NIL_WORDS:
        return NIL
    match column.type:
        case "date":
            return written(_day(text).isoformat())
        case "choice":
            return written(_choice(text, column).code)
    if len(text) > column.longest or not text.isprintable():
        raise NotAnAnswer(text)
    return written(text)


def is_answer(value: Value, column: Column) -> bool:
    """Tell whether words are kept as this column keeps them."""
    try:
        return read_words(value.text, column) == value
    except NotAnAnswer:
        return False


def typed_words(value: Value, column: Column) -> str:
    """Return words as they stand in a field, so that typing them again means the same."""
    return day_text(value.text) if column.type == "date" else value.text


def chosen(value: Value, column: Column) -> Choice | None:
    """Return the choice that words mean, if the column offers it."""
    return next((one for one in column.choices if one.code == value.text), None)


def shown_words(value: Value, column: Column) -> str:
    """Return words as they are printed: a day as 14/08/2021, a choice by its label."""
    choice = chosen(value, column)
    return typed_words(value, column) if choice is None else choice.label


def day_text(iso: str) -> str:
    """Return a day as people write it; what is no day stays as it is."""
    found = _ISO.fullmatch(iso)
    return f"{found[3]}/{found[2]}/{found[1]}" if found else iso


def _day(text: str) -> dt.date:
    if found := _DAY.fullmatch(text):
        day, month, year = found.groups()
    elif found := _ISO.fullmatch(text):
        year, month, day = found.groups()[:3]
    else:
        raise NotAnAnswer(text)
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        raise NotAnAnswer(text) from None


def _choice(text: str, column: Column) -> Choice:
    wanted = text.lower()
    for one in column.choices:
        if wanted in {one.code.lower(), nfc(one.label).lower(), nfc(one.label_en).lower()}:
            return one
    raise NotAnAnswer(text)
