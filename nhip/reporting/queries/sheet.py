"""Biểu trên trang: a form with its figures as a table with heads, to be read or filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from nhip.core.numbers import format_decimal, round_half_up
from nhip.reporting.queries.wording import NIL_SIGN, answer_text
from nhip.reporting.rules.figures import MISSING, State, Value
from nhip.reporting.rules.forms import Address, By, Column, Form, Group, Row
from nhip.reporting.rules.heads import HeadCell, head_lines
from nhip.reporting.rules.rosters import ROSTER, relisted, row_of
from nhip.reporting.rules.words import typed_words
from nhip.ui.queries import in_language


@dataclass(frozen=True)
class Beside:
    """Bên cạnh ô: everything a page says about single cells beside their figures."""

    typed: Mapping[Address, str] = field(default_factory=dict)
    previous: Mapping[Address, Value] = field(default_factory=dict)
    last_year: Mapping[Address, Value] = field(default_factory=dict)
    sources: Mapping[Address, str] = field(default_factory=dict)
    faults: Mapping[Address, str] = field(default_factory=dict)
    remarks: Mapping[Address, Sequence[str]] = field(default_factory=dict)
    tones: Mapping[Address, str] = field(default_factory=dict)
    theirs: Mapping[Address, str] = field(default_factory=dict)
    guarded: Mapping[Address, str] = field(default_factory=dict)
    marks: Mapping[Address, int] = field(default_factory=dict)


NOTHING_BESIDE = Beside()
BLANK = "BLANK"
"""The key that stands in a blank row for the one it will get."""


@dataclass(frozen=True)
class Head:
    """Ô đầu bảng: a head that may span columns and rows; a leaf has the anchor of its column."""

    text: str
    columns: int = 1
    rows: int = 1
    anchor: str = ""

    @property
    def scope(self) -> str:
        """Return what the head speaks for, as HTML says it."""
        return "colgroup" if self.columns > 1 else "col"


@dataclass(frozen=True)
class CellShown:
    """Ô số liệu trên trang."""

    address: str
    anchor: str
    heads: str
    kind: str
    text: str
    typed: str
    previous: str
    last_year: str
    source: str
    fault: str
    remarks: Sequence[str]
    tone: str
    theirs: str
    marks: int
    type: str = "count"
    choices: Sequence[tuple[str, str]] = ()

    @property
    def described_by(self) -> str:
        """Return the anchors of what a screen reader adds to the field."""
        parts = [
            (self.fault, "fault"),
            (self.previous, "before"),
            (self.last_year, "year"),
            (self.theirs, "theirs"),
        ]
        return " ".join(f"{self.anchor}-{name}" for text, name in parts if text)


@dataclass(frozen=True)
class RowShown:
    """Dòng trên trang."""

    anchor: str
    number: str
    label: str
    unit: str
    depth: int
    kind: str
    cells: Sequence[CellShown]
    taken_away: str = ""


@dataclass(frozen=True)
class Sheet:
    """Biểu trên trang: heads, rows and the unit of measure."""

    title: str
    measure: str
    has_units: bool
    heads: Sequence[Sequence[Head]]
    numbering: Sequence[str]
    rows: Sequence[RowShown]


def sheet_of(
    form: Form, figures: Mapping[Address, Value], beside: Beside = NOTHING_BESIDE
) -> Sheet:
    """Return the form as a table with these figures and what is said beside them."""
    has_units = any(row.unit for row in form.rows)
    before = [_("No."), _("Content"), *([_("Unit of measure")] if has_units else [])]
    numbers = [column.number for column in form.columns]
    return Sheet(
        title=in_language(form.title, form.title_en),
        measure=in_language(form.unit, form.unit_en),
        has_units=has_units,
        heads=_heads(before, form.columns),
        numbering=[*"ABC"[: len(before)], *numbers] if any(numbers) else [],
        rows=[_row(row, form, figures, beside) for row in form.rows],
    )


def blank_rows(form: Form) -> list[tuple[str, Sheet]]:
    """Return one empty row of each list, as a sheet of its own, from which more can be made."""
    base = form.base or form
    lists = {code: (BLANK,) for code, row in base.templates.items() if _is_listed(row)}
    if not lists:
        return []
    blank = relisted(form, lists)
    sheet = sheet_of(blank, {})
    named = {f"row-{row_of(code, BLANK)}": code for code in lists}
    return [
        (named[row.anchor], replace(sheet, rows=[row])) for row in sheet.rows if row.anchor in named
    ]


def anchor_of(address: Address) -> str:
    """Return the name under which a page's links find a cell."""
    return f"cell-{address.row}-{address.column}"


def place_of(address: Address, form: Form) -> str:
    """Return where a cell stands, in words; a place of the narrative by its heading."""
    row, column = _row_at(address.row, form), form.column.get(address.column)
    if row is not None and (len(form.columns) == 1 or address.column == ROSTER):
        return _label(row)
    if row is not None and column is not None:
        number = f" {row.number}" if row.template and row.of_unit is None else ""
        return f"{_label(row)}{number}, {_label(column)}"
    headings = {one.code: in_language(one.heading, one.heading_en) for one in form.outline}
    return headings.get(address.row, str(address))


def _row_at(code: str, form: Form) -> Row | None:
    """Return a row of the form; of one that a list does not have now, what the list repeats."""
    if code in form.row:
        return form.row[code]
    lists = (form.base or form).templates
    return next(
        (row for name, row in lists.items() if code == name or code.startswith(f"{name}.")), None
    )


def typed_answer(value: Value, address: Address, form: Form) -> str:
    """Return what a cell holds as it stands in a field, a figure or words."""
    column = form.column.get(address.column)
    if value.state is State.WRITTEN:
        return value.text if column is None else typed_words(value, column)
    return typed_text(value, form.places_of(address) if address in form.open else 0)


def typed_text(value: Value, places: int) -> str:
    """Return a figure as it stands in a field, so that typing it again means the same."""
    if value.number is None:
        return NIL_SIGN if value.state is State.NIL else ""
    if value.number == round_half_up(value.number, places):
        return format_decimal(value.number, places)
    return format_decimal(value.number.normalize())


def _heads(before: Sequence[str], columns: tuple[Column, ...]) -> list[list[Head]]:
    """Return the lines of heads; those of number and content reach down to the last."""
    lines = [[_head(cell) for cell in line] for line in head_lines(columns)]
    return [[Head(text, rows=len(lines)) for text in before] + lines[0], *lines[1:]]


def _head(cell: HeadCell) -> Head:
    anchor = f"col-{cell.part.code}" if isinstance(cell.part, Column) else ""
    return Head(_label(cell.part), columns=cell.columns, rows=cell.rows, anchor=anchor)


def _label(part: Row | Column | Group) -> str:
    return in_language(part.label, part.label_en)


def _row(row: Row, form: Form, figures: Mapping[Address, Value], beside: Beside) -> RowShown:
    addresses = [Address(row.code, column.code) for column in form.columns]
    computed = [form.formula(address) is not None for address in addresses]
    return RowShown(
        anchor=f"row-{row.code}",
        number=row.number,
        label=_label(row),
        unit=in_language(row.unit, row.unit_en),
        depth=min(_depth(row, form), 3),
        kind="heading" if row.heading else "total" if all(computed) else "",
        cells=[_cell(address, form, figures, beside) for address in addresses],
        taken_away=row.code if row.template and _is_listed(row) else "",
    )


def _is_listed(row: Row) -> bool:
    """Tell whether people add and take away rows like this one."""
    if row.repeat is not None:
        return row.repeat.by is By.LIST
    return bool(row.template) and row.of_unit is None


def _cell(
    address: Address, form: Form, figures: Mapping[Address, Value], beside: Beside
) -> CellShown:
    value, kind = figures.get(address, MISSING), _kind(address, form)
    return CellShown(
        address=str(address),
        anchor=anchor_of(address),
        heads=f"row-{address.row} col-{address.column}",
        kind="guarded" if kind == "input" and address in beside.guarded else kind,
        text="" if kind == "closed" else answer_text(value, address, form),
        typed=_typed(value, address, form, beside) if kind == "input" else "",
        previous=_known(beside.previous, address, form),
        last_year=_known(beside.last_year, address, form),
        source=beside.guarded.get(address) or beside.sources.get(address, ""),
        fault=beside.faults.get(address, ""),
        remarks=beside.remarks.get(address, ()),
        tone=beside.tones.get(address, ""),
        theirs=beside.theirs.get(address, ""),
        marks=beside.marks.get(address, 0),
        type=form.type_of(address),
        choices=_choices(form.column[address.column]),
    )


def _choices(column: Column) -> list[tuple[str, str]]:
    return [(one.code, in_language(one.label, one.label_en)) for one in column.choices]


def _typed(value: Value, address: Address, form: Form, beside: Beside) -> str:
    typed = beside.typed.get(address)
    return typed_answer(value, address, form) if typed is None else typed


def _known(figures: Mapping[Address, Value], address: Address, form: Form) -> str:
    value = figures.get(address, MISSING)
    return "" if value.is_missing else answer_text(value, address, form)


def _kind(address: Address, form: Form) -> str:
    if address not in form.open:
        return "closed"
    return "input" if form.formula(address) is None else "computed"


def _depth(row: Row, form: Form) -> int:
    depth, parent = 0, row.parent
    while parent is not None:
        depth, parent = depth + 1, form.row[parent].parent
    return depth
