"""Every arrow that is listed, and every arrow that is not."""

import itertools

import pytest

from nhip.reporting.rules.states import (
    BETWEEN_LEVELS,
    IN_HOUSE,
    Act,
    Decision,
    Stage,
    Standing,
    stage_after,
    standing_after,
)


@pytest.mark.requirement(28)
def test_a_report_goes_from_editing_to_issued_in_seven_steps():
    path = [Stage.EDITING]
    for act in (Act.PUT_UP, Act.BEGIN_SIGNING, Act.SIGN, Act.NUMBER, Act.SEAL, Act.ISSUE):
        path.append(stage_after(path[-1], act) or path[-1])

    assert path == [
        Stage.EDITING,
        Stage.PUT_UP,
        Stage.WAITING,
        Stage.SIGNED,
        Stage.NUMBERED,
        Stage.SEALED,
        Stage.ISSUED,
    ]


@pytest.mark.requirement(28)
def test_a_received_report_goes_to_done():
    path = [Standing.RECEIVED]
    for decision in (Decision.ACCEPT, Decision.SYNTHESISE, Decision.CLOSE):
        path.append(standing_after(path[-1], decision) or path[-1])

    assert path[-1] is Standing.DONE


@pytest.mark.requirement(28)
@pytest.mark.parametrize(
    ("stage", "act"), [pair for pair in itertools.product(Stage, Act) if pair not in IN_HOUSE]
)
def test_an_arrow_that_is_not_listed_leads_nowhere_in_the_house(stage, act):
    assert stage_after(stage, act) is None


@pytest.mark.requirement(28)
@pytest.mark.parametrize(
    ("standing", "decision"),
    [pair for pair in itertools.product(Standing, Decision) if pair not in BETWEEN_LEVELS],
)
def test_an_arrow_that_is_not_listed_leads_nowhere_between_levels(standing, decision):
    assert standing_after(standing, decision) is None


@pytest.mark.requirement(28)
def test_only_two_stages_can_be_edited():
    editable = {stage for stage in Stage if stage_after(stage, Act.EDIT)}

    assert editable == {Stage.EDITING, Stage.RETURNED}


def test_what_was_signed_never_goes_back():
    signed = {Stage.SIGNED, Stage.NUMBERED, Stage.SEALED, Stage.ISSUED}

    assert all(to in signed for (start, _act), to in IN_HOUSE.items() if start in signed)
