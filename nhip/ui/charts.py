"""Biểu đồ: defined once in Python, drawn on the page, on the wall and on paper, with its table.

A definition names its colours (``var(--chart-line)``); the stylesheet fills them in for light,
dark and print, and ``svg`` for paper. Import this where a chart is made, not where pages are
listed: altair takes most of a second to load.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import altair as alt
from altair.utils import schemapi
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused

# Definitions are checked by tests; checking every part of every drawing doubles its time.
schemapi.disable_debug_mode()

MAP: Final = "maps/vietnam.topo.json"
SCREEN_TYPE: Final = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
FIT: Final = {"type": "fit-x", "contains": "padding"}  # as wide as the place it stands in
PAPER_TYPE: Final = "Libertinus Serif, serif"
PAPER: Final = {
    "var(--chart-ink)": "#000000",
    "var(--chart-soft)": "#444444",
    "var(--chart-hair)": "#d5d2ca",
    "var(--chart-ground)": "#ffffff",
    "var(--chart-line)": "#1b4f8f",
    "var(--chart-border)": "#7d8896",
    "var(--chart-missing)": "#f0eeea",
    "var(--chart-hatch)": "#77716a",
    "var(--chart-step-1)": "#d9e6f4",
    "var(--chart-step-2)": "#a8c7e6",
    "var(--chart-step-3)": "#6b9dcc",
    "var(--chart-step-4)": "#336da9",
    "var(--chart-step-5)": "#123f73",
}
INK, SOFT, HAIR, GROUND, LINE, BORDER, MISSING, HATCH, *STEPS = PAPER
ROWS: Final = alt.NamedData("rows")  # what a chart is drawn from, given to it at the end
Drawing = alt.Chart | alt.LayerChart | alt.FacetChart
_LABEL = {"labelColor": INK, "labelFontSize": 12, "labelLimit": 220}
_TITLE = {"titleColor": SOFT, "titleFontSize": 12, "titleFontWeight": "normal"}
_LOCALE = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}
CONFIG: Final[Mapping[str, Any]] = {
    "font": SCREEN_TYPE,
    "background": "transparent",
    "locale": {"number": _LOCALE},
    "numberFormat": ",~f",
    "line": {"strokeJoin": "round", "strokeCap": "round"},
    "view": {"stroke": None},
    "axis": {**_LABEL, **_TITLE, "domainColor": HAIR, "tickColor": HAIR, "gridColor": HAIR},
    "legend": {**_LABEL, **_TITLE, "symbolStrokeColor": SOFT, "symbolStrokeWidth": 0.5},
    "text": {"color": INK, "fontSize": 12},
}


class NoPaperCharts(Refused):
    """Chưa cài phần in biểu đồ: what draws charts for paper is installed only on request."""

    message = _("Charts on paper need an additional part: install nhip[paper].")


@dataclass(frozen=True)
class Column:
    """Cột của bảng: its head, and whether figures stand in it."""

    head: str
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """Bảng kèm biểu đồ: the same in words and figures, for everybody and every device."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]

    @property
    def body(self) -> SafeString:
        """Return the rows as the page shows them; a template takes long for 3,321 communes."""
        begins = ['<td class="num">' if one.is_number else "<td>" for one in self.columns]
        return mark_safe("".join(f"<tr>{_cells(begins, row)}</tr>" for row in self.rows))  # noqa: S308


@dataclass(frozen=True)
class Chart:
    """Biểu đồ: what it found, how it is drawn, what must be said beside it, and its table."""

    key: str
    title: str
    drawing: Drawing
    rows: Sequence[Mapping[str, Any]]
    table: Table
    notes: Sequence[str] = ()
    source: str = ""
    tallest: float | None = None  # in parts of its width, on a narrow screen

    @property
    def spec(self) -> dict[str, Any]:
        """Return the definition as the page hands it to the drawing program."""
        drawn: dict[str, Any] = self.drawing.to_dict(validate=False)
        return {
            **drawn,
            "datasets": {ROWS.name: list(self.rows)},
            "width": "container",
            "autosize": FIT,
            "config": dict(CONFIG),
            "description": self.title,
            "usermeta": {"tallest": self.tallest},
        }

    @property
    def spec_key(self) -> str:
        """Return the name under which the page keeps the definition."""
        return f"{self.key}-spec"


def _cells(begins: Sequence[str], row: Sequence[str]) -> str:
    """Return the cells of a row, of which the first is its head."""
    head, *texts = map(escape, row)
    cells = (f"{begin}{text}</td>" for begin, text in zip(begins[1:], texts, strict=True))
    return f'<th scope="row">{head}</th>{"".join(cells)}'


def on_map(layer: str) -> alt.UrlData:
    """Return one layer of the map of provinces, as charts draw it."""
    return alt.topo_feature(static(MAP), layer)


def svg(chart: Chart, *, width: int) -> str:
    """Return the chart as an SVG for a printed page, so many points wide.

    Raises NoPaperCharts.
    """
    try:
        import vl_convert
    except ModuleNotFoundError as error:
        raise NoPaperCharts from error
    spec = {**_with_map(chart.spec), "width": width}
    if chart.tallest:
        spec["height"] = min(spec["height"], round(width * chart.tallest))
    text = json.dumps(spec, ensure_ascii=False)
    for name, colour in {**PAPER, SCREEN_TYPE: PAPER_TYPE}.items():
        text = text.replace(name, colour)
    drawn: str = vl_convert.vegalite_to_svg(text)
    return drawn


def _with_map(part: Any) -> Any:
    """Return a definition that carries the map within it instead of its address."""
    if isinstance(part, list):
        return [_with_map(one) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("url") == static(MAP):
        return {"values": _map(), "format": part["format"]}
    return {key: _with_map(value) for key, value in part.items()}


@cache
def _map() -> dict[str, Any]:
    text = (settings.NHIP_REFERENCE / MAP).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
