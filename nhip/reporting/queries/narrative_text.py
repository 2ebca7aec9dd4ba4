"""Lời thuyết minh bằng Word: what goes out, and what a returned document changes."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from nhip.reporting.models import Report
from nhip.reporting.queries.reports import complete_sheets
from nhip.reporting.queries.sheet import place_of
from nhip.reporting.queries.workbooks import identity
from nhip.reporting.rules import narrative
from nhip.reporting.rules.figures import Value
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.returned_texts import (
    Bound,
    Paragraph,
    ReturnedText,
    Sent,
    TextFault,
)
from nhip.ui.queries import in_language

_FAULTS: Final[dict[str, Promise]] = {
    "section-was-cut": gettext_lazy("The heading “%(heading)s” was cut out of the document."),
    "figure-was-changed": gettext_lazy(
        "“%(heading)s”, paragraph %(paragraph)s: the figure %(expected)s was changed to "
        "“%(found)s”. Change it in the table; the text follows."
    ),
    "figure-was-cut": gettext_lazy("“%(heading)s”: the figure of %(cell)s was cut out."),
    "figure-is-strange": gettext_lazy(
        "“%(heading)s”, paragraph %(paragraph)s: “%(found)s” is bound to no cell of the form."
    ),
}


@dataclass(frozen=True)
class TextOut:
    """Lời gửi đi: whose it is, and the paragraphs under each heading, figures bound."""

    sent: Sent
    sections: Sequence[tuple[str, Sequence[Paragraph]]]


@dataclass(frozen=True)
class SectionChange:
    """Thay đổi một mục: what stands there and what the document says, figures filled in."""

    code: str
    heading: str
    before: str
    after: str
    typed: Sequence[str]


def text_out(report: Report, *, on: dt.date) -> TextOut:
    """Return the text of a report as it goes out: a section nobody wrote has the outline's."""
    form, figures, written = report.form, complete_sheets(report).now, report.texts
    bound: list[tuple[str, str]] = []
    sections = []
    for section in form.outline:
        text = written.get(section.code) or section.text
        paragraphs = [
            tuple(_pieces(line, bound, figures, form)) for line in text.splitlines() or [""]
        ]
        sections.append((in_language(section.heading, section.heading_en), paragraphs))
    return TextOut(Sent(identity(report, on=on), bound), sections)


def section_changes(report: Report, returned: ReturnedText) -> list[SectionChange]:
    """Return the sections whose text differs from what is kept."""
    form, figures, written = report.form, complete_sheets(report).now, report.texts
    return [
        SectionChange(
            section.code,
            in_language(section.heading, section.heading_en),
            narrative.render(written.get(section.code, ""), figures, form),
            narrative.render(returned.texts[section.code], figures, form),
            returned.typed.get(section.code, ()),
        )
        for section in form.outline
        if returned.texts.get(section.code, "") != written.get(section.code, "")
    ]


def text_faults_in_words(faults: Sequence[TextFault], form: Form) -> list[str]:
    """Return what is wrong with a document, as the reporter reads it."""
    heading = {one.code: in_language(one.heading, one.heading_en) for one in form.outline}
    return [
        str(_FAULTS[one.code])
        % {
            "heading": heading.get(one.section, one.section),
            "paragraph": one.paragraph,
            "expected": one.expected,
            "found": one.found,
            "cell": _cell(one, form),
        }
        for one in faults
    ]


def _cell(fault: TextFault, form: Form) -> str:
    if fault.code != "figure-was-cut":
        return ""
    return place_of(Address(*fault.expected.split("!", 1)), form)


def _pieces(
    line: str, bound: list[tuple[str, str]], figures: Mapping[Address, Value], form: Form
) -> Iterator[str | Bound]:
    """Yield a line in pieces; each figure in it takes the next place."""
    for text, address in narrative.split(line):
        if address is None:
            yield text
            continue
        shown = narrative.printed(address, figures, form)
        bound.append((str(address), shown))
        yield Bound(len(bound) - 1, shown)
