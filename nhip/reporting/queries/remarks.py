"""Ý kiến trả lại trên trang: why a report came back, of the whole or of one cell."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from nhip.accounts.queries import names_of
from nhip.reporting.models import Remark, Report
from nhip.reporting.queries.sheet import anchor_of, place_of
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.states import Stage


@dataclass(frozen=True)
class RemarkShown:
    """Một ý kiến: who, when, of what, and what was said."""

    anchor: str
    place: str
    text: str
    who: str
    at: dt.datetime


def newest_remarks(report: Report) -> list[Remark]:
    """Return what was said when the report came back last, while it has not gone up again."""
    reasons = [one for one in report.remarks.all() if one.version_id is not None]
    if report.stage != Stage.RETURNED:
        return []
    return [one for one in reasons if one.remarked_at == reasons[-1].remarked_at]


def remarks_shown(report: Report) -> list[RemarkShown]:
    """Return the remarks that are to be answered, those of the whole report first."""
    remarks = newest_remarks(report)
    names = names_of(one.actor for one in remarks)
    return [
        RemarkShown(
            anchor=anchor_of(_address(one)) if one.row else "",
            place=place_of(_address(one), report.form_version.rule) if one.row else "",
            text=one.text,
            who=names[one.actor],
            at=one.remarked_at,
        )
        for one in sorted(remarks, key=lambda one: bool(one.row))
    ]


def remarks_by_cell(report: Report) -> dict[Address, list[str]]:
    """Return the remarks of single cells that are to be answered."""
    found: defaultdict[Address, list[str]] = defaultdict(list)
    for one in newest_remarks(report):
        if one.row:
            found[_address(one)].append(one.text)
    return dict(found)


def _address(remark: Remark) -> Address:
    return Address(remark.row, remark.column)
