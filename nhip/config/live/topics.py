"""Chủ đề: which events move which pages, and which right opens them. Pure."""

from typing import Final

RIGHT_TO_HEAR: Final = {"figures": "indicators.view", "work": "documents.view"}
TOPICS: Final = frozenset(RIGHT_TO_HEAR)

MOVED_BY: Final = {
    "indicators.delivery.": ("figures",),
    "reporting.intake.": ("work",),
    "reporting.obligation.changed": ("figures", "work"),
    "reporting.report.answered": ("work",),
    "reporting.report.correction_opened": ("work",),
    "reporting.report.issued": ("work",),
    "reporting.report.numbered": ("work",),
    "reporting.report.opened": ("work",),
    "reporting.report.put_up": ("work",),
    "reporting.report.returned": ("work",),
    "reporting.report.sealed": ("work",),
    "reporting.report.signed": ("work",),
    "reporting.report.signing_ended": ("work",),
    "reporting.report.submitted": ("work",),
    "reporting.report.waiting": ("work",),
    "documents.document.": ("work",),
}  # by the beginning of the event's name; what people type moves no page but their own


def topics_of(event_name: str) -> tuple[str, ...]:
    """Return the topics that an event moves; most events move none."""
    found = (topics for start, topics in MOVED_BY.items() if event_name.startswith(start))
    return next(found, ())
