"""Diễn tập: everything that would be wrong is said, and nothing is stored."""

from nhip.events.models import Event
from nhip.reporting.models import Cell, Report, ReportVersion


def rehearse(tay_ninhs, said, **changes):
    answer = tay_ninhs.post("reports/rehearse", said(**changes))
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_report_that_could_be_sent_is_ready(tay_ninhs, said):
    rehearsed = rehearse(tay_ninhs, said)

    assert rehearsed["is_ready"]
    assert rehearsed["faults"] == []


def test_totals_are_worked_out(tay_ninhs, said):
    cells = {one["column"]: one["value"] for one in rehearse(tay_ninhs, said)["cells"]}

    assert cells == {"brought_forward": "6150", "new": "97", "cumulative": "6247"}


def test_nothing_is_stored(tay_ninhs, said):
    before = Event.objects.count()

    rehearse(tay_ninhs, said)

    assert not Report.objects.exists()
    assert not Cell.objects.exists()
    assert not ReportVersion.objects.exists()
    assert Event.objects.count() == before


def test_every_broken_figure_is_named_by_its_cell(tay_ninhs, said):
    rehearsed = rehearse(tay_ninhs, said, cells={"new": "-1", "brought_forward": "0.5"})

    found = {(one["code"], one["row"], one["column"]) for one in rehearsed["findings"]}
    assert not rehearsed["is_ready"]
    assert {
        ("below-zero", "covid19", "new"),
        ("too-many-decimals", "covid19", "brought_forward"),
    } <= found


def test_every_cell_that_cannot_be_read_is_named(tay_ninhs, said):
    body = said()
    body["cells"] += [
        {"row": "cholera", "column": "new", "state": "number", "value": "1"},
        {"row": "covid19", "column": "cumulative", "state": "number", "value": "1"},
        {"row": "covid19", "column": "new", "state": "number", "value": 1.5},
        {"column": "new"},
    ]

    rehearsed = tay_ninhs.post("reports/rehearse", body).json()

    assert [(one["code"], one["place"]) for one in rehearsed["faults"]] == [
        ("no-such-cell", "cells[2]"),
        ("cell-is-computed", "cells[3]"),
        ("cell-given-twice", "cells[4]"),
        ("no-such-cell", "cells[5]"),
    ]


def test_a_warning_asks_for_an_explanation(tay_ninhs, said, friday):
    rehearsed = rehearse(tay_ninhs, said, explanations={})

    assert not rehearsed["is_ready"]
    assert rehearsed["to_explain"] == ["carried-from-the-day-before@covid19!brought_forward"]


def test_a_section_that_the_outline_does_not_have_is_a_fault(tay_ninhs, said):
    rehearsed = rehearse(tay_ninhs, said, narrative={"khac": "Không có gì."})

    assert [(one["code"], one["found"]) for one in rehearsed["faults"]] == [
        ("no-such-section", "khac")
    ]


def test_a_text_that_drops_its_figures_is_found(tay_ninhs, said):
    rehearsed = rehearse(tay_ninhs, said, narrative={"tinh-hinh": "Có 97 ca."})

    assert {one["code"] for one in rehearsed["findings"] if one["severity"] == "error"} == {
        "text-omits-figure"
    }
