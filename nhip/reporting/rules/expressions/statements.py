"""Câu lệnh cho nhiều báo cáo: one statement works a form out, or checks it, in all reports at once.

A statement reads the relation ``figure(report, position, state, value)`` that its caller makes;
``positions`` says which figure stands at which position, counted from one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from nhip.reporting.rules.evaluation import LARGEST, When, reads
from nhip.reporting.rules.expressions.sql import Sql, translate
from nhip.reporting.rules.expressions.trees import Node
from nhip.reporting.rules.forms import Address, Check, Form
from nhip.reporting.rules.specification import computing_order, places_of

Cell = tuple[Address, When]

_HELD = """WITH figure AS ({source}), held AS (
SELECT one.report,
    array_agg(CASE figure.state WHEN 'nil' THEN 0 ELSE figure.value END ORDER BY place) AS v,
    array_agg(coalesce(figure.state = 'nil', false) ORDER BY place) AS n
FROM (SELECT DISTINCT report FROM figure) AS one
LEFT JOIN generate_series(1, {count}) AS place ON true
LEFT JOIN figure ON figure.report = one.report AND figure.position = place
GROUP BY one.report)
"""
_BROKEN = """CASE made.sign WHEN '=' THEN made.left <> made.right
WHEN '!=' THEN made.left = made.right WHEN '<=' THEN made.left > made.right
WHEN '>=' THEN made.left < made.right WHEN '<' THEN made.left >= made.right
WHEN '>' THEN made.left <= made.right END"""


@dataclass(frozen=True)
class Computing:
    """Tính hàng loạt: yields ``report, number, value, nil`` for each cell of ``results``."""

    positions: tuple[Cell, ...]
    results: tuple[Address, ...]
    text: str


@dataclass(frozen=True)
class Checking:
    """Kiểm tra hàng loạt: yields ``report, number, left, right`` where one of ``checks`` fails.

    An unknown side breaks nothing, as everywhere; what is missing is found by other means.
    """

    positions: tuple[Cell, ...]
    checks: tuple[tuple[Check, Address], ...]
    text: str


def computing(form: Form, source: str) -> Computing:
    """Return the statement that works out every formula cell from the cells people fill."""
    order = computing_order(form)
    formulas = {address: node for address in order if (node := form.formula(address)) is not None}
    results = set(formulas)
    read = (cell for address, node in formulas.items() for cell in reads(node, address, form))
    held = _Held(cell for cell in read if cell[0] not in results or cell[1] is not When.NOW)
    joins, rows = [], []
    for number, (address, node) in enumerate(formulas.items(), 1):
        made = translate(node, address, form, held.where)
        joins.append(_settled(made, form.places_of(address), number))
        rows.append(f"({number}, c{number}.v, c{number}.n)")
        held.computed[address] = Sql(f"c{number}.v", f"(c{number}.v IS NOT NULL AND c{number}.n)")
    text = (
        f"{_HELD.format(source=source, count=len(held.positions))}"
        f"SELECT held.report, made.number, made.value, made.nil FROM held\n{''.join(joins)}"
        f"CROSS JOIN LATERAL (VALUES {', '.join(rows)}) AS made(number, value, nil)"
    )
    return Computing(held.positions, tuple(formulas), text)


def checking(form: Form, source: str) -> Checking:
    """Return the statement that finds each broken check in complete figures."""
    checks = tuple((check, place) for check in form.checks for place in places_of(check, form))
    held = _Held(cell for check, place in checks for cell in reads(check.comparison, place, form))
    rows = ", ".join(
        f"({number}, '{check.comparison.sign}', {_side(check.comparison.left, place, form, held)}, "
        f"{_side(check.comparison.right, place, form, held)})"
        for number, (check, place) in enumerate(checks, 1)
    )
    text = (
        f"{_HELD.format(source=source, count=len(held.positions))}"
        "SELECT held.report, made.number, made.left, made.right FROM held\n"
        f'CROSS JOIN LATERAL (VALUES {rows}) AS made(number, sign, "left", "right")\n'
        f"WHERE {_BROKEN}"
    )
    return Checking(held.positions, checks, text)


class _Held:
    """Where figures stand: at positions of the two arrays, or computed further left."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self.positions = tuple(dict.fromkeys(cells))
        self.computed: dict[Address, Sql] = {}
        self._at = {cell: number for number, cell in enumerate(self.positions, 1)}

    def where(self, address: Address, when: When) -> Sql:
        if when is When.NOW and address in self.computed:
            return self.computed[address]
        at = self._at[address, when]
        return Sql(f"held.v[{at}]", f"held.n[{at}]")


def _settled(made: Sql, places: int, number: int) -> str:
    """Return the join that rounds one result; OFFSET keeps it from being written out again."""
    return (
        f"CROSS JOIN LATERAL (SELECT CASE WHEN abs(raw) < {LARGEST:f} THEN round(raw, {places}) END"
        f" AS v, n FROM (SELECT {made.value} AS raw, {made.nil} AS n OFFSET 0) AS one OFFSET 0)"
        f" AS c{number}\n"
    )


def _side(node: Node, place: Address, form: Form, held: _Held) -> str:
    return translate(node, place, form, held.where).value
