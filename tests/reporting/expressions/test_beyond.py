"""Cumulative figures, other forms and the units below, from reports that were really sent."""

import datetime as dt
from decimal import Decimal

import pytest

from nhip.indicators.actions import store
from nhip.indicators.rules.facts import Fact, Imported
from nhip.organisations.models import Placement
from nhip.reporting import actions
from nhip.reporting.actions.regimes import NamesNoCellElsewhere
from nhip.reporting.models import Cell, FormVersion, Obligation, Regime, Report
from nhip.reporting.queries.cells import cell_page
from nhip.reporting.queries.figures import sheets_of
from nhip.reporting.rules.checking import compute
from nhip.reporting.rules.figures import MISSING, NIL, number
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.states import Stage
from tests.reporting import country
from tests.reporting.country import ADMIN, EVER, MONTH, NOW
from tests.reporting.standing import placed, report_at

NEW = Address("r", "new")
FORMULAS = {"total": "cumulative(new)", "under": "below(new)", "other": "new - [TWO]r!new"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def regimes(office, ministry, tay_ninh):
    """Two monthly regimes of the provinces; the form of the first reads beyond itself."""
    country.load(indicators=["outbreak"])
    counted = [form("ONE", FORMULAS), form("TWO", {})]
    kept = [regime("ONE"), regime("TWO")]
    actions.load_regimes(actor=ADMIN, forms=counted, regimes=kept, now=NOW)
    for code in ("ONE", "TWO"):
        country.activate(code)
        country.owe(code, dt.date(2021, 1, 14), dt.date(2021, 8, 14))


def form(code, formulas):
    (known,) = country.read("forms", "dich-thang")
    columns = [{"code": "new", "label": "new"}]
    columns += [{"code": each, "label": each, "formula": text} for each, text in formulas.items()]
    rows = [{"code": "r", "label": "r"}]
    return known | {
        "code": code,
        "valid_from": "2020-01-01",
        "specification": {"title": code, "rows": rows, "columns": columns},
    }


def regime(code):
    (known,) = country.read("regimes", "dich-thang")
    return known | {"code": code, "data_form": code, "valid_from": "2020-01-01"}


def send(unit, key, value, code="ONE"):
    obligation = Obligation.objects.get(regime__code=code, unit=unit, period__key=key)
    report = report_at(Stage.EDITING, obligation)
    state, held = ("nil", None) if value is None else ("number", value)
    cell = {"row": "r", "column": "new", "state": state, "value": held}
    Cell.objects.create(report=report, origin="typed", actor="-", entered_at=NOW, **cell)
    return placed(report, Stage.ISSUED)


def computed(unit, value, key=MONTH):
    regime = Regime.objects.get(code="ONE")
    form = regime.form.versions.get().rule
    span = Obligation.objects.filter(regime=regime, period__key=key).first().period.span
    known = sheets_of(form, {NEW: number(value)}, regime=regime, unit_id=unit.pk, span=span)
    figures = compute(form, known)
    return {column: figures[Address("r", column)] for column in FORMULAS}


@pytest.mark.requirement(18)
def test_a_cumulative_figure_adds_the_months_sent_since_the_year_began(regimes, tay_ninh):
    send(tay_ninh, "A12:2021-M01", 10)
    send(tay_ninh, "A12:2021-M02", None)

    assert computed(tay_ninh, 5, "A12:2021-M03")["total"] == number(15)
    assert computed(tay_ninh, 5, "A12:2021-M04")["total"] == MISSING
    assert computed(tay_ninh, 5, "A12:2021-M01")["total"] == number(5)


@pytest.mark.requirement(18)
def test_a_cell_of_another_form_is_read_from_its_report_of_the_same_period(regimes, tay_ninh):
    assert computed(tay_ninh, 100)["other"] == MISSING

    send(tay_ninh, MONTH, 60, code="TWO")

    assert computed(tay_ninh, 100)["other"] == number(40)


@pytest.mark.requirement(18)
def test_the_units_below_are_added_once_all_that_owe_have_sent(office, ministry, tay_ninh, regimes):
    Placement.objects.create(unit=tay_ninh, parent=office, valid=EVER)
    assert computed(office, 0)["under"] == MISSING

    send(tay_ninh, MONTH, 7)

    assert computed(office, 0)["under"] == number(7)


def test_the_page_of_a_cell_says_of_how_many_units_below_it_is_made(
    office, ministry, tay_ninh, regimes
):
    for unit in (tay_ninh, ministry):
        Placement.objects.create(unit=unit, parent=office, valid=EVER)
    send(tay_ninh, MONTH, 7)
    obligation = Obligation.objects.get(regime__code="ONE", unit=tay_ninh, period__key=MONTH)
    obligation.pk, obligation.unit = None, office
    obligation.save()
    above = Report.objects.whole().get(pk=report_at(Stage.EDITING, obligation).pk)

    below = cell_page(above, Address("r", "under"), now=NOW)
    beside = cell_page(above, Address("r", "total"), now=NOW)

    assert below.said == "tổng hợp từ 1 trong 1 đơn vị cấp dưới"
    assert beside.said == "biểu mẫu tự tính"


def test_nothing_below_is_nothing_known(regimes, tay_ninh):
    assert computed(tay_ninh, 1)["under"] == MISSING


def test_a_nil_below_is_nil(regimes, office, tay_ninh):
    Placement.objects.create(unit=tay_ninh, parent=office, valid=EVER)
    send(tay_ninh, MONTH, None)

    assert computed(office, 0)["under"] == NIL


def test_a_form_that_reads_what_no_form_has_may_not_start(office, ministry, tay_ninh):
    country.load(indicators=["outbreak"])
    lost = form("LOST", {"other": "[TWO]r!new + [TWO]r!gone"})
    forms, kept = [lost, form("TWO", {})], [regime("LOST")]
    actions.load_regimes(actor=ADMIN, forms=forms, regimes=kept, now=NOW)

    with pytest.raises(NamesNoCellElsewhere) as refused:
        country.activate("LOST")

    assert refused.value.facts == {"cells": "[TWO]r!gone"}


def test_months_from_before_the_first_report_are_taken_from_a_published_series(
    office, ministry, tay_ninh
):
    country.load(indicators=["outbreak"])
    bound = form("ONE", FORMULAS)
    bound["specification"]["columns"][0]["bind"] = {"indicator": "BYT.DICH.CA"}
    abroad = {**FORMULAS, "over": "earlier([ONE]r!new)", "before": "prev([ONE]r!new)"}
    forms, kept = [bound, form("TWO", abroad)], [regime("ONE"), regime("TWO")]
    actions.load_regimes(actor=ADMIN, forms=forms, regimes=kept, now=NOW)
    for code in ("ONE", "TWO"):
        country.activate(code)
        country.owe(code, dt.date(2021, 1, 14), dt.date(2021, 8, 14))
    months = {"A12:2021-M01": 10, "A12:2021-M02": 20}
    rows = [
        Fact("BYT.DICH.CA", tay_ninh.pk, key, value=Decimal(value)) for key, value in months.items()
    ]
    store(actor=ADMIN, rows=rows, source=Imported("Niên giám", NOW.date()), now=NOW)

    assert computed(tay_ninh, 5, "A12:2021-M03")["total"] == number(35)
    assert computed(tay_ninh, 5, "A12:2021-M04")["total"] == MISSING
    version = FormVersion.objects.get(form__code="TWO").rule
    there = seen_from(tay_ninh, version, "A12:2021-M03", "TWO")
    assert (there[Address("r", "over")], there[Address("r", "before")]) == (number(30), number(20))


def seen_from(unit, version, key, code):
    regime = Regime.objects.get(code=code)
    span = Obligation.objects.filter(regime=regime, period__key=key).first().period.span
    return compute(version, sheets_of(version, {}, regime=regime, unit_id=unit.pk, span=span))
