"""The published cases of calendars, deadlines and formulas that no other file names."""

import datetime as dt

import pytest

from nhip.indicators.rules.periods import span
from nhip.indicators.rules.working_days import DeadlinePolicy, shipped
from nhip.reporting.rules.checking import Sheets, compute, find
from nhip.reporting.rules.deadlines import (
    HANOI,
    Counting,
    Rule,
    Window,
    dues,
    leaves_a_working_day,
)
from nhip.reporting.rules.figures import MISSING, number
from nhip.reporting.rules.forms import Address, Severity
from tests.reporting.forms import row, small
from tests.reporting.forms import shipped as shipped_form


def due(key, counting, count, policy=DeadlinePolicy.EXACT, at=None):
    period = span(key)
    window = Window(period.starts_at, period.ends_at)
    rule = Rule("p", counting, count, at=at)
    (found,) = dues([rule], window, policy=policy, working_days=shipped())
    return found, leaves_a_working_day(found, window, shipped())


SUBSIDY = shipped_form("nd-157-2026-01")  # decree 157/2026, form 01
NOTHING = row("b2", c7=0, c8=0)


@pytest.mark.fixture_case("T3")
def test_t3_a_report_to_the_government_due_on_a_sunday():
    exact, _gap = due("A12:2026-M01", Counting.DAY_OF_MONTH, 25)
    moved, _gap = due("A12:2026-M01", Counting.DAY_OF_MONTH, 25, DeadlinePolicy.NEXT_WORKING_DAY)

    assert (exact.day, moved.day) == (dt.date(2026, 1, 25), dt.date(2026, 1, 26))


@pytest.mark.fixture_case("T4")
def test_t4_a_deadline_inside_tet_leaves_no_working_day_after_the_cut_off():
    _inside, leaves_one = due("A12:2026-M02", Counting.DAY_OF_MONTH, 20)
    first, then_leaves_one = due("A12:2026-M02", Counting.WORKING_DAYS_AFTER, 1)

    assert not leaves_one
    assert (first.day, then_leaves_one) == (dt.date(2026, 2, 23), True)


@pytest.mark.requirement(15)
@pytest.mark.fixture_case("T7")
def test_t7_a_utc_day_ends_in_the_morning_of_hanoi_and_is_due_that_afternoon():
    period = span("DZ:2026-07-15")
    found, _gap = due("DZ:2026-07-15", Counting.DAYS_AFTER, 0, at=dt.time(15))

    assert period.starts_at.astimezone(HANOI) == dt.datetime(2026, 7, 15, 7, tzinfo=HANOI)
    assert period.ends_at.astimezone(HANOI) == dt.datetime(2026, 7, 16, 7, tzinfo=HANOI)
    assert found.at == dt.datetime(2026, 7, 16, 15, tzinfo=HANOI)


@pytest.mark.fixture_case("T9")
def test_t9_a_half_year_is_never_the_year():
    half, year = span("A12:2026-H1"), span("A12:2026-Y")

    assert half.key != year.key
    assert half.starts_at == year.starts_at


@pytest.mark.requirement(18)
@pytest.mark.fixture_case("T13")
def test_t13_more_to_recover_than_paid_gives_nought_and_is_carried():
    computed = compute(SUBSIDY, Sheets(row("b1", c7=50, c8=80) | NOTHING))

    assert computed[Address("total", "c9")] == number(0)
    assert computed[Address("total", "carried")] == number(30)


@pytest.mark.fixture_case("T13")
def test_t13_what_was_carried_lessens_the_next_period():
    now, before = row("b1", c7=100, c8=20) | NOTHING, row("total", carried=30)

    computed = compute(SUBSIDY, Sheets(now, before))

    assert computed[Address("total", "c9")] == number(50)
    assert computed[Address("total", "carried")] == number(0)


@pytest.mark.requirement(18)
@pytest.mark.fixture_case("T14")
def test_t14_on_a_branch_row_the_cell_must_stay_empty():
    branches = row("b1", c3=0, c4=0, c5=0, c7=50, c8=80) | row("b2", c3=0, c4=0, c5=0) | NOTHING
    figures = compute(SUBSIDY, Sheets(branches))

    found = find(SUBSIDY, Sheets(figures | row("b1", c9=0)))

    assert [(one.code, one.row, one.column) for one in found] == [("no-such-cell", "b1", "c9")]


@pytest.mark.requirement(18)
@pytest.mark.fixture_case("T15")
def test_t15_parts_of_which_may_be_less_than_the_whole_and_never_more():
    parts = [
        {"code": code, "label": code, "parent": "all", "of_which": True} for code in ("one", "two")
    ]
    form = small(rows=[{"code": "all", "label": "all"}, *parts], columns=["a"])

    def codes(one, two):
        figures = row("all", a=10) | row("one", a=one) | row("two", a=two)
        return [finding.code for finding in find(form, Sheets(figures))]

    assert codes(3, 4) == []
    assert codes(6, 5) == ["parts-exceed-whole"]


@pytest.mark.fixture_case("T24")
def test_t24_a_cumulative_flow_that_falls_is_a_warning():
    check = {
        "code": "never-falls",
        "expression": "total >= first_known(prev(total), 0)",
        "severity": "warning",
        "message": "Số lũy kế giảm so với kỳ trước; nêu lý do.",
    }
    form = small(columns=["new", "total"], checks=[check])

    (found,) = find(form, Sheets(row("r", new=1, total=90), previous=row("r", total=100)))

    assert (found.severity, found.row, found.column) == (Severity.WARNING, "r", "total")
    assert (found.found, found.expected) == ("90", ">= 100")


@pytest.mark.fixture_case("T25")
def test_t25_a_share_of_nothing_is_no_figure_unless_the_form_states_a_rule():
    share = {"label": "share", "type": "rate", "places": 1}
    plain = small(columns=["all", "done", {"code": "s", "formula": "done / all * 100"} | share])
    ruled = small(
        columns=[
            "all",
            "done",
            {"code": "s", "formula": "if(all = 0, 100, done / all * 100)"} | share,
        ]
    )

    nothing = Sheets(row("r", all=0, done=0))

    assert compute(plain, nothing)[Address("r", "s")] == MISSING
    assert compute(ruled, nothing)[Address("r", "s")] == number("100.0")


@pytest.mark.requirement(20)
@pytest.mark.fixture_case("T27")
def test_t27_the_ministry_estimates_and_a_unit_may_not():
    # Circular 08/2019/TT-BTP, art. 25: actual × months to estimate ÷ months of actual data.
    estimate = {"code": "e", "label": "e", "formula": "round(actual * 2 / 10, 0)"}
    form = small(columns=["actual", estimate])

    computed = compute(form, Sheets(row("r", actual=26_813)))
    own = find(form, Sheets(row("r", actual=26_813, e=6_000)))

    assert computed[Address("r", "e")] == number(5_363)
    assert [(one.code, one.blocks) for one in own] == [("total-is-wrong", True)]
