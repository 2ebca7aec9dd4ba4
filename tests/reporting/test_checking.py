"""The published cases T10 to T15 and what surrounds them."""

import pytest

from nhip.reporting.rules.checking import Sheets, compute, find, find_in_narrative
from nhip.reporting.rules.figures import MISSING, NIL, number
from nhip.reporting.rules.forms import Address, FormIsWrong, Severity
from nhip.reporting.rules.narrative import render
from tests.reporting.forms import row, shipped, small

PROCEDURES = shipped("ii-06-kstt")
OUTBREAK = shipped("dich-ngay")


def procedures(**of_row_a: int) -> dict:
    typed = row("A", **of_row_a)
    for other in "BC":
        typed |= row(other, c4=0, c5=0, c6=0, c8=0, c9=0, c10=0, c12=0, c13=0)
    return compute(PROCEDURES, Sheets(typed))


def codes(findings):
    return {finding.code for finding in findings}


def test_figures_that_agree_pass():
    figures = procedures(c4=60, c5=30, c6=10, c8=20, c9=60, c10=5, c12=12, c13=3)

    assert figures[Address("A", "c3")] == number(100)
    assert find(PROCEDURES, Sheets(figures)) == []


@pytest.mark.requirement(19)
def test_a_broken_identity_names_form_row_column_and_both_sums():
    figures = procedures(c4=60, c5=30, c6=10, c8=20, c9=60, c10=5, c12=13, c13=3)

    found = [f for f in find(PROCEDURES, Sheets(figures)) if f.row == "A"]

    assert [(f.code, f.form, f.row, f.column) for f in found] == [
        ("3=7+11", "II.06/VPCP/KSTT 2020", "A", "c3")
    ]
    assert (found[0].found, found[0].expected) == ("100", "101")
    assert found[0].severity is Severity.ERROR


@pytest.mark.requirement(19)
def test_a_broken_carry_over_is_a_warning():
    figures = procedures(c4=60, c5=30, c6=10, c8=20, c9=60, c10=5, c12=12, c13=3)

    found = find(PROCEDURES, Sheets(figures, previous=row("A", c11=12)))

    assert [(f.code, f.row, f.found, f.expected) for f in found] == [
        ("6=11-of-before", "A", "10", "12")
    ]
    assert not found[0].blocks


def test_a_total_that_was_changed_by_hand_is_found():
    figures = procedures(c4=60, c5=30, c6=10, c8=20, c9=60, c10=5, c12=12, c13=3)
    figures[Address("A", "c7")] = number(84)

    found = find(PROCEDURES, Sheets(figures))

    assert "total-is-wrong" in codes(found)
    assert ("A", "c7", "85", "84") in {(f.row, f.column, f.expected, f.found) for f in found}


def branch_form():
    """Decree 157/2026: what is still to pay is only on the total row, and never below zero."""
    return small(
        rows=[
            {"code": "branch", "label": "branch"},
            {"code": "total", "label": "total", "formula": "branch"},
        ],
        columns=["c7", "c8", "c9", "carried"],
        cells=[
            {"row": "branch", "column": "c9", "closed": True},
            {"row": "branch", "column": "carried", "closed": True},
            {"row": "total", "column": "c9", "formula": "max(0, c7 - c8)"},
            {"row": "total", "column": "carried", "formula": "max(0, c8 - c7)"},
        ],
    )


def test_a_negative_rest_is_zero_and_is_carried():
    computed = compute(branch_form(), Sheets(row("branch", c7=50, c8=80)))

    assert computed[Address("total", "c9")] == number(0)
    assert computed[Address("total", "carried")] == number(30)


def test_a_closed_cell_must_stay_empty():
    figures = compute(branch_form(), Sheets(row("branch", c7=50, c8=80)))

    found = find(branch_form(), Sheets(figures | row("branch", c9=0)))

    assert [(f.code, f.row, f.column) for f in found] == [("no-such-cell", "branch", "c9")]


@pytest.mark.parametrize(("part", "expected"), [(7, set()), (11, {"parts-exceed-whole"})])
def test_parts_of_which_may_be_less_than_the_whole_but_not_more(part, expected):
    form = small(
        rows=[
            {"code": "all", "label": "all"},
            {"code": "part", "label": "of which", "parent": "all", "of_which": True},
        ],
        columns=["a"],
    )

    assert codes(find(form, Sheets(row("all", a=10) | row("part", a=part)))) == expected


@pytest.mark.requirement(16)
def test_missing_nil_and_zero_are_three_things():
    form = small(columns=["a"])

    assert codes(find(form, Sheets({Address("r", "a"): MISSING}))) == {"figure-is-missing"}
    assert find(form, Sheets(row("r", a=None))) == []
    assert find(form, Sheets(row("r", a=0))) == []


def test_counts_are_whole_and_not_negative():
    form = small()

    found = find(form, Sheets(row("r", a="-1", b="1.5")))

    assert codes(found) == {"below-zero", "too-many-decimals"}


@pytest.mark.requirement(25)
def test_a_sentence_takes_its_figures_from_the_table():
    figures = compute(OUTBREAK, Sheets(row("covid19", brought_forward=6150, new=97)))

    text = render(OUTBREAK.outline[0].text, figures, OUTBREAK)

    assert text == (
        "Trong ngày ghi nhận 97 ca mắc COVID-19; cộng dồn từ ngày 27/4/2021 là 6.247 ca."
    )


def test_a_nil_is_said_in_words():
    text = render("{covid19!new} ca", {Address("covid19", "new"): NIL}, OUTBREAK)

    assert text == "không phát sinh ca"


@pytest.mark.requirement(25)
def test_a_text_that_drops_a_figure_or_names_no_cell_is_found():
    assert codes(find_in_narrative(OUTBREAK, {"tinh-hinh": "Ổn định."})) == {"text-omits-figure"}
    assert "text-names-no-cell" in codes(
        find_in_narrative(OUTBREAK, {"tinh-hinh": OUTBREAK.outline[0].text + " {covid19!dead}"})
    )
    assert codes(find_in_narrative(OUTBREAK, {})) == {"section-is-empty"}


def test_an_outline_that_names_no_cell_is_refused():
    with pytest.raises(FormIsWrong, match="no such cell"):
        small(outline=[{"code": "s", "heading": "s", "text": "{r!z}"}])


@pytest.mark.requirement(9)
def test_two_cells_cannot_mean_the_same_figure():
    bind = {"bind": {"indicator": "X"}}
    with pytest.raises(FormIsWrong, match="named twice"):
        small(columns=[{"code": "a", "label": "a", **bind}, {"code": "b", "label": "b", **bind}])
