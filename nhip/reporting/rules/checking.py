"""Kiểm tra số liệu: compute what is computed, then say all that is wrong, at its address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from nhip.core.numbers import round_half_up
from nhip.reporting.rules import narrative
from nhip.reporting.rules.evaluation import Sides, compare, evaluate, settled
from nhip.reporting.rules.figures import (
    MISSING,
    State,
    Value,
    amount,
    plain,
    same_amount,
)
from nhip.reporting.rules.forms import WORDS, Address, Check, Form, Severity
from nhip.reporting.rules.reading import When, form_of, reads
from nhip.reporting.rules.specification import computing_order, places_of
from nhip.reporting.rules.words import is_answer

Figures = Mapping[Address, Value]


@dataclass(frozen=True)
class Finding:
    """Kết quả kiểm tra: what is wrong, where, what was expected and what was found."""

    code: str
    severity: Severity
    form: str
    row: str
    column: str
    expected: str = ""
    found: str = ""
    message: str = ""
    message_en: str = ""

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.ERROR

    @property
    def key(self) -> str:
        """Return the name under which a warning is explained."""
        return f"{self.code}@{self.row}!{self.column}"


@dataclass(frozen=True)
class Sheets:
    """Các tờ số liệu: the figures of this report, and all others that its formulas may read.

    Cells of other forms stand beside those of their own period, this one's in ``elsewhere``.
    """

    now: Figures
    previous: Figures = field(default_factory=dict)
    last_year: Figures = field(default_factory=dict)
    earlier: Figures = field(default_factory=dict)
    below: Figures = field(default_factory=dict)
    plan: Figures = field(default_factory=dict)
    elsewhere: Figures = field(default_factory=dict)

    def figure(self, address: Address, when: When) -> Value:
        return self._of(when, address).get(address, MISSING)

    def _of(self, when: When, address: Address) -> Figures:
        match when:
            case When.NOW:
                return self.now if form_of(address) is None else self.elsewhere
            case When.PREVIOUS:
                return self.previous
            case When.LAST_YEAR:
                return self.last_year
            case When.EARLIER:
                return self.earlier
            case When.BELOW:
                return self.below
            case When.PLAN:
                return self.plan


def compute(form: Form, sheets: Sheets) -> dict[Address, Value]:
    """Return all figures, the formula cells worked out afresh and rounded half-up at the end."""
    figures = dict(sheets.now)
    here = replace(sheets, now=figures)
    for address in computing_order(form):
        formula = form.formula(address)
        if formula is not None:
            value = evaluate(formula, address, form, here)
            figures[address] = settled(value, form.places_of(address))
    return figures


def find(form: Form, sheets: Sheets) -> list[Finding]:
    """Return all that is wrong with complete figures: types, gaps, false totals, broken checks."""
    return [
        *_misplaced(form, sheets.now),
        *_mistyped(form, sheets.now),
        *_missing(form, sheets.now),
        *_false_totals(form, sheets),
        *_of_which(form, sheets.now),
        *_broken(form, sheets),
    ]


def find_in_narrative(form: Form, texts: Mapping[str, str]) -> list[Finding]:
    """Return the sections that are unwritten, or whose figures do not come from the table."""
    findings = []
    for section in form.outline:
        text = texts.get(section.code, "").strip()
        if not text and section.required:
            findings.append(_at(form, "section-is-empty", section.code))
            continue
        findings += [
            *(
                _at(form, "text-names-no-cell", section.code, found=str(address))
                for address in narrative.unknown(text, form)
            ),
            *(
                _at(form, "text-omits-figure", section.code, expected=str(address))
                for address in narrative.dropped(section, text)
            ),
        ]
    return findings


def find_in_print(form: Form, figures: Figures, texts: Mapping[str, str]) -> list[Finding]:
    """Return the sections of a finished report that are empty or omit a figure they owe."""
    findings = []
    for section in form.outline:
        text = texts.get(section.code, "").strip()
        if not text and section.required:
            findings.append(_at(form, "section-is-empty", section.code))
            continue
        findings += [
            _at(form, "text-omits-figure", section.code, expected=str(address))
            for address in narrative.unsaid(section, text, figures, form)
        ]
    return findings


def _misplaced(form: Form, figures: Figures) -> Iterator[Finding]:
    for address in figures.keys() - form.open:
        yield _at(form, "no-such-cell", *address, found=plain(figures[address]))


def _mistyped(form: Form, figures: Figures) -> Iterator[Finding]:
    for address in form.addresses:
        figure = figures.get(address, MISSING)
        if fault := _misfit(form, address, figure):
            yield _at(form, fault, *address, found=plain(figure))
        if figure.number is None:
            continue
        if form.type_of(address) == "count" and figure.number < 0:
            yield _at(form, "below-zero", *address, expected="≥ 0", found=plain(figure))
        places = form.places_of(address)
        if figure.number != round_half_up(figure.number, places):
            yield _at(
                form, "too-many-decimals", *address, expected=str(places), found=plain(figure)
            )


def _misfit(form: Form, address: Address, figure: Value) -> str | None:
    """Return what is wrong with the kind of an answer: a number, words, or nothing at all."""
    column = form.column[address.column]
    if figure.state is State.NIL:
        return None if column.nil_allowed or address.row in form.templates else "nil-not-allowed"
    if figure.is_missing:
        return None
    if address.row in form.templates and form.formula(address) is None:
        return "no-rows-yet"
    if column.holds_words and not is_answer(figure, column):
        return "not-an-answer"
    return "not-a-number" if not column.holds_words and figure.number is None else None


def _missing(form: Form, figures: Figures) -> Iterator[Finding]:
    for address in form.inputs:
        if form.row[address.row].required and figures.get(address, MISSING).is_missing:
            yield _at(form, "figure-is-missing", *address)


def _false_totals(form: Form, sheets: Sheets) -> Iterator[Finding]:
    right = compute(form, sheets)
    for address in computing_order(form):
        stated = sheets.now.get(address, MISSING)
        if not same_amount(stated, right[address]):
            yield _at(
                form,
                "total-is-wrong",
                *address,
                expected=plain(right[address]),
                found=plain(stated),
            )


def _of_which(form: Form, figures: Figures) -> Iterator[Finding]:
    """Trong đó: parts that need not be exhaustive may not exceed their whole."""
    for parent in form.rows:
        parts = [row.code for row in form.rows if row.parent == parent.code and row.of_which]
        added_up = [column for column in form.columns if column.type not in ("rate", *WORDS)]
        for column in added_up if parts and not parent.heading else ():
            whole = figures.get(Address(parent.code, column.code), MISSING)
            known = [figures.get(Address(part, column.code), MISSING) for part in parts]
            total = sum((amount(part) for part in known if not part.is_missing), Decimal(0))
            if not whole.is_missing and total > amount(whole):
                yield _at(
                    form,
                    "parts-exceed-whole",
                    parent.code,
                    column.code,
                    expected=f"≤ {plain(whole)}",
                    found=f"{total:f}",
                )


def _broken(form: Form, sheets: Sheets) -> Iterator[Finding]:
    for check in form.checks:
        for place in places_of(check, form):
            sides = compare(check.comparison, place, form, sheets)
            if sides is not None and not sides.holds:
                yield _broken_at(form, check, _accused(form, check, place), sides)


def _accused(form: Form, check: Check, place: Address) -> Address:
    """Return the first cell a check speaks of: the one whose figure it judges."""
    cells = (cell for cell, when in reads(check.comparison, place, form))
    return next((cell for cell in cells if form_of(cell) is None), place)


def _broken_at(form: Form, check: Check, cell: Address, sides: Sides) -> Finding:
    return Finding(
        code=check.code,
        severity=check.severity,
        form=f"{form.code} {form.version}",
        row=cell.row,
        column=cell.column,
        expected=f"{check.comparison.sign} {plain(sides.right)}".removeprefix("= "),
        found=plain(sides.left),
        message=check.message,
        message_en=check.message_en,
    )


def _at(
    form: Form, code: str, row: str, column: str = "", *, expected: str = "", found: str = ""
) -> Finding:
    return Finding(
        code, Severity.ERROR, f"{form.code} {form.version}", row, column, expected, found
    )
