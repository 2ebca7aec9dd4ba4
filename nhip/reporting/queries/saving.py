"""Tự lưu: what a page that saves by itself is told when its batch could not be stored."""

from collections.abc import Iterable, Mapping
from typing import Any

from nhip.accounts.queries import names_of
from nhip.reporting.models import Report
from nhip.reporting.queries.changes import changes_since
from nhip.reporting.queries.sheet import typed_answer
from nhip.reporting.queries.wording import moment_text
from nhip.reporting.queries.worksheet import Attempt
from nhip.reporting.rules.forms import Address

Json = dict[str, Any]


def meanwhile(report: Report, attempt: Attempt) -> Json:
    """Return what others saved since the revision on which a batch was typed."""
    form, changes = report.form, changes_since(report, attempt.revision)
    return {
        "revision": report.revision,
        "changes": {
            str(at): {
                "typed": typed_answer(one.now, at, form),
                "who": one.who,
                "at": moment_text(one.at),
            }
            for at, one in changes.items()
        },
        "texts": _texts(report, attempt.texts),
    }


def faults_json(faults: Mapping[Address, str]) -> dict[str, str]:
    """Return what cannot be read, by address."""
    return {str(at): text for at, text in faults.items()}


def _texts(report: Report, sections: Iterable[str]) -> Json:
    """Return the stored text of those sections, whoever wrote it last."""
    written = list(report.narrative.filter(section__in=sections))
    names = names_of(one.actor for one in written)
    return {
        one.section: {
            "typed": one.text,
            "who": names[one.actor],
            "at": moment_text(one.written_at),
        }
        for one in written
    }
