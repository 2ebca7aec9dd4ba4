"""Kết quả kiểm tra trên trang: what is wrong, in words, with the two sides that disagree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nhip.reporting.models import Report
from nhip.reporting.queries.sheet import anchor_of, place_of
from nhip.reporting.queries.wording import finding_text, plain_text
from nhip.reporting.rules.checking import Finding
from nhip.reporting.rules.forms import Address, Form

EMPTY: Final = "figure-is-missing"


@dataclass(frozen=True)
class FindingShown:
    """Một kết quả kiểm tra: where, what, expected and found; a warning with its explanation."""

    key: str
    anchor: str
    place: str
    text: str
    expected: str
    found: str
    blocks: bool
    explanation: str


def findings_shown(
    report: Report, found: Sequence[Finding], typed: Mapping[str, str] | None = None
) -> list[FindingShown]:
    """Return what is wrong, errors first; cells nobody has filled in yet are told apart."""
    explained = dict(report.explanations.values_list("finding", "text")) | dict(typed or {})
    wrong = [one for one in found if one.code != EMPTY]
    wrong.sort(key=lambda one: not one.blocks)
    return [_shown(one, report, explained.get(one.key, "")) for one in wrong]


def unfilled(report: Report, found: Sequence[Finding]) -> list[FindingShown]:
    """Return the cells nobody has filled in yet."""
    return [_shown(one, report, "") for one in found if one.code == EMPTY]


def explanations_of(report: Report) -> list[tuple[str, str]]:
    """Return why warnings were let stand, each with the place it speaks of."""
    return [
        (_place(one.finding, report), one.text) for one in report.explanations.order_by("finding")
    ]


def _place(key: str, report: Report) -> str:
    row, _sign, column = key.rpartition("@")[2].partition("!")
    return place_of(Address(row, column), report.form)


def _shown(one: Finding, report: Report, explanation: str) -> FindingShown:
    return finding_shown(one, report.form, explanation)


def finding_shown(one: Finding, form: Form, explanation: str = "") -> FindingShown:
    """Return one thing that is wrong on a form, in words."""
    address = Address(one.row, one.column)
    return FindingShown(
        key=one.key,
        anchor=anchor_of(address) if one.column else f"text-{one.row}",
        place=place_of(address, form),
        text=finding_text(one),
        expected=plain_text(one.expected),
        found=plain_text(one.found),
        blocks=one.blocks,
        explanation=explanation,
    )
