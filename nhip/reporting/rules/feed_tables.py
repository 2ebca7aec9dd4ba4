"""Bảng số liệu nạp: rows of a body in CSV, JSON or JSON lines, some at a time.

A row is known by its number among the rows, from one; heads are not counted.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, Final, NamedTuple

from nhip.core.numbers import parse_decimal
from nhip.reporting.rules.feeds import Locale
from nhip.reporting.rules.figures import MISSING, NIL, State, Value, number, read_decimal
from nhip.reporting.rules.words import NIL_WORDS

AT_ONCE: Final = 20_000
MOST_ROWS: Final = 2_000_000
MOST_FAULTS: Final = 1_000
LARGEST_JSON: Final = 16 * 1024 * 1024
"""JSON is read whole and takes ten times its size meanwhile; more comes as lines or a table."""


class RowFault(NamedTuple):
    """Lỗi của một dòng: its number (0: of the whole), the column, what is wrong, what was found."""

    row: int
    column: str
    code: str
    found: str = ""


class NotATable(ValueError):
    """Không phải bảng: another head, broken off, too large, or no such writing at all."""

    def __init__(self, code: str, found: str = "") -> None:
        self.fault = RowFault(0, "", code, found)
        super().__init__(code)


@dataclass(frozen=True)
class Heads:
    """Đầu bảng: the columns a feed must have, and those it may have besides."""

    needed: Sequence[str]
    possible: Sequence[str] = ()

    @property
    def all(self) -> list[str]:
        return [*self.needed, *self.possible]

    def prove(self, found: Sequence[str]) -> None:
        """Refuse heads of another table. Raises NotATable."""
        known = set(self.all)
        if len(set(found)) < len(found) or set(self.needed) - set(found) or set(found) - known:
            raise NotATable("heads-are-wrong", ", ".join(map(str, found))[:200])


class Row(NamedTuple):
    """Một dòng: its number, and what stands under each head; nothing is ``None``."""

    number: int
    said: Mapping[str, Any]

    def text(self, column: str) -> str:
        """Return what stands in a column as text; nothing is no text."""
        value = self.said.get(column, "")
        if value.__class__ is not str:
            value = "" if value is None else str(value)
        return value.strip()


def csv_rows(content: bytes, heads: Heads) -> Iterator[Row]:
    """Yield the rows of a table in CSV (UTF-8). Raises NotATable."""
    lines = csv.reader(io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", newline=""), strict=True)
    try:
        found = [head.strip() for head in next(lines, [])]
        heads.prove(found)
        for position, line in enumerate((line for line in lines if line), 1):
            if len(line) != len(found):
                raise NotATable("row-is-broken", str(position))
            yield Row(position, dict(zip(found, line, strict=True)))
    except (csv.Error, UnicodeDecodeError) as error:
        raise NotATable("unreadable", str(error)[:200]) from error


def json_rows(content: bytes, heads: Heads) -> Iterator[Row]:
    """Yield the rows of ``{"rows": [{…}, …]}`` or of the list alone. Raises NotATable."""
    if len(content) > LARGEST_JSON:
        raise NotATable("json-is-too-large")
    said = _loaded(content)
    rows = said.get("rows") if isinstance(said, dict) else said
    if not isinstance(rows, list):
        raise NotATable("unreadable")
    yield from (_row(position, one, heads) for position, one in enumerate(rows, 1))


def line_rows(content: bytes, heads: Heads) -> Iterator[Row]:
    """Yield the rows of JSON lines: one object a line. Raises NotATable."""
    written = (line for line in io.BytesIO(content) if line.strip())
    yield from (_row(position, _loaded(line), heads) for position, line in enumerate(written, 1))


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield rows some thousands at a time. Raises NotATable beyond the bounds."""
    remaining, taken = iter(rows), 0
    while some := list(islice(remaining, AT_ONCE)):
        taken += len(some)
        if taken > MOST_ROWS:
            raise NotATable("too-many-rows", str(MOST_ROWS))
        yield some


def figure_of(row: Row, locale: Locale) -> Value:
    """Return the value of a row: by its state, or by what stands in ``value``.

    Raises ValueError for what is no figure.
    """
    value, text = row.said.get("value"), row.text("value")
    if isinstance(value, bool | list | dict):
        raise ValueError(text)  # noqa: TRY004  to the sender it is a wrong value
    if (said := row.text("state")) and (state := State(said)) is not State.NUMBER:
        if text or state is State.WRITTEN:
            raise ValueError(f"{said}: {text}")
        return MISSING if state is State.MISSING else NIL
    if not said:
        if not text:
            return MISSING
        if text.lower() in NIL_WORDS:
            return NIL
    return number(_reader(value, locale)(text))


def _reader(value: object, locale: Locale) -> Callable[[str], Decimal]:
    """Return how a number is read; what came as a number of JSON is plain in any language."""
    is_text = isinstance(value, str) and not isinstance(value, Literal)
    return parse_decimal if locale is Locale.VI and is_text else read_decimal


class Literal(str):
    """Số viết thẳng trong JSON: the digits of a number, as they were written."""

    __slots__ = ()


def _loaded(content: bytes) -> Any:
    try:
        return json.loads(content, parse_float=Literal, parse_constant=Literal)
    except (ValueError, RecursionError) as error:
        raise NotATable("unreadable", str(error)[:200]) from error


def _row(position: int, said: Any, heads: Heads) -> Row:
    if not isinstance(said, dict):
        raise NotATable("row-is-broken", str(position))
    heads.prove(list(said))
    return Row(position, said)
