"""Nhập số liệu: whole batches or nothing, on the revision that was seen."""

import pytest
from django.core.exceptions import PermissionDenied

from nhip.events.models import Event
from nhip.reporting import actions
from nhip.reporting.actions.entry import (
    CellsAreWrong,
    NoSuchSection,
    NothingSaid,
    SomebodyElseSaved,
    TextNamesNoCell,
)
from nhip.reporting.models import Cell
from nhip.reporting.rules.figures import MISSING, NIL, number
from nhip.reporting.rules.forms import Address
from tests.reporting.country import BROUGHT, NEW, NOW, fill

CUMULATIVE, NOWHERE = Address("covid19", "cumulative"), Address("cholera", "new")


def enter(person, report, entries, revision=0):
    batch = actions.Batch(entries, revision)
    return actions.enter_cells(actor=person, report_id=report.pk, batch=batch, now=NOW)


def test_a_cell_keeps_its_figure_and_who_gave_it(lan, report):
    enter(lan, report, {NEW: number(97)})

    cell = Cell.objects.get()
    assert (cell.address, cell.given, cell.origin) == (NEW, number(97), Cell.Origin.TYPED)
    assert (cell.actor, cell.entered_at) == (lan.ref, NOW)


@pytest.mark.fixture_case("T16")
@pytest.mark.requirement(16)
def test_missing_nil_and_zero_stay_three_things(lan, report):
    for revision, value in enumerate((number(0), NIL, MISSING)):
        enter(lan, report, {NEW: value}, revision)
        report.refresh_from_db()
        assert report.figures == {NEW: value}


@pytest.mark.requirement(35)
def test_what_changed_stands_in_the_log_before_and_after(lan, report):
    fill(lan, report, new=97)
    fill(lan, report, new=None)

    last = Event.objects.filter(name="reporting.report.entered").last()
    assert last.data["cells"] == [["covid19", "new", "97", "nil"]]


def test_every_wrong_cell_is_named_and_nothing_is_stored(lan, report):
    with pytest.raises(CellsAreWrong) as refusal:
        enter(lan, report, {NEW: number(97), CUMULATIVE: number(1), NOWHERE: number(1)})

    named = {(one.code, one.row, one.column) for one in refusal.value.facts["findings"]}
    assert named == {
        ("cell-is-computed", "covid19", "cumulative"),
        ("no-such-cell", "cholera", "new"),
    }
    assert not Cell.objects.exists()


def test_who_typed_on_an_old_revision_looks_first(lan, report):
    enter(lan, report, {NEW: number(97)})

    with pytest.raises(SomebodyElseSaved):
        enter(lan, report, {NEW: number(98)})

    assert report.figures == {NEW: number(97)}


def test_nothing_arose_fills_only_what_is_missing(lan, report):
    fill(lan, report, brought_forward=6150)

    actions.mark_nil(actor=lan, report_id=report.pk, revision=1, now=NOW)

    assert report.figures == {BROUGHT: number(6150), NEW: NIL}


def write(person, report, text, section="tinh-hinh"):
    return actions.write_narrative(
        actor=person, report_id=report.pk, section=section, text=text, now=NOW
    )


def test_a_section_keeps_its_placeholders(lan, report):
    write(lan, report, "Có {covid19!new} ca.")

    assert report.texts == {"tinh-hinh": "Có {covid19!new} ca."}


@pytest.mark.requirement(25)
def test_a_text_cannot_speak_of_other_cells_or_stand_elsewhere(lan, report):
    with pytest.raises(TextNamesNoCell):
        write(lan, report, "{cholera!new}")
    with pytest.raises(NoSuchSection):
        write(lan, report, "x", section="khac")


def test_an_explanation_says_something_and_may_be_said_anew(lan, report):
    def explain(text):
        return actions.explain(actor=lan, report_id=report.pk, finding="f", text=text, now=NOW)

    with pytest.raises(NothingSaid):
        explain("  ")
    explain("Đính chính ngày 13.")
    explain("Đính chính ngày 12.")

    assert [one.text for one in report.explanations.all()] == ["Đính chính ngày 12."]


def test_a_stranger_may_not_enter_anything(hoa, report):
    with pytest.raises(PermissionDenied):
        enter(hoa, report, {NEW: number(1)})
    with pytest.raises(PermissionDenied):
        write(hoa, report, "x")
    with pytest.raises(PermissionDenied):
        actions.mark_nil(actor=hoa, report_id=report.pk, revision=0, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.explain(actor=hoa, report_id=report.pk, finding="f", text="x", now=NOW)


def test_who_leads_does_not_enter(minh, report):
    with pytest.raises(PermissionDenied):
        enter(minh, report, {NEW: number(1)})
