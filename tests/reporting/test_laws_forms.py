"""Biểu mẫu ban hành kèm phần mềm: what each asks, by the law or the headings it stands on."""

import datetime as dt
import json

import pytest

from nhip.indicators.rules.periods import span
from nhip.indicators.rules.working_days import shipped as working_days
from nhip.reporting.rules.checking import Sheets, compute, find
from nhip.reporting.rules.deadlines import HANOI, Window, dues
from nhip.reporting.rules.figures import MISSING, NIL, number
from nhip.reporting.rules.forms import Address, Severity
from nhip.reporting.rules.regimes import parse_regime
from tests.reporting.country import REFERENCE
from tests.reporting.forms import row, shipped

CENTRE = shipped("ii-06a-kstt")
NUMBERS = shipped("ii-07b-kstt")
SUBSIDY = shipped("nd-157-2026-01")
PROVINCES = shipped("ttkhn-01b")
MINISTRIES = shipped("ttkhn-01a")
ACTUAL = shipped("banle")
ESTIMATE = shipped("banle-uoc")
BOARD = shipped("sohoa-766")


def warned(form, sheets):
    """Return the codes of the warnings, after all formula cells are worked out."""
    figures = compute(form, sheets)
    found = find(form, Sheets(figures, sheets.previous, sheets.last_year, sheets.earlier))
    return {(one.code, one.row) for one in found if one.severity is Severity.WARNING}


def errors(form, sheets):
    found = find(form, Sheets(compute(form, sheets), sheets.previous))
    return {(one.code, one.row) for one in found if one.blocks and one.code != "figure-is-missing"}


# --- When each is due ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("regime", "key", "due"),
    [
        ("kiem-soat-tthc-trung-tam", "A12:2021-Q3", (2021, 9, 26)),
        ("tong-hop-tthc", "A12:2021-Q3", (2021, 9, 26)),
        ("giai-ngan-dia-phuong", "M:2021-08", (2021, 8, 16)),
        ("giai-ngan-bo-nganh", "M:2021-08", (2021, 8, 16)),
        ("ban-le-uoc", "M:2021-08", (2021, 8, 18, 10)),
        ("ban-le", "M:2021-08", (2021, 9, 5, 10)),
        ("so-hoa-766", "M:2022-08", (2022, 9, 13)),
        ("cap-bu-lai-suat", "Q:2026-Q3", (2026, 10, 20)),
    ],
)
def test_each_regime_is_due_when_its_law_or_its_note_says(regime, key, due):
    data = json.loads((REFERENCE / "regimes" / f"{regime}.json").read_text())
    rule, period = parse_regime(data), span(key)
    window = Window(period.starts_at, period.ends_at)

    (found,) = dues(rule.rules, window, policy=rule.policy, working_days=working_days())

    assert found.at == dt.datetime(*due, tzinfo=HANOI)


# --- Circular 01/2020/TT-VPCP: II.06a and II.07b -----------------------------------------------


def test_the_one_stop_centre_answers_the_identities_of_the_common_form():
    agree = row("A", c4=60, c5=30, c6=10, c8=20, c9=60, c10=5, c12=12, c13=3)

    computed = compute(CENTRE, Sheets(agree))

    assert computed[Address("A", "c3")] == number(100)
    assert errors(CENTRE, Sheets(agree)) == set()
    assert errors(CENTRE, Sheets(agree | row("A", c13=4))) == {("3=7+11", "A")}


def test_the_figures_of_the_centre_are_never_those_of_the_whole_province():
    common = shipped("ii-06-kstt").bindings.values()
    own = CENTRE.bindings.values()

    assert len(own) == len(common)
    assert not {one.indicator for one in common} & {one.indicator for one in own}


def test_procedures_are_counted_by_level_and_the_plausible_bounds_only_warn():
    given = row("unit", c4=1500, c5=300, c6=200, c8=1600, c9=300, c10=200, c12=9, c13=9, c14=9)

    computed = compute(NUMBERS, Sheets(given))

    assert computed[Address("unit", "c3")] == number(2000)
    assert computed[Address("unit", "c11")] == number(27)
    assert warned(NUMBERS, Sheets(given)) == {("7<=3", "unit")}


# --- Decree 157/2026/NĐ-CP, form 01 -------------------------------------------------------------


def test_the_debt_at_the_end_follows_and_a_branch_adds_up_to_province_programme_and_total():
    branches = row("b1", c3=100, c4=40, c5=30) | row("b2", c3=50, c4=10, c5=0)

    computed = compute(SUBSIDY, Sheets(branches))

    assert [computed[Address(code, "c6")] for code in ("b1", "p1", "I", "total")] == [
        number(110), number(170), number(170), number(170),
    ]  # fmt: skip


def test_a_debt_that_was_not_brought_forward_needs_a_word():
    before = row("b1", c6=90) | row("b2", c6=50)
    now = row("b1", c3=100, c4=0, c5=0) | row("b2", c3=50, c4=0, c5=0)

    assert warned(SUBSIDY, Sheets(now, before)) == {("3=6-of-before", "b1")}


# --- Circular 15/2021/TT-BTC --------------------------------------------------------------------


def test_ministries_and_provinces_fill_two_layouts_of_the_same_indicators():
    def meant(form):
        bound = {form.bindings[at] for at in form.inputs if at in form.bindings}
        return {(one.indicator, one.disaggregation, one.measure) for one in bound}

    of_provinces_alone = {one for one in meant(PROVINCES) if one[0] == "BTC.KEHOACH.DIAPHUONG"}

    assert meant(MINISTRIES) == meant(PROVINCES) - of_provinces_alone
    assert len(meant(MINISTRIES)) == 12


def test_the_share_of_the_plan_stands_on_the_stored_plan_and_no_plan_has_no_share():
    cell = "assigned_domestic"
    given = Sheets(row(cell, local=500, before=100, estimate=150), plan=row(cell, estimate=400))

    computed = compute(PROVINCES, given)

    assert computed[Address(cell, "plan")] == number("400.000")
    assert computed[Address(cell, "of_plan")] == number("37.50")
    assert computed[Address(cell, "of_local")] == number("30.00")
    assert compute(PROVINCES, Sheets(given.now))[Address(cell, "of_plan")] == MISSING


def test_an_estimate_below_what_is_disbursed_already_needs_a_word():
    now = row("assigned_domestic", local=500, before=100, estimate=90)

    assert ("4>=3", "assigned_domestic") in warned(PROVINCES, Sheets(now))


@pytest.mark.parametrize(
    ("earlier", "warns"), [(row("assigned_domestic", before=120), True), (None, False)]
)
def test_a_cumulative_figure_may_fall_only_when_a_year_begins(earlier, warns):
    place = Address("assigned_domestic", "before")
    sheets = Sheets(
        row("assigned_domestic", local=1, before=0, estimate=0),
        previous=row("assigned_domestic", before=120),
        earlier=earlier or {place: NIL},
    )

    assert (("never-falls", "assigned_domestic") in warned(PROVINCES, sheets)) is warns


# --- Retail sales -------------------------------------------------------------------------------


def test_bicycles_are_part_of_other_vehicles_and_no_summand():
    parts = {each: row(each, month=10) for each in ACTUAL.children("goods")}
    given = {at: value for one in parts.values() for at, value in one.items()}

    computed = compute(ACTUAL, Sheets(given | row("bicycles", month=4)))

    assert computed[Address("goods", "month")] == number("120.00")
    assert errors(ACTUAL, Sheets(given | row("bicycles", month=11))) == {
        ("parts-exceed-whole", "vehicles")
    }


def test_the_actual_figure_stands_beside_its_estimate_the_month_before_and_the_year_before():
    sheets = Sheets(
        row("food", month=110),
        previous=row("food", month=100),
        last_year=row("food", month=88),
        earlier=row("food", month=700),
        elsewhere=row("[TM-BANLE-UOC]food", month=120),
    )

    computed = compute(ACTUAL, sheets)

    assert {code: computed[Address("food", code)] for code in ACTUAL.column} == {
        "former": number("100.00"),
        "estimated": number("120.00"),
        "month": number(110),
        "cumulative": number("810.00"),
        "on_former": number("110.00"),
        "on_year": number("125.00"),
        "on_estimate": number("91.67"),
    }


def test_an_estimate_goes_on_from_what_was_really_sold():
    sheets = Sheets(
        row("food", month=120),
        previous=row("[TM-BANLE]food", month=100),
        earlier=row("[TM-BANLE]food", month=700),
    )

    computed = compute(ESTIMATE, sheets)

    assert computed[Address("food", "cumulative")] == number("820.00")
    assert computed[Address("food", "on_former")] == number("120.00")
    assert computed[Address("food", "on_year")] == MISSING


def test_both_say_the_same_indicator_one_as_an_estimate():
    pairs = [ESTIMATE.bindings[Address("food", "month")], ACTUAL.bindings[Address("food", "month")]]

    assert len({(one.indicator, one.disaggregation) for one in pairs}) == 1
    assert [one.measure for one in pairs] == ["estimate", "period"]


# --- Decision 766/QĐ-TTg ------------------------------------------------------------------------


@pytest.mark.fixture_case("T25")
def test_where_nothing_was_received_or_solved_there_is_no_rate():
    some = row("departments", a=30, b=70, c=20, d=5, e=10, f=30)
    none = row("land", a=0, b=0, c=0, d=0, e=None, f=None)

    computed = compute(BOARD, Sheets(some | none))

    rates = {code: computed[Address(code, "rate_in")] for code in ("departments", "land")}
    assert rates == {"departments": number("70.00"), "land": MISSING}
    assert computed[Address("land", "rate_out")] == MISSING
    assert errors(BOARD, Sheets(some | none)) == set()


def test_nothing_is_used_again_that_was_not_digitised():
    given = row("departments", a=30, b=70, c=80, d=81, e=10, f=30)

    assert warned(BOARD, Sheets(given)) == {("c<=b", "departments"), ("d<=c", "departments")}


@pytest.mark.requirement(7)
def test_since_july_2025_the_board_has_no_row_for_districts():
    before, after = BOARD, shipped("sohoa-766-2025")

    assert (before.code, before.version, after.version) == ("SOHOA-766", "2022", "2025")
    assert before.row.keys() - after.row.keys() == {"districts"}
    assert list(before.column) == list(after.column)
