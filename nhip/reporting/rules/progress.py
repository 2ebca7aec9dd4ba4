"""Tiến độ: where one owed report stands, and what many of them come to. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from nhip.reporting.rules.states import Stage


class Step(StrEnum):
    """Bước: how far an owed report has come, in the order in which it comes along."""

    EXCLUDED = "excluded"
    NOT_BEGUN = "not_begun"
    DRAFT = "draft"
    PUT_UP = "put_up"
    SIGNED = "signed"
    SENT = "sent"
    RECEIVED = "received"
    RETURNED = "returned"
    ACCEPTED = "accepted"


STEP_OF_STAGE: Final = {
    Stage.EDITING: Step.DRAFT,
    Stage.RETURNED: Step.DRAFT,
    Stage.PUT_UP: Step.PUT_UP,
    Stage.WAITING: Step.PUT_UP,
    Stage.SIGNED: Step.SIGNED,
    Stage.NUMBERED: Step.SIGNED,
    Stage.SEALED: Step.SIGNED,
    Stage.ISSUED: Step.SENT,
}
HAVE_LEFT: Final = (Step.SENT, Step.RECEIVED, Step.RETURNED, Step.ACCEPTED)


@dataclass(frozen=True)
class Traces:
    """Dấu vết: what this node holds of one owed report, in its own books and in its register.

    ``stage`` is that of the newest worksheet; ``answer`` what was said of it, here or elsewhere.
    """

    is_excluded: bool
    stage: str | None
    has_left: bool
    answer: str | None


class Counted(Protocol):
    """What a tally needs to know of one owed report."""

    @property
    def step(self) -> Step: ...

    @property
    def is_late(self) -> bool: ...

    @property
    def was_late(self) -> bool: ...


@dataclass(frozen=True)
class Tally:
    """Bảng đếm: how many reports stand where; late is missing now, ``was_late`` came after time."""

    frozen: int
    excluded: int
    steps: dict[Step, int]
    late: int
    was_late: int

    @property
    def must(self) -> int:
        """Return how many must report: those frozen less those excluded since."""
        return self.frozen - self.excluded

    @property
    def sent(self) -> int:
        """Return how many have left, whatever was said of them since."""
        return sum(self.steps.get(step, 0) for step in HAVE_LEFT)

    @property
    def per_cent(self) -> int | None:
        """Return the share that was sent, rounded down so that 100 means all; None of nothing."""
        return self.sent * 100 // self.must if self.must else None


def step_of(traces: Traces) -> Step:
    """Return where a report stands, by the farthest that is known of it."""
    if traces.is_excluded:
        return Step.EXCLUDED
    if traces.has_left:
        return Step(traces.answer) if traces.answer else Step.SENT
    return STEP_OF_STAGE[Stage(traces.stage)] if traces.stage else Step.NOT_BEGUN


def tally(owed: Iterable[Counted]) -> Tally:
    """Return what some owed reports come to; an excluded one counts nowhere else."""
    steps: dict[Step, int] = {}
    late = was_late = frozen = 0
    for one in owed:
        frozen += 1
        steps[one.step] = steps.get(one.step, 0) + 1
        late += one.is_late
        was_late += one.was_late
    return Tally(frozen, steps.get(Step.EXCLUDED, 0), steps, late, was_late)
