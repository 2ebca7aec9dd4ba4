"""What is shipped: every form is free of contradictions, every regime may start."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest

from nhip.indicators.rules.periods import moved, span_on
from nhip.indicators.rules.working_days import UnknownYear, shipped
from nhip.reporting.rules.checking import Sheets, compute
from nhip.reporting.rules.deadlines import Window
from nhip.reporting.rules.figures import number
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.regimes import Class, objections, parse_regime
from nhip.reporting.rules.specification import parse_form
from tests.reporting.forms import row
from tests.reporting.forms import shipped as shipped_form

REFERENCE = Path(__file__).parents[2] / "reference"
FORMS = sorted((REFERENCE / "forms").glob("*.json"))
REGIMES = sorted((REFERENCE / "regimes").glob("*.json"))


def read(path: Path) -> dict:
    return json.loads(path.read_text())


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_form_is_free_of_contradictions(path):
    data = read(path)

    form = parse_form(data["code"], data["version"], data["specification"])

    assert form.inputs
    assert "[" in data["note"], "a form says which of its parts are ours"


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_form_can_be_read_in_english(path):
    data = read(path)
    form = parse_form(data["code"], data["version"], data["specification"])
    groups = {group for column in form.columns for group in column.groups}
    units = [(one.unit, one.unit_en) for one in (form, *form.rows)]

    assert form.title_en
    assert all(one.label_en for one in (*form.rows, *form.columns, *groups))
    assert [unit for unit, english in units if unit.strip("%‰km²") and not english] == []


@pytest.mark.requirement(9)
@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_figure_means_an_indicator_of_the_dictionary(path):
    data = read(path)
    form = parse_form(data["code"], data["version"], data["specification"])
    known = {
        indicator["code"]: indicator.get("dimensions", [])
        for file in (REFERENCE / "indicators").glob("*.json")
        for indicator in read(file)["indicators"]
    }

    for binding in form.bindings.values():
        named = {pair.partition("=")[0] for pair in binding.disaggregation.split("|") if pair}
        assert named <= set(known[binding.indicator])


def test_every_form_stands_in_the_list_of_what_is_shipped():
    said = (REFERENCE.parent / "docs" / "reference" / "shipped-forms.md").read_text()

    assert [code for path in FORMS if f"`{(code := read(path)['code'])}`" not in said] == []


@pytest.mark.parametrize("path", REGIMES, ids=lambda path: path.stem)
def test_every_regime_may_start(path):
    data = read(path)
    regime = parse_regime(data)
    start = span_on(data["calendar"], data["cut"], dt.date(2021, 8, 14))
    windows = []
    for step in range(12):
        span = moved(start, step)
        windows.append(Window(span.starts_at, span.ends_at))

    try:
        found = objections(regime, windows, working_days=shipped())
    except UnknownYear:
        found = objections(regime, windows[:4], working_days=shipped())

    assert found == []


def test_statistics_stand_on_calendar_and_school_years():
    regime = parse_regime(read(REFERENCE / "regimes" / "giao-duc-dan-so-nam.json"))
    form = shipped_form("tk-gdds")

    assert regime.regime_class is Class.STATISTICAL
    assert regime.calendar == "Y"
    assert {binding.calendar for binding in form.bindings.values()} == {None, "SY"}


def test_the_statistical_form_asks_each_of_the_76_printed_pairs():
    form: Form = shipped_form("tk-gdds")

    assert len(form.inputs) == 76
    assert len(form.bindings) == 75, "the second average of population is a rival, never bound"


def test_cumulative_is_brought_forward_plus_new():
    form = shipped_form("dich-ngay")

    computed = compute(form, Sheets(row("covid19", brought_forward=6150, new=97)))

    assert computed[Address("covid19", "cumulative")] == number(Decimal(6247))
