"""Mười lăm kiểu biểu mẫu: each pattern of official forms, shown by a form that is shipped."""

import datetime as dt

import pytest

from nhip.reporting import actions
from nhip.reporting.queries.reports import complete_figures, findings
from nhip.reporting.rules.checking import Sheets, compute, find
from nhip.reporting.rules.figures import MISSING, NIL, number, written
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.heads import head_lines
from nhip.reporting.rules.narrative import placeholders, render
from nhip.reporting.rules.reading import When
from nhip.reporting.rules.rosters import Line, spread
from nhip.reporting.rules.specification import looks_back
from tests.reporting.country import NOW, activate, load, obligation_of, owe
from tests.reporting.forms import row, shipped

pytestmark = pytest.mark.requirement(8)

PATTERNS = {
    1: ("fixed rows and fixed columns", "ii-06-kstt"),
    2: ("rows as a tree, with those of which", "banle"),
    3: ("one row for each unit below", "thien-tai-ngay"),
    4: ("a list of none, one or many", "thien-tai-ngay"),
    5: ("a register with derived totals", "thien-tai-ngay"),
    6: ("columns as a tree with merged heads", "ttkhn-01a"),
    7: ("formulas by row, by column, on the total only", "nd-157-2026-01"),
    8: ("never below nought, the rest carried over", "nd-157-2026-01"),
    9: ("brought forward", "nd-157-2026-01"),
    10: ("cumulative", "banle"),
    11: ("comparison filled by the system", "ttkhn-01b"),
    12: ("estimate and actual", "banle-uoc"),
    13: ("outline with figures bound to cells", "ttkhn-01b"),
    14: ("nil as an act", "ii-07b-kstt"),
    15: ("two layouts of the same indicators", "ttkhn-01a"),
}


def form_of(pattern):
    return shipped(PATTERNS[pattern][1])


def test_pattern_1_every_row_has_every_column():
    form = form_of(1)

    assert len(form.addresses) == len(form.rows) * len(form.columns)


def test_pattern_2_a_tree_of_rows_adds_up_and_those_of_which_do_not_exhaust_their_parent():
    form = form_of(2)
    depths = {code: _depth(form, code) for code in form.row}

    assert [form.row[code].number for code in ("goods", "food", "bicycles")] == ["I", "1", "–"]
    assert [depths[code] for code in ("total", "goods", "vehicles", "bicycles")] == [0, 1, 2, 3]
    assert [one.code for one in form.rows if one.of_which] == ["bicycles"]


def test_pattern_3_the_units_below_are_the_rows():
    communes = (Line("25456", "Phường 1"), Line("25459", "Phường 2"))

    form = spread(form_of(3), {"places": communes})

    assert [form.row[code].label for code in form.children("total")] == ["Phường 1", "Phường 2"]


@pytest.mark.parametrize("keys", [(), ("a",), ("a", "b")], ids=len)
def test_pattern_4_a_list_has_as_many_rows_as_there_are_cases(keys):
    form = spread(form_of(4), {"people": tuple(map(Line, keys))})

    assert form.lines["people"] == (tuple(f"people.{key}" for key in keys) or ("people",))


def test_pattern_5_the_table_is_checked_against_the_register():
    form = spread(form_of(5), {"people": (Line("a"),), "places": (Line("25456", "Phường 1"),)})
    figures = row("places.25456", dead=2) | {Address("people.a", "fate"): written("dead")}

    found = find(form, Sheets(compute(form, Sheets(figures))))

    assert [(one.expected, one.found) for one in found if one.code == "list-dead"] == [("1", "2")]


def test_pattern_6_heads_stand_over_several_columns_on_three_lines():
    lines = head_lines(form_of(6).columns)

    assert [[cell.columns for cell in line] for line in lines] == [[8, 1], [4, 4], [1] * 8]
    assert lines[0][-1].rows == 3


def test_pattern_7_one_cell_of_a_column_has_a_formula_and_the_others_stay_empty():
    form = form_of(7)
    figures = compute(form, Sheets(row("b1", c7=9, c8=4) | row("b2", c7=1, c8=0)))

    assert None not in (form.column["c6"].formula, form.row["I"].formula)
    assert [at.row for at in form.addresses if at.column == "c9"] == ["total"]
    assert figures[Address("total", "c9")] == number(6)


def test_pattern_8_what_cannot_be_paid_out_of_this_period_lessens_the_next():
    form = form_of(8)

    first = compute(form, Sheets(row("b1", c7=50, c8=80) | row("b2", c7=0, c8=0)))
    then = compute(form, Sheets(row("b1", c7=100, c8=20) | row("b2", c7=0, c8=0), first))

    assert [one[Address("total", "c9")] for one in (first, then)] == [number(0), number(50)]
    assert [one[Address("total", "carried")] for one in (first, then)] == [number(30), number(0)]


def test_pattern_9_an_opening_figure_is_filled_from_the_closing_one_of_the_period_before():
    form = form_of(9)

    assert [(one.source, one.column) for one in form.column["c3"].prefill] == [("previous", "c6")]
    assert Address("b1", "c3") in form.inputs


def test_pattern_10_a_cumulative_column_adds_the_earlier_periods_of_the_year():
    form = form_of(10)
    month = row("food", month=5)

    january = compute(form, Sheets(month, earlier={Address("food", "month"): NIL}))
    august = compute(form, Sheets(month, earlier=row("food", month=70)))

    place = Address("food", "cumulative")
    assert (january[place], august[place]) == (number("5.00"), number("75.00"))
    assert compute(form, Sheets(month))[place] == MISSING


@pytest.mark.requirement(41)
def test_pattern_11_nobody_types_what_is_compared_with():
    form = form_of(11)

    assert looks_back(form) >= {When.LAST_YEAR, When.PLAN}
    assert not [at for at in form.inputs if at.column in ("plan", "year_ago", "of_plan")]
    assert When.PREVIOUS in looks_back(form_of(10))


def test_pattern_12_an_estimate_and_an_actual_figure_are_two_measures_of_one_indicator():
    estimate = form_of(12).bindings[Address("total", "month")]
    actual = shipped("banle").bindings[Address("total", "month")]

    assert (estimate.indicator, estimate.measure) == ("BCT.BANLE", "estimate")
    assert (actual.indicator, actual.measure) == ("BCT.BANLE", "period")


def test_pattern_13_the_sentence_says_the_figures_of_the_table():
    form = form_of(13)
    leaves = [at.row for at in form.inputs if at.column == "before"]
    given = {}
    for each in leaves:
        given |= row(each, local=100, before=20, estimate=25)
    plans = {Address(each, "estimate"): number(50) for each in leaves}

    text = render(form.outline[0].text, compute(form, Sheets(given, plan=plans)), form)

    assert len(placeholders(form.outline[0].text)) == 3
    assert "ước đến hết tháng này 150,000 triệu đồng, đạt 50,00% kế hoạch" in text


@pytest.mark.django_db
def test_pattern_14_that_nothing_arose_is_said_once_for_the_whole_report(lan, tay_ninh, office):
    load(
        indicators=["procedures", "procedures-numbers"],
        forms=["ii-07b-kstt"],
        regimes=["tong-hop-tthc"],
    )
    activate("VPCP.KSTT.SOLUONG")
    owe("VPCP.KSTT.SOLUONG", dt.date(2021, 9, 14))
    owed = obligation_of(tay_ninh, "A12:2021-Q3")
    report = actions.open_report(actor=lan, obligation_id=owed.pk, now=NOW)

    actions.mark_nil(actor=lan, report_id=report.pk, revision=0, now=NOW)

    assert set(complete_figures(report).values()) == {NIL}
    assert findings(report) == []


def test_pattern_15_one_indicator_stands_in_a_row_here_and_in_a_column_there():
    one, other = form_of(15), shipped("ttkhn-01b")
    place = {at: binding for at, binding in one.bindings.items() if at.row == "estimate"}
    there = {at: binding for at, binding in other.bindings.items() if at.column == "estimate"}

    same = set(place.values()) & set(there.values())

    assert len(same) == 7, "six sources and kinds of capital, and the whole"
    assert {at.row for at in place} == {"estimate"} == {at.column for at in there}


def test_each_pattern_of_the_table_has_its_test():
    shown = {int(name.split("_")[2]) for name in globals() if name.startswith("test_pattern_")}

    assert shown == set(PATTERNS)


def test_no_figure_of_a_form_is_wrong_before_anybody_typed_one():
    for _name, file in PATTERNS.values():
        form = shipped(file)
        figures = compute(form, Sheets({}))

        codes = {one.code for one in find(form, Sheets(figures))}

        assert codes <= {"figure-is-missing"}


def _depth(form, code):
    parent = form.row[code].parent
    return 0 if parent is None else 1 + _depth(form, parent)
