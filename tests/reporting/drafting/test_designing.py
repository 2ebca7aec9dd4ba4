"""A designer turns a draft into a form in force: every change proven, nothing activated unread."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from nhip.reporting.actions import drafting
from nhip.reporting.actions.entry import SomebodyElseSaved
from nhip.reporting.actions.regimes import FormContradictsItself
from nhip.reporting.models import FormVersion
from nhip.reporting.rules.drafting import Doubt, editing
from nhip.reporting.rules.drafting.doubts import Kind
from nhip.reporting.rules.specification import parse_form
from tests.reporting.country import make_person

NOW = dt.datetime(2021, 8, 16, 1, tzinfo=dt.UTC)
DECISION = drafting.Decision(
    "12/2021/TT-BYT", dt.date(2021, 8, 9), "Bộ Y tế", "2021", dt.date(2021, 9, 1)
)
SPECIFICATION = {
    "title": "Tình hình tiêm chủng",
    "unit": "Liều",
    "rows": [
        {"code": "a", "number": "A", "label": "Tổng số", "formula": "sum(children)"},
        {"code": "a1", "number": "1", "label": "Mũi một", "parent": "a"},
        {"code": "a2", "number": "2", "label": "Mũi hai", "parent": "a"},
    ],
    "columns": [{"code": "c1", "number": "1", "label": "Trong ngày"}],
}


@pytest.fixture
def dung(ministry):
    return make_person("dung", "Đỗ Tiến Dũng", "designer", ministry)


@pytest.fixture
def draft(dung, ministry):
    drafted = drafting.Drafted(
        "01/TC", SPECIFICATION, [Doubt(Kind.SUM_SUPPOSED, "A9")], "bieu.xlsx"
    )
    return drafting.start_draft(actor=dung, unit_id=ministry.pk, drafted=drafted, now=NOW)


def bound(specification):
    for number, row in enumerate(("a1", "a2"), 1):
        binding = {"indicator": "BYT.TIEM", "disaggregation": f"dose={number}"}
        specification = editing.bind_block(
            specification, rows=[row], columns=["c1"], binding=binding
        )
    return specification


def change(actor, draft, specification, revision=0):
    return drafting.change_draft(
        actor=actor, draft_id=draft.pk, specification=specification, revision=revision, now=NOW
    )


@pytest.fixture
def ready(dung, draft):
    change(dung, draft, bound(SPECIFICATION))
    return drafting.settle_doubt(actor=dung, draft_id=draft.pk, position=0, now=NOW)


def issue(actor, draft, decision=DECISION):
    return drafting.bring_into_force(actor=actor, draft_id=draft.pk, decision=decision, now=NOW)


def test_a_draft_comes_into_force_by_a_decision(dung, ready):
    version = issue(dung, ready)

    assert version.is_in_use(dt.date(2021, 9, 1))
    assert not version.is_in_use(dt.date(2021, 8, 31))
    assert version.decision_number == "12/2021/TT-BYT"
    assert len(version.rule.bindings) == 2


def test_a_stranger_may_not_design(hoa, draft):
    with pytest.raises(PermissionDenied):
        change(hoa, draft, SPECIFICATION)


def test_a_form_that_contradicts_itself_is_not_kept(dung, draft):
    circle = editing.set_part(SPECIFICATION, "a1", {"formula": "a2 + a"})

    with pytest.raises(FormContradictsItself, match="a1!c1"):
        change(dung, draft, circle)


def test_two_designers_do_not_overwrite_each_other(dung, draft):
    change(dung, draft, bound(SPECIFICATION))

    with pytest.raises(SomebodyElseSaved):
        change(dung, draft, SPECIFICATION)


def test_every_doubt_is_looked_at_before_a_form_comes_into_force(dung, draft):
    change(dung, draft, bound(SPECIFICATION))

    with pytest.raises(drafting.DoubtsAreOpen):
        issue(dung, draft)


def test_cells_that_mean_nothing_need_a_reason(dung, draft):
    drafting.settle_doubt(actor=dung, draft_id=draft.pk, position=0, now=NOW)

    with pytest.raises(drafting.CellsMeanNothing) as refused:
        issue(dung, draft)

    assert refused.value.facts["cells"] == ["a1!c1", "a2!c1"]


@pytest.mark.parametrize("missing", ["number", "issuer", "version"])
def test_a_form_without_a_decision_does_not_come_into_force(missing, dung, ready):
    with pytest.raises(drafting.DecisionIsMissing):
        issue(dung, ready, replace(DECISION, **{missing: " "}))


def test_the_version_before_ends_where_the_new_one_begins(dung, ministry, ready):
    first = issue(dung, ready)
    again = drafting.Drafted("01/TC", bound(SPECIFICATION))
    draft = drafting.start_draft(actor=dung, unit_id=ministry.pk, drafted=again, now=NOW)

    second = issue(dung, draft, replace(DECISION, version="2022", valid_from=dt.date(2022, 1, 1)))

    in_force = FormVersion.objects.in_force
    assert in_force(second.form_id, on=dt.date(2021, 12, 31)) == first
    assert in_force(second.form_id, on=dt.date(2022, 1, 1)) == second


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"valid_from": dt.date(2022, 1, 1)}, drafting.VersionExists),
        ({"version": "2020", "valid_from": dt.date(2020, 1, 1)}, drafting.VersionsOverlap),
    ],
)
def test_a_version_is_new_and_later(other, refusal, dung, ministry, ready):
    issue(dung, ready)
    again = drafting.Drafted("01/TC", bound(SPECIFICATION))
    draft = drafting.start_draft(actor=dung, unit_id=ministry.pk, drafted=again, now=NOW)

    with pytest.raises(refusal):
        issue(dung, draft, replace(DECISION, **other))


def test_a_form_in_force_is_not_changed_in_place(dung, ready):
    version = issue(dung, ready)

    with pytest.raises(drafting.DraftIsClosed):
        change(dung, ready, SPECIFICATION, revision=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        FormVersion.objects.filter(pk=version.pk).update(specification=SPECIFICATION)


def test_a_draft_given_up_stays_closed(dung, draft):
    drafting.discard_draft(actor=dung, draft_id=draft.pk, now=NOW)

    with pytest.raises(drafting.DraftIsClosed):
        issue(dung, draft)


def test_removing_a_row_lifts_the_rows_under_it():
    without = editing.remove_part(SPECIFICATION, "a")

    assert [row.get("parent") for row in without["rows"]] == [None, None]
    assert parse_form("F", "1", without)


def test_an_empty_word_takes_it_away_but_never_the_label():
    changed = editing.set_part(SPECIFICATION, "a", {"formula": "", "label": "", "number": "I"})

    assert changed["rows"][0] == {"code": "a", "number": "I", "label": "Tổng số"}


def test_a_block_is_unbound_and_closed_as_one():
    closed = editing.close_block(bound(SPECIFICATION), rows=["a1"], columns=["c1"], closed=True)
    free = editing.bind_block(closed, rows=["a1", "a2"], columns=["c1"], binding={})

    assert free["cells"] == [{"row": "a1", "column": "c1", "closed": True}]


@pytest.mark.parametrize("code", ["x", ""])
def test_what_the_form_does_not_have_cannot_be_changed(code):
    with pytest.raises(editing.NoSuchPart):
        editing.set_part(SPECIFICATION, code, {"label": "?"})
