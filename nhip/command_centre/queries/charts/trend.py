"""Diễn biến: one total over periods; a period in which somebody is missing stands apart."""

from collections.abc import Sequence
from typing import Any, Final

import altair as alt
from django.utils.translation import gettext as _

from nhip.command_centre.queries.charts.figures import (
    Measure,
    Point,
    quantity_text,
    value_text,
)
from nhip.ui.charts import GROUND, LINE, ROWS, Chart, Column, Drawing, Table

HEIGHT: Final = 190
FEW: Final = 31  # more points than days in a month would run into one another
_PERIODS: Final = alt.Axis(
    labelAngle=0, labelOverlap="greedy", labelSeparation=8, labelPadding=6, ticks=False
)
_FIGURES: Final = alt.Axis(
    tickCount=5, domain=False, ticks=False, titleAngle=0, titleAlign="left", titleX=0, titleY=-12
)


def trend(points: Sequence[Point], *, measure: Measure, source: str = "") -> Chart:
    """Diễn biến theo kỳ: complete periods joined by a line, incomplete ones as hollow points."""
    partial = [point for point in points if point.value is not None and not point.is_complete]
    return Chart(
        key="trend",
        title=_title(points, measure),
        drawing=_drawing(len(points), measure, has_partial=bool(partial)),
        rows=[*(_row(one, measure) for one in points[:-1]), *_last_row(points, measure)],
        table=_table(points, measure),
        notes=_notes(partial),
        source=source,
    )


def _title(points: Sequence[Point], measure: Measure) -> str:
    """Return the newest total; a change only where both periods are complete."""
    known = [point for point in points if point.value is not None]
    if not known:
        return _("%(measure)s: no figures yet") % {"measure": measure.name}
    last = known[-1]
    assert last.value is not None
    facts = {
        "measure": measure.name,
        "value": quantity_text(last.value, measure),
        "period": last.name,
        "present": last.present,
        "expected": last.expected,
    }
    if not last.is_complete:
        return _("%(measure)s: %(present)d/%(expected)d so far, %(value)s (%(period)s)") % facts
    if change := _change(points):
        facts["change"] = change
        return _("%(measure)s: %(value)s (%(period)s), %(change)s on the period before") % facts
    return _("%(measure)s: %(value)s (%(period)s)") % facts


def _change(points: Sequence[Point]) -> str:
    """Return how far the newest period lies from the one before it, with sign and arrow."""
    if len(points) < len("ab"):
        return ""
    before, last = points[-2:]
    if not (before.is_complete and last.is_complete) or not before.value or last.value is None:
        return ""
    share = (last.value - before.value) * 100 / abs(before.value)
    text = value_text(abs(share), Measure("", "", decimals=1))
    if not share:
        return ""
    return f"▲ +{text} %" if share > 0 else f"▼ -{text} %"


def _notes(partial: Sequence[Point]) -> list[str]:
    if not partial:
        return []
    return [_("Hollow points are incomplete periods; they are not compared with the others.")]


def _drawing(count: int, measure: Measure, *, has_partial: bool) -> Drawing:
    base = alt.Chart(ROWS).encode(
        x=alt.X("label:O", sort=None, title=None, axis=_PERIODS),
        tooltip=[
            alt.Tooltip("name:N", title=_("Period")),
            alt.Tooltip("quantity:N", title=_("Value")),
            alt.Tooltip("coverage:N", title=_("Reported")),
        ],
    )
    size = 45 if count <= FEW else 18
    whole = base.encode(y=_height("whole:Q", measure))
    layers = [
        whole.mark_line(color=LINE, strokeWidth=2, tooltip=None),
        whole.mark_point(color=LINE, filled=True, opacity=1, size=size),
    ]
    if has_partial:
        apart = base.encode(y=_height("partial:Q", measure))
        layers.append(apart.mark_point(color=LINE, fill=GROUND, opacity=1, size=size + 15))
        layers.append(apart.mark_text(dy=-14, tooltip=None).encode(text="said:N"))
    return alt.layer(*layers).properties(height=HEIGHT)


def _height(field: str, measure: Measure) -> alt.Y:
    scale = alt.Scale(zero=measure.adds, nice=True)
    return alt.Y(field, title=measure.unit or measure.name, axis=_FIGURES, scale=scale)


def _row(point: Point, measure: Measure) -> dict[str, Any]:
    value = None if point.value is None else float(point.value)
    return {
        "label": point.label,
        "name": point.name,
        "whole": value if point.is_complete else None,
        "partial": None if point.is_complete else value,
        "quantity": value_text(None, measure)
        if point.value is None
        else quantity_text(point.value, measure),
        "coverage": f"{point.present}/{point.expected}",
    }


def _last_row(points: Sequence[Point], measure: Measure) -> list[dict[str, Any]]:
    """Return the newest period, which says how many are in it where some are missing."""
    rows = [_row(point, measure) for point in points[-1:]]
    return [{**row, "said": row["coverage"]} for row in rows]


def _table(points: Sequence[Point], measure: Measure) -> Table:
    head = f"{measure.name} ({measure.unit})" if measure.unit else measure.name
    return Table(
        columns=[
            Column(_("Period")),
            Column(head, is_number=True),
            Column(_("Reported"), is_number=True),
        ],
        rows=[
            [point.name, value_text(point.value, measure), f"{point.present}/{point.expected}"]
            for point in reversed(points)
        ],
    )
