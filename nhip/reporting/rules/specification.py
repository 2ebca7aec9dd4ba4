"""Đọc biểu mẫu: JSON in, a Form proven free of contradictions out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from json import dumps, loads
from typing import Any

from nhip.indicators.rules.disaggregations import NotADisaggregation, canonical, parse
from nhip.reporting.rules import narrative
from nhip.reporting.rules.expressions import (
    Node,
    parse_comparison,
    parse_formula,
)
from nhip.reporting.rules.forms import (
    FIGURES,
    WORDS,
    Address,
    Binding,
    Check,
    Choice,
    Column,
    Form,
    FormIsWrong,
    Group,
    Prefill,
    Row,
    Section,
    Severity,
)
from nhip.reporting.rules.reading import When, reads
from nhip.reporting.rules.repeated_rows import prove_repeats, repeat_of

Json = Mapping[str, Any]


class FormulasRunInACircle(FormIsWrong):
    """Công thức lặp vòng: each of these cells needs the one after it."""

    code = "formulas-run-in-a-circle"

    def __init__(self, circle: Sequence[Address]) -> None:
        self.place = circle[0]
        self.facts = {"circle": " → ".join(map(str, circle))}
        super().__init__(f"the formulas run in a circle: {self.facts['circle']}")


class NothingIsPlanned(FormIsWrong):
    """Không có kế hoạch: a plan is asked of a cell that no indicator gives a meaning."""

    code = "nothing-is-planned"

    def __init__(self, place: Address) -> None:
        self.place, self.facts = place, {"named": str(place)}
        super().__init__(f"{place}: no indicator, so nothing is planned for it")


def parse_form(code: str, version: str, specification: Json) -> Form:
    """Return the form a specification describes. Raises FormIsWrong."""
    try:
        form = _form(code, version, specification)
        _prove(form)
    except FormIsWrong:
        raise
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise FormIsWrong(f"{code} {version}: {error!r}") from error
    return form


def remembered(code: str, version: str, specification: Json) -> Form:
    """Return the form as ``parse_form`` does; the same text is parsed once. Raises FormIsWrong."""
    return _of_text(code, version, dumps(specification))


@lru_cache(maxsize=64)
def _of_text(code: str, version: str, text: str) -> Form:
    return parse_form(code, version, loads(text))


@lru_cache(maxsize=256)
def computing_order(form: Form) -> tuple[Address, ...]:
    """Return the formula cells, each after the cells it needs. Raises FormIsWrong for a cycle."""
    needs: dict[Address, set[Address]] = {}
    for address in form.addresses:
        if (formula := form.formula(address)) is not None:
            cells = reads(formula, address, form)
            needs[address] = {cell for cell, when in cells if when is When.NOW}
    try:
        order = tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise FormulasRunInACircle(error.args[1]) from None
    return tuple(address for address in order if address in needs)


def _form(code: str, version: str, json: Json) -> Form:
    rows = tuple(_row(row) for row in json["rows"])
    columns = tuple(_column(column) for column in json["columns"])
    cells = json.get("cells", ())
    return Form(
        code=code,
        version=version,
        title=json["title"],
        title_en=json.get("title_en", ""),
        unit=json.get("unit", ""),
        unit_en=json.get("unit_en", ""),
        rows=rows,
        columns=columns,
        checks=tuple(_check(check) for check in json.get("checks", ())),
        outline=tuple(Section(**section) for section in json.get("outline", ())),
        bindings=_bindings(json),
        closed=frozenset(_closed(json, rows, columns)),
        cell_formulas={
            _address(cell): parse_formula(cell["formula"]) for cell in cells if cell.get("formula")
        },
    )


def _row(json: Json) -> Row:
    own = ("formula", "bind", "columns", "repeat")
    plain = {key: value for key, value in json.items() if key not in own}
    repeat = repeat_of(json["repeat"]) if "repeat" in json else None
    return Row(**plain, formula=_formula(json), repeat=repeat)


def _column(json: Json) -> Column:
    own = ("formula", "bind", "prefill", "group", "group_en", "choices")
    plain = {key: value for key, value in json.items() if key not in own}
    return Column(
        **plain,
        groups=_groups(json),
        formula=_formula(json),
        prefill=tuple(Prefill(**source) for source in json.get("prefill", ())),
        choices=tuple(Choice(**choice) for choice in json.get("choices", ())),
    )


def _closed(json: Json, rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[Address]:
    """Yield the closed cells: those named, those outside a row's columns, words of a total."""
    yield from (_address(cell) for cell in json.get("cells", ()) if cell.get("closed"))
    used = {row["code"]: row["columns"] for row in json["rows"] if "columns" in row}
    for row in rows:
        if unknown := set(used.get(row.code, ())) - {column.code for column in columns}:
            raise FormIsWrong(f"{row.code}: no such column: {sorted(unknown)}")
        for column in columns:
            is_total = row.formula is not None and column.holds_words
            if is_total or column.code not in used.get(row.code, [column.code]):
                yield Address(row.code, column.code)


def _groups(json: Json) -> tuple[Group, ...]:
    """Read the heads over a column: one text, or several from the widest to the nearest."""
    labels, english = _texts(json.get("group")), _texts(json.get("group_en"))
    if english and len(english) != len(labels):
        raise FormIsWrong(f"{json['code']}: as many English groups as Vietnamese ones")
    return tuple(map(Group, labels, english or [""] * len(labels)))


def _texts(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) and value else list(value or ())


def _check(json: Json) -> Check:
    return Check(
        code=json["code"],
        text=json["expression"],
        comparison=parse_comparison(json["expression"]),
        message=json["message"],
        message_en=json.get("message_en", ""),
        severity=Severity(json.get("severity", "error")),
        rows=tuple(json.get("rows", ())),
        columns=tuple(json.get("columns", ())),
        basis=json.get("basis", ""),
    )


def _formula(json: Json) -> Node | None:
    text = json.get("formula")
    return parse_formula(text) if text else None


def _address(json: Json) -> Address:
    return Address(json["row"], json["column"])


def _bindings(json: Json) -> dict[Address, Binding]:
    """Join what row, column and cell say of a figure's meaning; the nearest word counts."""
    of_cell = {_address(cell): cell["bind"] for cell in json.get("cells", ()) if cell.get("bind")}
    joined = {
        (address := Address(row["code"], column["code"])): {
            **row.get("bind", {}),
            **column.get("bind", {}),
            **of_cell.get(address, {}),
        }
        for row in json["rows"]
        for column in json["columns"]
        if "bind" in column or Address(row["code"], column["code"]) in of_cell
    }
    return {
        address: Binding(**meaning)
        for address, meaning in joined.items()
        if meaning.get("indicator")
    }


def _prove(form: Form) -> None:
    _unique(row.code for row in form.rows)
    _unique(column.code for column in form.columns)
    _unique(check.code for check in form.checks)
    if both := form.row.keys() & form.column.keys():
        raise FormIsWrong(f"both a row and a column: {sorted(both)}")
    for row in form.rows:
        if row.parent is not None and row.parent not in form.row:
            raise FormIsWrong(f"{row.code}: no such parent row: {row.parent}")
    _prove_types(form)
    _prove_cells(form)
    prove_repeats(form)
    computing_order(form)
    for check in form.checks:
        for place in places_of(check, form):
            list(reads(check.comparison, place, form))
    _prove_plans(form)
    for section in form.outline:
        narrative.prove(section, form)


def _prove_plans(form: Form) -> None:
    for address, when in sorted(cells_read(form)):
        if when is When.PLAN and form.binding(address).indicator is None:
            raise NothingIsPlanned(address)


def _prove_types(form: Form) -> None:
    types = {row.code: row.type for row in form.rows if row.type is not None}
    types |= {column.code: column.type for column in form.columns}
    for code, name in types.items():
        if name not in (FIGURES if code in form.row else FIGURES + WORDS):
            raise FormIsWrong(f"{code}: no such type: {name}")


def _prove_cells(form: Form) -> None:
    every = {Address(row.code, column.code) for row in form.rows for column in form.columns}
    named = {*form.closed, *form.cell_formulas, *form.bindings}
    if unknown := named - every:
        raise FormIsWrong(f"no such cell: {sorted(map(str, unknown))}")
    for address, binding in form.bindings.items():
        if not _is_canonical(binding.disaggregation):
            raise FormIsWrong(f"{address}: not a disaggregation: {binding.disaggregation}")
    _unique(
        (b.indicator, b.disaggregation, b.measure, b.calendar, address.row in form.templates)
        for address, b in form.bindings.items()
        if address in form.open
    )


def _is_canonical(disaggregation: str) -> bool:
    try:
        return canonical(parse(disaggregation)) == disaggregation
    except NotADisaggregation:
        return False


@lru_cache(maxsize=256)
def cells_read(form: Form) -> frozenset[tuple[Address, When]]:
    """Return every cell that the form's formulas and checks read, and where from."""
    formulas = [
        (formula, address)
        for address in form.addresses
        if (formula := form.formula(address)) is not None
    ]
    checks = [
        (check.comparison, place) for check in form.checks for place in places_of(check, form)
    ]
    return frozenset(
        cell for node, place in [*formulas, *checks] for cell in reads(node, place, form)
    )


@lru_cache(maxsize=256)
def looks_back(form: Form) -> frozenset[When]:
    """Return which other periods and levels the form's formulas and checks read."""
    return frozenset(when for _cell, when in cells_read(form)) - {When.NOW}


def places_of(check: Check, form: Form) -> tuple[Address, ...]:
    """Return where a check is made: once per row, or once per column when it names columns."""
    if check.columns:
        rows = check.rows or (form.rows[0].code,)
        return tuple(Address(row, column) for row in rows for column in check.columns)
    anchor = form.columns[0].code
    rows = check.rows or tuple(row.code for row in form.rows if not row.heading)
    return tuple(Address(row, anchor) for row in rows)


def _unique(codes: Iterable[object]) -> None:
    if twice := [code for code, times in Counter(codes).items() if times > 1]:
        raise FormIsWrong(f"named twice: {twice}")
