"""Câu lệnh cho nhiều báo cáo: one statement works a form out, or checks it, in all reports at once.

A statement reads the relation ``figure(report, position, state, value)`` that its caller makes;
``positions`` says which figure stands at which position, counted from one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from nhip.reporting.rules.evaluation import LARGEST
from nhip.reporting.rules.expressions.sql import Sql, translate
from nhip.reporting.rules.expressions.trees import Node
from nhip.reporting.rules.forms import Address, Check, Form
from nhip.reporting.rules.reading import When, reads
from nhip.reporting.rules.specification import computing_order, places_of

Cell = tuple[Address, When]

# Every position of every report stands in an array, whether or not its figure is known.
_HELD = """WITH figure AS MATERIALIZED ({source}), place AS MATERIALIZED (
SELECT report, position FROM (SELECT DISTINCT report FROM figure) AS one
LEFT JOIN generate_series(1, {count}) AS position ON true), held AS MATERIALIZED (
SELECT report,
    array_agg(CASE state WHEN 'nil' THEN 0 ELSE value END ORDER BY position) AS v,
    array_agg(coalesce(state = 'nil', false) ORDER BY position) AS n
FROM place LEFT JOIN figure USING (report, position) GROUP BY report)
"""
_BROKEN = """CASE made.sign WHEN '=' THEN made.left <> made.right
WHEN '!=' THEN made.left = made.right WHEN '<=' THEN made.left > made.right
WHEN '>=' THEN made.left < made.right WHEN '<' THEN made.left >= made.right
WHEN '>' THEN made.left <= made.right END"""
# Arrays are worked out once for a report; a list of VALUES would be prepared anew for each.
_MADE = """SELECT side.report, made.number, {names} FROM
(SELECT held.report, {arrays} FROM held{joins} OFFSET 0) AS side
CROSS JOIN LATERAL unnest({unnested}) WITH ORDINALITY AS made({columns}, number)
"""


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
    joins, made = [], []
    for number, (address, node) in enumerate(formulas.items(), 1):
        one = translate(node, address, form, held.where)
        joins.append(_settled(one, form.places_of(address), number))
        made.append(Sql(f"c{number}.v", f"c{number}.n"))
        held.computed[address] = Sql(f"c{number}.v", f"(c{number}.v IS NOT NULL AND c{number}.n)")
    values, nils = [one.value for one in made], [one.nil for one in made]
    text = held.begun(source) + _MADE.format(
        names="made.value, made.nil",
        arrays=f"{_array(values, 'numeric')} AS values, {_array(nils, 'boolean')} AS nils",
        joins="".join(joins),
        unnested="side.values, side.nils",
        columns="value, nil",
    )
    return Computing(held.positions, tuple(formulas), text)


def checking(form: Form, source: str) -> Checking:
    """Return the statement that finds each broken check in complete figures."""
    checks = tuple((check, place) for check in form.checks for place in places_of(check, form))
    held = _Held(cell for check, place in checks for cell in reads(check.comparison, place, form))
    sides = [
        (_side(check.comparison.left, place, form, held),
         _side(check.comparison.right, place, form, held))
        for check, place in checks
    ]  # fmt: skip
    lefts = _array([left for left, _right in sides], "numeric")
    rights = _array([right for _left, right in sides], "numeric")
    signs = _array([f"'{check.comparison.sign}'" for check, _place in checks], "text")
    text = held.begun(source) + _MADE.format(
        names="made.left, made.right",
        arrays=f"{lefts} AS lefts, {rights} AS rights",
        joins="",
        unnested=f"side.lefts, side.rights, {signs}",
        columns='"left", "right", sign',
    )
    return Checking(held.positions, checks, f"{text}WHERE {_BROKEN}")


class _Held:
    """Where figures stand: at positions of the two arrays, or computed further left."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self.positions = tuple(dict.fromkeys(cells))
        self.computed: dict[Address, Sql] = {}
        self._at = {cell: number for number, cell in enumerate(self.positions, 1)}

    def begun(self, source: str) -> str:
        """Return the beginning of a statement: the figures of each report as two arrays."""
        return _HELD.format(source=source, count=len(self.positions))

    def where(self, address: Address, when: When) -> Sql:
        if when is When.NOW and address in self.computed:
            return self.computed[address]
        at = self._at[address, when]
        return Sql(f"held.v[{at}]", f"held.n[{at}]")


def _settled(made: Sql, places: int, number: int) -> str:
    """Return the join that rounds one result; OFFSET keeps it from being written out again."""
    return (
        f"\nCROSS JOIN LATERAL (SELECT CASE WHEN abs(raw) < {LARGEST:f}"
        f" THEN round(raw, {places}) END AS v, n FROM"
        f" (SELECT {made.value} AS raw, {made.nil} AS n OFFSET 0) AS one OFFSET 0)"
        f" AS c{number}"
    )


def _side(node: Node, place: Address, form: Form, held: _Held) -> str:
    return translate(node, place, form, held.where).value


def _array(values: list[str], kind: str) -> str:
    return f"ARRAY[{', '.join(values)}]::{kind}[]"
