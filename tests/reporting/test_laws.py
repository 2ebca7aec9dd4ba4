"""Chế độ ban hành kèm phần mềm, each against the law it stands on."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest

from nhip.indicators.actions import store
from nhip.indicators.rules.facts import Fact, Imported
from nhip.reporting import actions
from nhip.reporting.actions.entry import CellsAreWrong
from nhip.reporting.models import Obligation, Regime
from nhip.reporting.queries.prefill import period_key
from nhip.reporting.queries.reports import complete_figures, findings, unexplained
from nhip.reporting.rules.figures import number
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.states import Stage
from tests.reporting.country import (
    ADMIN,
    MONTH,
    NOW,
    REFERENCE,
    SATURDAY,
    activate,
    at,
    load,
    make_person,
    make_unit,
    obligation_of,
    owe,
)
from tests.reporting.standing import placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def planning(office):
    return make_unit("G05", "Bộ Kế hoạch và Đầu tư", "Bộ Kế hoạch và Đầu tư", "ministry")


def start(code, *, indicators, form, regime, first, last=None, now=NOW):
    load(indicators=indicators, forms=[form], regimes=[regime])
    activate(code, now=now)
    owe(code, first, last, now=now)


def open_one(person, unit, key):
    obligation = obligation_of(unit, key)
    return actions.open_report(actor=person, obligation_id=obligation.pk, now=NOW)


def type_in(person, report, figures):
    batch = actions.Batch(figures, report.revision)
    return actions.enter_cells(actor=person, report_id=report.pk, batch=batch, now=NOW)


# --- Circular 54/2015/TT-BYT, art. 5.6 e: daily before 10:00 while an outbreak is active ----


def test_a_day_runs_from_midnight_to_midnight_and_is_due_at_ten(obligation):
    assert (obligation.period.window.lower, obligation.period.window.upper) == (
        at(0, day=14),
        at(0),
    )
    assert obligation.due_at == at(10)


def test_the_exception_to_the_decree_is_recorded_with_its_citation(daily):
    cited = daily.rule.exceptions["Điều 8 khoản 5 điểm b"]

    assert "Điều 5 khoản 2 Nghị định 09/2019/NĐ-CP" in cited
    assert "TT 54/2015/TT-BYT" in cited


# --- Decree 09/2019/NĐ-CP, art. 12 and 13: the month from the 15th to the 14th --------------


def test_the_month_runs_from_the_15th_to_the_14th_and_is_due_by_the_25th(
    office, ministry, tay_ninh
):
    start(
        "YT.DICH.THANG",
        indicators=["outbreak"],
        form="dich-thang",
        regime="dich-thang",
        first=SATURDAY,
    )

    month = obligation_of(tay_ninh, MONTH)
    window = month.period.window
    assert (window.lower, window.upper) == (at(0, day=15).replace(month=7), at(0))
    assert month.due_at == at(0, day=26)


# --- Form II.06/VPCP/KSTT: cases T10 to T12 --------------------------------------------------

QUARTER = "A12:2021-Q3"
AGREE = {"c4": 60, "c5": 30, "c6": 10, "c8": 20, "c9": 60, "c10": 5, "c12": 12, "c13": 3}


@pytest.fixture
def procedures(lan, tay_ninh, office):
    """Return a function that fills a quarter: row A as given, the others with nought."""
    start(
        "VPCP.KSTT.QUY",
        indicators=["procedures"],
        form="ii-06-kstt",
        regime="kiem-soat-tthc",
        first=dt.date(2021, 6, 14),
        last=dt.date(2021, 9, 14),
    )

    def fill(key=QUARTER, **changes):
        figures = {
            Address(row, column): number(value if row == "A" else 0)
            for row in "ABC"
            for column, value in (AGREE | changes).items()
        }
        report = open_one(lan, tay_ninh, key)
        type_in(lan, report, figures)
        return report

    return fill


def test_the_quarter_runs_from_the_15th_of_june_to_the_14th_of_september(procedures, tay_ninh):
    window = obligation_of(tay_ninh, QUARTER).period.window

    assert (window.lower.date(), window.upper.date()) == (
        dt.date(2021, 6, 14),  # 17:00 UTC is midnight in Hà Nội
        dt.date(2021, 9, 14),
    )


@pytest.mark.fixture_case("T10")
def test_t10_figures_that_agree_may_be_put_up(procedures, lan):
    report = procedures()

    assert complete_figures(report)[Address("A", "c3")] == number(100)
    assert complete_figures(report)[Address("total", "c11")] == number(15)
    assert actions.put_up(actor=lan, report_id=report.pk, now=NOW).stage == Stage.PUT_UP


@pytest.mark.requirement(19)
@pytest.mark.fixture_case("T11")
def test_t11_a_broken_identity_names_the_row_and_both_sums(procedures):
    found = [one for one in findings(procedures(c12=13)) if one.row == "A"]

    assert [(one.code, one.column, one.found, one.expected) for one in found] == [
        ("3=7+11", "c3", "100", "101")
    ]


@pytest.mark.requirement(19)
@pytest.mark.fixture_case("T12")
def test_t12_what_was_not_carried_over_needs_an_explanation(procedures):
    placed(procedures("A12:2021-Q2", c12=9), Stage.ISSUED)
    report = procedures(c6=10)

    warnings = unexplained(report, findings(report))

    assert ("6=11-of-before", "A", "10", "12") in [
        (one.code, one.row, one.found, one.expected) for one in warnings
    ]


def test_what_was_pending_is_brought_forward_by_itself(procedures, lan, tay_ninh):
    placed(procedures("A12:2021-Q2"), Stage.ISSUED)

    report = open_one(lan, tay_ninh, QUARTER)

    assert report.figures[Address("A", "c6")] == number(15)
    assert Address("total", "c6") not in report.figures


# --- Statistics Law: statistical reports keep calendar and school years -----------------------


def test_statistics_stand_on_the_year_and_the_school_year_and_are_never_the_decrees(
    tay_ninh, office, planning
):
    start(
        "TK.GDDS.NAM",
        indicators=["procedures", "gso"],
        form="tk-gdds",
        regime="giao-duc-dan-so-nam",
        first=dt.date(2020, 12, 31),
    )

    regime = Regime.objects.get(code="TK.GDDS.NAM")
    year = obligation_of(tay_ninh, "Y:2020")
    assert (regime.regime_class, regime.calendar) == ("statistical", "Y")
    form = regime.form.versions.get().rule
    assert {period_key("Y:2020", one.calendar) for one in form.bindings.values()} == {
        "Y:2020",
        "SY:2020",
    }
    assert year.due_at == dt.datetime(2022, 1, 1, tzinfo=NOW.tzinfo)


# --- Decision 293/QĐ-TTg: a ministry's monthly priority indicators -----------------------------


@pytest.fixture
def prices(planning, tay_ninh):
    start(
        "KHDT.CT.THANG",
        indicators=["prices"],
        form="chi-tieu-thang-khdt",
        regime="chi-tieu-thang-khdt",
        first=dt.date(2021, 7, 31),
    )
    return make_person("kien", "Bùi Kiên", "reporter", planning)


def test_only_the_ministry_that_owns_the_indicators_owes_them(prices, planning):
    owed = Obligation.objects.get()

    assert (owed.unit, owed.period.key) == (planning, "M:2021-07")
    assert owed.due_at == at(0, day=7)


def test_prices_are_taken_from_the_published_series_and_never_nil(prices, planning):
    rows = [
        Fact("TCTK.GIA.CPI", planning.pk, "M:2021-07", value=Decimal("105.50")),
        Fact("TCTK.GIA.CPI", planning.pk, "M:2021-07", "cpi=01", value=Decimal("110.25")),
    ]
    store(actor=ADMIN, rows=rows, source=Imported("NSDP", SATURDAY), now=NOW)

    report = open_one(prices, planning, "M:2021-07")
    held = report.figures
    actions.mark_nil(actor=prices, report_id=report.pk, revision=0, now=NOW)

    assert held == {
        Address("cpi", "value"): number("105.50"),
        Address("cpi_01", "value"): number("110.25"),
    }
    assert "nil-not-allowed" in {one.code for one in findings(report)}


# --- Circular 15/2021/TT-BTC: an estimate of the running month beside plan and year before ----

CELL = "assigned_domestic"


@pytest.fixture
def disbursement(tay_ninh, office):
    """July and August are owed; the plan of 2021 and what was said a year ago are stored."""
    make_unit("G12", "Bộ Tài chính", "Bộ Tài chính", "ministry")
    start(
        "BTC.GIAINGAN.DP",
        indicators=["procedures", "disbursement"],
        form="ttkhn-01b",
        regime="giai-ngan-dia-phuong",
        first=dt.date(2021, 7, 31),
        last=dt.date(2021, 8, 31),
    )
    members = "capital=assigned|source=domestic"
    rows = [
        Fact("BTC.GIAINGAN", tay_ninh.pk, "Y:2021", members, "plan", value=Decimal(400)),
        Fact("BTC.GIAINGAN.THANGTRUOC", tay_ninh.pk, "M:2020-08", members, value=Decimal(90)),
    ]
    store(actor=ADMIN, rows=rows, source=Imported("BTC", SATURDAY), now=NOW)


@pytest.mark.requirement(41)
def test_plan_and_year_before_are_filled_by_the_system_from_what_is_stored(
    disbursement, lan, tay_ninh
):
    report = open_one(lan, tay_ninh, "M:2021-08")
    type_in(lan, report, {Address(CELL, "estimate"): number(150)})

    figures = complete_figures(report)

    assert figures[Address(CELL, "plan")] == number("400.000")
    assert figures[Address(CELL, "year_ago")] == number("90.000")
    assert figures[Address(CELL, "of_plan")] == number("37.50")


@pytest.mark.requirement(41)
def test_a_plan_cannot_be_typed(disbursement, lan, tay_ninh):
    report = open_one(lan, tay_ninh, "M:2021-08")

    with pytest.raises(CellsAreWrong):
        type_in(lan, report, {Address(CELL, "plan"): number(500)})


@pytest.mark.requirement(4)
def test_the_month_is_given_before_it_ends_by_an_exception_that_is_cited(disbursement, tay_ninh):
    august = obligation_of(tay_ninh, "M:2021-08")

    assert august.due_at == at(0, day=16) < august.period.window.upper
    assert "TT 15/2021/TT-BTC" in august.regime.rule.exceptions["Điều 8 khoản 5 điểm b"]


def test_the_plan_of_the_province_is_brought_forward_from_the_month_before(
    disbursement, lan, tay_ninh
):
    july = open_one(lan, tay_ninh, "M:2021-07")
    type_in(lan, july, {Address(CELL, "local"): number(500)})
    placed(july, Stage.ISSUED)

    assert open_one(lan, tay_ninh, "M:2021-08").figures[Address(CELL, "local")] == number(500)


# --- All of them -----------------------------------------------------------------------------


@pytest.mark.requirement(1)
@pytest.mark.parametrize(
    "path", sorted((REFERENCE / "regimes").glob("*.json")), ids=lambda p: p.stem
)
def test_each_regime_says_the_eleven_elements_and_where_each_rule_was_read(path: Path):
    regime = json.loads(path.read_text())

    for element in ("name", "content", "reporters", "recipients", "channel", "deadlines"):
        assert regime[element]
    for element in ("frequency", "calendar", "outline", "data_form", "process_guide"):
        assert regime[element]
    assert all(basis["tag"] in ("R", "R2", "memory") for basis in regime["legal_basis"])
    assert all(rule["basis"] for rule in regime["deadlines"])
