"""Sai trạng thái: every arrow that is not in the tables is refused by its action."""

import itertools

import pytest

from nhip.documents.models import Document
from nhip.reporting import actions
from nhip.reporting.actions import Reason
from nhip.reporting.actions.arrows import NotFromHere
from nhip.reporting.rules import acceptance
from nhip.reporting.rules.figures import number
from nhip.reporting.rules.states import BETWEEN_LEVELS, IN_HOUSE, Act, Decision, Stage, Standing
from tests.reporting.country import ADMIN, NEW, NOW, document_at
from tests.reporting.standing import intake_at, report_at

BY_DOCUMENT = {
    Act.SIGN: Document.State.NUMBERED,
    Act.NUMBER: Document.State.NUMBERED,
    Act.SEAL: Document.State.SEALED,
    Act.ISSUE: Document.State.ISSUED,
}
BEFORE_SIGNING = (Stage.EDITING, Stage.RETURNED, Stage.PUT_UP)
FORBIDDEN = [pair for pair in itertools.product(Stage, Act) if pair not in IN_HOUSE]
BY_PEOPLE = [(stage, act) for stage, act in FORBIDDEN if act not in BY_DOCUMENT]
UNSIGNED = [
    (stage, act) for stage, act in FORBIDDEN if act in BY_DOCUMENT and stage in BEFORE_SIGNING
]
SIGNED_DOCUMENTS = [Document.State.NUMBERED, Document.State.SEALED, Document.State.ISSUED]
SIGNED = [Stage.SIGNED, Stage.NUMBERED, Stage.SEALED, Stage.ISSUED]


def do(act, report, lan, minh):
    """Let the person whose act it is try it."""
    which = {"report_id": report.pk, "now": NOW}
    match act:
        case Act.EDIT:
            batch = actions.Batch({NEW: number(1)}, report.revision)
            actions.enter_cells(actor=lan, batch=batch, **which)
        case Act.PUT_UP:
            actions.put_up(actor=lan, **which)
        case Act.RETURN:
            actions.return_to_reporter(actor=minh, reasons=[Reason("Sai")], **which)
        case Act.BEGIN_SIGNING:
            actions.begin_signing(actor=minh, **which)
        case Act.CANCEL_SIGNING:
            actions.cancel_signing(actor=minh, reason="x", **which)


@pytest.mark.requirement(28)
@pytest.mark.parametrize(("stage", "act"), BY_PEOPLE)
def test_what_the_house_does_not_list_is_refused(stage, act, obligation, lan, minh):
    report = report_at(stage, obligation)

    with pytest.raises(NotFromHere):
        do(act, report, lan, minh)

    report.refresh_from_db()
    assert report.stage == stage


@pytest.mark.parametrize(("stage", "act"), UNSIGNED)
def test_a_report_does_not_follow_a_document_that_was_signed_past_its_leader(
    stage, act, obligation
):
    report = report_at(stage, obligation)

    with pytest.raises(NotFromHere):
        follow(report, BY_DOCUMENT[act])

    report.refresh_from_db()
    assert report.stage == stage


@pytest.mark.parametrize(("stage", "state"), list(itertools.product(SIGNED, SIGNED_DOCUMENTS)))
def test_a_report_goes_on_with_its_document_and_never_back(stage, state, obligation):
    report = report_at(stage, obligation)
    reached = max(SIGNED.index(stage), SIGNED_DOCUMENTS.index(state) + 1)

    for _twice in range(2):
        assert follow(report, state).stage == SIGNED[reached]


@pytest.mark.requirement(28)
@pytest.mark.parametrize(
    ("standing", "decision"),
    [
        pair
        for pair in itertools.product(Standing, Decision)
        if pair not in BETWEEN_LEVELS and pair[1] is not Decision.REPLACE
    ],
)
def test_what_is_not_listed_between_levels_is_refused(standing, decision, obligation, office):
    intake = intake_at(standing, report_at(Stage.ISSUED, obligation).version, office)

    with pytest.raises(NotFromHere):
        decide(decision, intake)

    intake.refresh_from_db()
    assert intake.standing == standing


def follow(report, state):
    if report.document.state != state:
        report.document = document_at(report.obligation.unit, state)
        report.save()
    return actions.follow_document(actor=ADMIN, report_id=report.pk, now=NOW)


def decide(decision, intake):
    which = {"actor": ADMIN, "intake_id": intake.pk, "now": NOW}
    match decision:
        case Decision.ACCEPT:
            actions.accept(**which)
        case Decision.RETURN:
            actions.return_between_levels(reasons=[acceptance.Reason("not-owed")], **which)
        case Decision.SYNTHESISE:
            actions.synthesise(**which)
        case Decision.CLOSE:
            actions.close(**which)
