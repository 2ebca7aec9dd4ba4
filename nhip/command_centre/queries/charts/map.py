"""Bản đồ: figures by province in steps of one blue, with Hoàng Sa and Trường Sa on every map."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

import altair as alt
from django.utils.translation import gettext as _

from nhip.command_centre.queries.charts.figures import (
    Measure,
    Place,
    by_size,
    missing_note,
    quantity_text,
    rounded,
    value_text,
)
from nhip.command_centre.queries.charts.steps import Step, steps
from nhip.ui.charts import BORDER, HATCH, INK, MISSING, ROWS, STEPS, Chart, Column, Table, on_map

REFORM: Final = dt.date(2025, 7, 1)  # Resolution 202/2025/QH15: 34 provinces instead of 63
CODE: Final = "properties.code"
HEIGHT: Final = 720
TALL: Final = 1.06  # the map with its sea is that much taller than wide
OUTLINES: Final = "@svg-maps/vietnam, CC BY 4.0"


def province_map(
    places: Sequence[Place], *, measure: Measure, on: dt.date, source: str = ""
) -> Chart:
    """Bản đồ theo tỉnh: the provinces of that day, those without a figure hatched and named."""
    found = steps(rounded(value, measure) for _place, value in by_size(places))
    legend = {step: _step_text(step, measure) for step in found}
    without = [place.code for place in places if place.value is None]
    merged = on >= REFORM
    grey = bool(without) or len(places) < (34 if merged else 63)
    colours = _colours(legend, some_missing=grey)
    layers = [
        _shapes("provinces34" if merged else "provinces63", colours, unit=measure.unit),
        *_hatching(without, "properties.into" if merged else CODE),
        _shapes("archipelagos", colours, unit=measure.unit),
        _names(),
    ]
    return Chart(
        key="map",
        title=_title(places, measure),
        drawing=alt.layer(*layers).project("mercator").properties(height=HEIGHT),
        rows=[_row(place, legend, measure) for place in places],
        tallest=TALL,
        table=_table(places, measure),
        notes=missing_note(places),
        source=". ".join(filter(None, [source, _("Outlines: %(source)s") % {"source": OUTLINES}])),
    )


def _title(places: Sequence[Place], measure: Measure) -> str:
    largest = [
        f"{place.name} ({quantity_text(value, measure)})" for place, value in by_size(places)[:2]
    ]
    if not largest:
        return _("%(measure)s by province: no figures yet") % {"measure": measure.name}
    facts = {"measure": measure.name, "places": ", ".join(largest)}
    return _("%(measure)s by province: highest in %(places)s") % facts


def _step_text(step: Step, measure: Measure) -> str:
    """Return the figures of a step as its smallest and its largest."""
    ends = dict.fromkeys(value_text(value, measure) for value in (step.low, step.high))
    return " – ".join(ends)


def _row(place: Place, legend: Mapping[Step, str], measure: Measure) -> dict[str, str]:
    return {
        "code": place.code,
        "name": place.name,
        "step": _label(place, legend, measure),
        "text": _("no figure") if place.value is None else quantity_text(place.value, measure),
    }


def _label(place: Place, legend: Mapping[Step, str], measure: Measure) -> str:
    if place.value is None:
        return _("no figure")
    value = rounded(place.value, measure)
    return next(text for step, text in legend.items() if step.holds(value))


def _colours(legend: dict[Step, str], *, some_missing: bool) -> Mapping[str, str]:
    """Return the colour of each text of the legend, the largest figures on top."""
    steps_down = {text: STEPS[step.colour] for step, text in reversed(legend.items())}
    return steps_down | ({_("no figure"): MISSING} if some_missing else {})


def _shapes(layer: str, colours: Mapping[str, str], *, unit: str) -> alt.Chart:
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    legend = alt.Legend(title=unit or None, orient="top-right", offset=0, symbolType="square")
    known = alt.LookupData(ROWS, "code", ["name", "step", "text"])
    drawing: alt.Chart = (
        alt.Chart(on_map(layer))
        .mark_geoshape(stroke=BORDER, strokeWidth=0.5)
        .transform_lookup(CODE, known, default=_("no figure"))  # who was not asked
        .encode(
            color=alt.Color("step:N", scale=scale, legend=legend),
            tooltip=[
                alt.Tooltip("name:N", title=_("Province")),
                alt.Tooltip("text:N", title=_("Value")),
            ],
        )
    )
    return drawing


def _hatching(codes: Sequence[str], field: str) -> list[alt.Chart]:
    """Return the slanting lines over the provinces that have no figure."""
    if not codes:
        return []
    lines = alt.Chart(on_map("hatching")).mark_geoshape(
        filled=False, stroke=HATCH, strokeWidth=0.8, tooltip=None
    )
    return [lines.transform_filter(alt.FieldOneOfPredicate(field, list(codes)))]


def _names() -> alt.Chart:
    """Return the names of both archipelagos, always in Vietnamese."""
    drawing: alt.Chart = (
        alt.Chart(on_map("archipelagos"))
        .mark_text(fontSize=11, fontStyle="italic", lineBreak="|", color=INK, tooltip=None)
        .transform_calculate(label="replace(datum.properties.name, ' (', '|(')")
        .encode(longitude="properties.lon:Q", latitude="properties.lat:Q", text=alt.Text("label:N"))
    )
    return drawing


def _table(places: Sequence[Place], measure: Measure) -> Table:
    head = f"{measure.name} ({measure.unit})" if measure.unit else measure.name
    return Table(
        columns=[Column(_("Province")), Column(head, is_number=True)],
        rows=[[place.name, value_text(place.value, measure)] for place in places],
    )
