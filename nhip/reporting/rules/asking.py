"""Báo cáo đột xuất: a table of questions becomes a form, a request becomes a regime. Pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from nhip.reporting.rules.deadlines import HANOI

TIER: Final = "asked"
MOST_QUESTIONS: Final = 200


class Answer(StrEnum):
    """Loại câu trả lời: a whole number, an amount with decimals, or words."""

    COUNT = "count"
    AMOUNT = "amount"
    TEXT = "text"


@dataclass(frozen=True)
class Question:
    """Câu hỏi: what is asked, which kind of answer, and its unit of measure."""

    label: str
    answer: Answer
    unit: str = ""

    @property
    def in_words(self) -> bool:
        """Tell whether the answer is no figure."""
        return self.answer is Answer.TEXT


_COLUMNS: Final[dict[bool, dict[str, Any]]] = {
    False: {"code": "answer", "number": "1", "label": "Trả lời", "label_en": "Answer"},
    True: {
        "code": "words",
        "number": "2",
        "label": "Nội dung trả lời",
        "label_en": "Answer in words",
        "type": "text",
    },
}


@dataclass(frozen=True)
class Request:
    """Yêu cầu báo cáo đột xuất (decree 09/2019, art. 4, 9): what, why, by which law, by when."""

    code: str
    title: str
    content: str
    basis: str
    as_of: dt.date
    due_at: dt.datetime


def specification(title: str, questions: Sequence[Question]) -> dict[str, Any]:
    """Return the form of a table of questions: a row for each, a column for each kind of answer.

    Figures and words stand in columns of their own; the other cell of a row is closed.
    """
    kinds = [kind for kind in (False, True) if any(one.in_words is kind for one in questions)]
    return {
        "title": title,
        "rows": [_row(number, one) for number, one in enumerate(questions, start=1)],
        "columns": [_COLUMNS[kind] for kind in kinds],
        "cells": [
            {"row": f"q{number}", "column": _COLUMNS[kind]["code"], "closed": True}
            for number, one in enumerate(questions, start=1)
            for kind in kinds
            if one.in_words is not kind
        ],
    }


def description(
    request: Request, *, form: str, recipient: Mapping[str, str], codes: Sequence[str]
) -> dict[str, Any]:
    """Return the regime of a request, with what art. 9.2 demands of it."""
    local = request.due_at.astimezone(HANOI)
    rule = {
        "tier": TIER,
        "counting": "days_after",
        "number": (local.date() - request.as_of).days,
        "time": f"{local:%H:%M}",
        "basis": request.basis,
    }
    return {
        "code": request.code,
        "name": request.title,
        "class": "administrative",
        "kind": "ad_hoc",
        "content": request.content,
        "reporters": [{"tier": TIER, "codes": [["qd20", code] for code in codes]}],
        "recipients": [dict(recipient)],
        "channel": "Hệ thống thông tin báo cáo",
        "deadlines": [rule],
        "data_form": form,
        "repeated": False,
        "legal_basis": [{"number": request.basis}],
        "valid_from": request.as_of.isoformat(),
    }


def _row(number: int, question: Question) -> dict[str, Any]:
    said = {"code": f"q{number}", "number": str(number), "label": question.label}
    unit = {"unit": question.unit} if question.unit else {}
    return said | unit | ({} if question.in_words else {"type": question.answer.value})
