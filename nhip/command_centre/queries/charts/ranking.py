"""Xếp hạng: the places with the largest figures; bars where figures add up, dots where not."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import altair as alt
from django.utils.translation import gettext as _

from nhip.command_centre.queries.charts.figures import (
    Measure,
    Place,
    by_size,
    missing_note,
    quantity_text,
    value_text,
)
from nhip.ui.charts import LINE, ROWS, Chart, Column, Drawing, Table

MOST: Final = 15
ROW: Final = 20


def ranking(places: Sequence[Place], *, measure: Measure, source: str = "") -> Chart:
    """Xếp hạng: the largest first; the places that are not drawn stand in the table."""
    ranked = by_size(places)
    rows = [_row(place, value, measure) for place, value in ranked[:MOST]]
    return Chart(
        key="ranking",
        title=_title(ranked, measure),
        drawing=_drawing(rows, measure),
        rows=rows,
        table=_table(places, ranked, measure),
        notes=[*_cut_note(len(ranked)), *missing_note(places)],
        source=source,
    )


def _title(ranked: Sequence[tuple[Place, Decimal]], measure: Measure) -> str:
    if not ranked:
        return _("%(measure)s: no figures yet") % {"measure": measure.name}
    (place, value), facts = ranked[0], {"measure": measure.name}
    facts |= {"place": place.name, "value": quantity_text(value, measure)}
    total = sum(value for _place, value in ranked)
    if not measure.adds or not total:
        return _("%(measure)s: highest in %(place)s, %(value)s") % facts
    facts["share"] = f"{value_text(value * 100 / total, Measure('', '', decimals=1))} %"
    return _("%(measure)s: %(place)s has %(value)s, %(share)s of what was reported") % facts


def _row(place: Place, value: Decimal, measure: Measure) -> dict[str, Any]:
    return {
        "name": place.name,
        "value": float(value),
        "text": value_text(value, measure),
        "quantity": quantity_text(value, measure),
    }


def _drawing(rows: Sequence[dict[str, Any]], measure: Measure) -> Drawing:
    scale = alt.Scale(zero=measure.adds, nice=measure.adds, padding=0 if measure.adds else 16)
    axis = alt.Axis(tickCount=4, orient="top", domain=False, ticks=False, labelOverlap="greedy")
    names = alt.Axis(domain=False, ticks=False, labelPadding=6)
    base = alt.Chart(ROWS).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=names),
        x=alt.X("value:Q", title=measure.unit or measure.name, scale=scale, axis=axis),
        tooltip=[
            alt.Tooltip("name:N", title=_("Place")),
            alt.Tooltip("quantity:N", title=_("Value")),
        ],
    )
    mark = base.mark_bar(color=LINE) if measure.adds else _dots(base)
    words = base.mark_text(align="left", dx=8).encode(text="text:N")
    return alt.layer(mark, words).properties(
        height=ROW * max(len(rows), 1),
        padding={"left": 5, "top": 5, "bottom": 5, "right": _room(rows)},
    )


def _room(rows: Sequence[dict[str, Any]]) -> int:
    """Return the room that the longest figure needs beside its bar."""
    return 14 + 8 * max((len(one["text"]) for one in rows), default=0)


def _dots(base: alt.Chart) -> alt.Chart:
    drawing: alt.Chart = base.mark_point(filled=True, size=80, opacity=1, color=LINE)
    return drawing


def _cut_note(count: int) -> list[str]:
    if count <= MOST:
        return []
    facts = {"shown": MOST, "count": count}
    return [_("The %(shown)d highest of %(count)d are drawn; all stand in the table.") % facts]


def _table(
    places: Sequence[Place], ranked: Sequence[tuple[Place, Decimal]], measure: Measure
) -> Table:
    head = f"{measure.name} ({measure.unit})" if measure.unit else measure.name
    rows = [
        [place.name, str(rank), value_text(value, measure)]
        for rank, (place, value) in enumerate(ranked, start=1)
    ]
    rows += [[place.name, "", value_text(None, measure)] for place in places if place.value is None]
    columns = [Column(_("Place")), Column(_("Rank"), is_number=True), Column(head, is_number=True)]
    return Table(columns=columns, rows=rows)
