"""Biểu mẫu là dữ liệu: a form's rows, columns, cells, checks and outline."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from nhip.reporting.rules.expressions import Comparison, Node

FIGURES = ("count", "amount", "rate")
WORDS = ("text", "date", "choice")


class FormIsWrong(ValueError):
    """Biểu mẫu sai: the specification contradicts itself; the text says where."""


class Severity(StrEnum):
    """Mức độ: an error blocks sending, a warning needs an explanation."""

    ERROR = "error"
    WARNING = "warning"


class Address(NamedTuple):
    """Địa chỉ ô: where a cell stands."""

    row: str
    column: str

    def __str__(self) -> str:
        return f"{self.row}!{self.column}"


@dataclass(frozen=True, slots=True)
class Binding:
    """Gắn chỉ tiêu: what a figure means outside its form; without an indicator, nothing."""

    indicator: str | None = None
    disaggregation: str = ""
    measure: str = "period"
    calendar: str | None = (
        None  # when the figure belongs to another calendar, such as the school year
    )


class By(StrEnum):
    """Lặp theo: people add and take away rows, or there is one for each unit below the reporter."""

    LIST = "list"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class Repeat:
    """Dòng lặp: what a row is repeated by, and how often at most.

    ``kind`` names the units' kind; without one they are those directly below. ``scheme`` is
    that of the codes by which a report names them. A list that is ``carried`` begins with the
    rows of the period before.
    """

    by: By
    kind: str = ""
    scheme: str = "gso"
    most: int = 200
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Lựa chọn: one of the answers a column offers; its code is what is kept and sent."""

    code: str
    label: str
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Dòng. An *of which* row (trong đó) need not exhaust its parent.

    A row with ``repeat`` stands for none, one or many (``rules.rosters``): as long as nobody
    has said of how many, it is there itself, and *nil* in it says that there are none. The
    rows it becomes name it as their ``template``; one that speaks of a unit bears scheme and code
    """

    code: str
    label: str
    number: str = ""
    label_en: str = ""
    unit: str = ""
    unit_en: str = ""
    parent: str | None = None
    heading: bool = False
    of_which: bool = False
    required: bool = True
    type: str | None = None
    places: int | None = None
    formula: Node | None = None
    repeat: Repeat | None = None
    template: str = ""
    of_unit: tuple[str, str] | None = None

    @property
    def stands_for(self) -> str:
        """Return the code of the repeated row that this one is, or is one of."""
        return self.code if self.repeat else self.template


@dataclass(frozen=True, slots=True)
class Prefill:
    """Điền sẵn: where a cell's first value comes from, tried in the form's order.

    ``previous``: another column of the previous period's report. ``series``: the
    figures of an indicator (the cell's own unless named) in a finer calendar, from
    a day or the window's start, joined by the indicator's own time rule.
    """

    source: str
    column: str | None = None
    indicator: str | None = None
    calendar: str | None = None
    since: str | None = None
    until: str = "window_end"


@dataclass(frozen=True, slots=True)
class Group:
    """Nhóm cột: a head that stands over several columns."""

    label: str
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """Cột. ``count`` is a whole number, ``amount`` any decimal, ``rate`` does not add.

    ``text``, ``date`` and ``choice`` hold words, which are no figures. What is ``personal``
    stays with the unit that wrote it, unless ``sent_by`` names the law by which it is sent.
    ``groups`` stand over it, the widest first. ``auto`` names the system from which all its
    figures come: people only read them here, and correct them there.
    """

    code: str
    label: str
    number: str = ""
    label_en: str = ""
    groups: tuple[Group, ...] = ()
    type: str = "count"
    places: int = 0
    nil_allowed: bool = True
    formula: Node | None = None
    prefill: tuple[Prefill, ...] = ()
    auto: str = ""
    auto_en: str = ""
    choices: tuple[Choice, ...] = ()
    longest: int = 200
    personal: bool = False
    sent_by: str = ""

    @property
    def holds_words(self) -> bool:
        """Tell whether what stands in it is no figure."""
        return self.type in WORDS

    @property
    def stays(self) -> bool:
        """Tell whether it never leaves the unit that wrote it."""
        return self.personal and not self.sent_by


@dataclass(frozen=True, slots=True)
class Check:
    """Quy tắc kiểm tra: a relation that must hold in every row (or column) it names."""

    code: str
    text: str
    comparison: Comparison
    message: str
    message_en: str = ""
    severity: Severity = Severity.ERROR
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Mục đề cương: one heading, and the text offered first; ``{row!column}`` is a figure."""

    code: str
    heading: str
    text: str
    heading_en: str = ""
    required: bool = True


@dataclass(frozen=True, eq=False)
class Form:
    """Biểu mẫu: one version of a form, parsed and proven free of contradictions.

    A form equals only itself, so that what was once worked out about it can be remembered. One
    whose repeated rows have become those of a report knows the form it was, its ``base``.
    """

    code: str
    version: str
    title: str
    unit: str
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    checks: tuple[Check, ...] = ()
    outline: tuple[Section, ...] = ()
    bindings: dict[Address, Binding] = field(default_factory=dict)
    closed: frozenset[Address] = frozenset()
    cell_formulas: dict[Address, Node] = field(default_factory=dict)
    title_en: str = ""
    unit_en: str = ""
    base: "Form | None" = None

    @cached_property
    def row(self) -> dict[str, Row]:
        return {row.code: row for row in self.rows}

    @cached_property
    def column(self) -> dict[str, Column]:
        return {column.code: column for column in self.columns}

    @cached_property
    def addresses(self) -> tuple[Address, ...]:
        """Return every open cell, row by row. Headings and closed cells carry no figure."""
        return tuple(
            address
            for row in self.rows
            if not row.heading
            for column in self.columns
            if (address := Address(row.code, column.code)) not in self.closed
        )

    @cached_property
    def open(self) -> frozenset[Address]:
        return frozenset(self.addresses)

    @cached_property
    def inputs(self) -> tuple[Address, ...]:
        """Return the cells a person or a feed fills."""
        return tuple(address for address in self.addresses if self.formula(address) is None)

    def formula(self, address: Address) -> Node | None:
        """Return the formula of a cell: its own, else the column's, else the row's."""
        own = self.cell_formulas.get(address)
        return own or self.column[address.column].formula or self.row[address.row].formula

    def children(self, row: str) -> Iterator[str]:
        """Yield the rows directly under a row."""
        return (one.code for one in self.rows if one.parent == row and not one.heading)

    @cached_property
    def templates(self) -> dict[str, Row]:
        """Return the repeated rows that stand for none yet."""
        return {row.code: row for row in self.rows if row.repeat is not None}

    @cached_property
    def lines(self) -> dict[str, tuple[str, ...]]:
        """Return the rows that each repeated row has become, or itself while it has not."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            if row.stands_for:
                found.setdefault(row.stands_for, []).append(row.code)
        return {template: tuple(rows) for template, rows in found.items()}

    def type_of(self, address: Address) -> str:
        column = self.column[address.column]
        return column.type if column.holds_words else self.row[address.row].type or column.type

    def places_of(self, address: Address) -> int:
        places = self.row[address.row].places
        return self.column[address.column].places if places is None else places

    def binding(self, address: Address) -> Binding:
        return self.bindings.get(address, Binding())
