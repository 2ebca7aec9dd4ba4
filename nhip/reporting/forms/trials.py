"""Đọc trang thử nghiệm: what a unit tried, and which units are asked."""

from collections.abc import Mapping
from typing import NamedTuple

from django.http import QueryDict

from nhip.core.numbers import read_whole
from nhip.reporting.actions.trials import Answer
from nhip.reporting.forms.sheets import read_sheet
from nhip.reporting.queries.worksheet import Attempt
from nhip.reporting.rules.forms import Form


class TypedTrial(NamedTuple):
    """Bản điền thử đã gõ: what can be held of it, and all that was typed."""

    answer: Answer
    attempt: Attempt


def read_trial(posted: Mapping[str, str], form: Form) -> TypedTrial:
    """Return what a unit filled in and said of the form."""
    sheet = read_sheet(posted, form)
    remark = posted.get("remark", "").replace("\r\n", "\n")
    return TypedTrial(Answer(sheet.entries, remark, sheet.attempt.revision), sheet.attempt)


def read_units(posted: QueryDict) -> list[int]:
    """Return the units that were ticked."""
    return [pk for text in posted.getlist("unit") if (pk := read_whole(text)) is not None]
