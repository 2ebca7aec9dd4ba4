"""Nạp số liệu cả bảng: figures of a series or cells of many reports, all of a body or nothing."""

from nhip.reporting.actions.feeding.figures import SeriesFed, feed_figures
from nhip.reporting.actions.feeding.reports import feed_reports
from nhip.reporting.actions.feeding.runs import begin_run, finish_run, note_progress, refuse_run

__all__ = [
    "SeriesFed",
    "begin_run",
    "feed_figures",
    "feed_reports",
    "finish_run",
    "note_progress",
    "refuse_run",
]
