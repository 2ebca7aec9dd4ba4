"""Hai máy trạng thái: in the house and between levels; what is not listed cannot happen."""

from enum import StrEnum
from typing import Final


class Stage(StrEnum):
    """Trạng thái trong cơ quan: where a report stands before it leaves."""

    EDITING = "editing"
    PUT_UP = "put_up"
    RETURNED = "returned"
    WAITING = "waiting"
    SIGNED = "signed"
    NUMBERED = "numbered"
    SEALED = "sealed"
    ISSUED = "issued"


class Act(StrEnum):
    """Việc làm trong cơ quan: what moves a report on."""

    EDIT = "edit"
    PUT_UP = "put_up"
    RETURN = "return"
    BEGIN_SIGNING = "begin_signing"
    CANCEL_SIGNING = "cancel_signing"
    SIGN = "sign"
    NUMBER = "number"
    SEAL = "seal"
    ISSUE = "issue"


IN_HOUSE: Final[dict[tuple[Stage, Act], Stage]] = {
    (Stage.EDITING, Act.EDIT): Stage.EDITING,
    (Stage.EDITING, Act.PUT_UP): Stage.PUT_UP,
    (Stage.RETURNED, Act.EDIT): Stage.RETURNED,
    (Stage.RETURNED, Act.PUT_UP): Stage.PUT_UP,
    (Stage.PUT_UP, Act.RETURN): Stage.RETURNED,
    (Stage.PUT_UP, Act.BEGIN_SIGNING): Stage.WAITING,
    (Stage.WAITING, Act.CANCEL_SIGNING): Stage.PUT_UP,
    (Stage.WAITING, Act.SIGN): Stage.SIGNED,
    (Stage.SIGNED, Act.NUMBER): Stage.NUMBERED,
    (Stage.NUMBERED, Act.SEAL): Stage.SEALED,
    (Stage.SEALED, Act.ISSUE): Stage.ISSUED,
}


class Standing(StrEnum):
    """Trạng thái giữa các cấp: where a received report stands at the receiving agency."""

    RECEIVED = "received"
    RECEIVED_AGAIN = "received_again"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    SYNTHESISED = "synthesised"
    DONE = "done"
    REPLACED = "replaced"


class Decision(StrEnum):
    """Việc làm giữa các cấp: what the receiving agency decides."""

    RETURN = "return"
    ACCEPT = "accept"
    SYNTHESISE = "synthesise"
    CLOSE = "close"
    REPLACE = "replace"


BETWEEN_LEVELS: Final[dict[tuple[Standing, Decision], Standing]] = {
    (Standing.RECEIVED, Decision.RETURN): Standing.RETURNED,
    (Standing.RECEIVED, Decision.ACCEPT): Standing.ACCEPTED,
    (Standing.RECEIVED_AGAIN, Decision.RETURN): Standing.RETURNED,
    (Standing.RECEIVED_AGAIN, Decision.ACCEPT): Standing.ACCEPTED,
    (Standing.ACCEPTED, Decision.RETURN): Standing.RETURNED,
    (Standing.ACCEPTED, Decision.SYNTHESISE): Standing.SYNTHESISED,
    (Standing.SYNTHESISED, Decision.CLOSE): Standing.DONE,
    (Standing.ACCEPTED, Decision.REPLACE): Standing.REPLACED,
    (Standing.SYNTHESISED, Decision.REPLACE): Standing.REPLACED,
    (Standing.DONE, Decision.REPLACE): Standing.REPLACED,
}

EDITABLE: Final = frozenset({Stage.EDITING, Stage.RETURNED})
UNSIGNED: Final = EDITABLE | {Stage.PUT_UP, Stage.WAITING}
IN_TOTALS: Final = frozenset({Standing.ACCEPTED, Standing.SYNTHESISED, Standing.DONE})


def stage_after(stage: Stage, act: Act) -> Stage | None:
    """Return where the act leads from that stage, or None when there is no such arrow."""
    return IN_HOUSE.get((stage, act))


def standing_after(standing: Standing, decision: Decision) -> Standing | None:
    """Return where the decision leads from that standing, or None when there is no such arrow."""
    return BETWEEN_LEVELS.get((standing, decision))
