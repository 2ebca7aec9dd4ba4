"""Đọc chỉ tiêu: totals with their coverage, figures with their provenance."""

from nhip.indicators.queries.figures import Seen, history, observations, rivals
from nhip.indicators.queries.lines import Line, UnknownIndicator
from nhip.indicators.queries.periods import latest, span_of
from nhip.indicators.queries.restated import Restated, ShareIsNotKnown, restated
from nhip.indicators.queries.times import Accumulated, DoesNotAddOverTime, over_time
from nhip.indicators.queries.totals import (
    Comparison,
    DoesNotAdd,
    Total,
    board,
    compare,
    comparisons,
    roll_up,
    series,
)

__all__ = [
    "Accumulated",
    "Comparison",
    "DoesNotAdd",
    "DoesNotAddOverTime",
    "Line",
    "Restated",
    "Seen",
    "ShareIsNotKnown",
    "Total",
    "UnknownIndicator",
    "board",
    "compare",
    "comparisons",
    "history",
    "latest",
    "observations",
    "over_time",
    "restated",
    "rivals",
    "roll_up",
    "series",
    "span_of",
]
