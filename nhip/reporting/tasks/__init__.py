"""Việc của báo cáo: set the page, sign, follow the document, take in what came, keep time.

A PIN is an argument of ``sign`` and of nothing else: a page calls it directly,
no job carries it, nothing stores or logs it.
"""

from nhip.reporting.tasks.calendars import follow_working_year, forecast
from nhip.reporting.tasks.following import (
    follow_issued,
    follow_numbered,
    follow_sealed,
    follow_signed,
    note_answer,
    release,
)
from nhip.reporting.tasks.keeping_time import generate, tick
from nhip.reporting.tasks.reminding import write, write_letters
from nhip.reporting.tasks.signing import begin, cancel, sign
from nhip.reporting.tasks.taking_in import take_in, take_in_document
from nhip.reporting.tasks.typesetting import NobodyMaySign, set_page, typeset

__all__ = [
    "NobodyMaySign",
    "begin",
    "cancel",
    "follow_issued",
    "follow_numbered",
    "follow_sealed",
    "follow_signed",
    "follow_working_year",
    "forecast",
    "generate",
    "note_answer",
    "release",
    "set_page",
    "sign",
    "take_in",
    "take_in_document",
    "tick",
    "typeset",
    "write",
    "write_letters",
]
