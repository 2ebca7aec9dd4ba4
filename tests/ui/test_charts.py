"""Biểu đồ: one definition for page and paper, drawn under the strict policy, readable by all."""

import json
import re
import sys
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import altair as alt
import pytest
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.template import engines
from django.test import override_settings
from django.urls import path
from playwright.sync_api import sync_playwright

from nhip.ui import charts
from nhip.ui.charts import Chart, Column, Table
from scripts import drawing_program

STYLES = (Path(charts.__file__).parent / "static" / "ui" / "charts.css").read_text()
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Biểu đồ</title></head>
<body>{% include "ui/charts.html" %}{% include "ui/chart.html" with chart=bars %}
{% include "ui/chart.html" with chart=country %}</body></html>"""


def bars(value=1234.5):
    rows = [{"name": "Tây Ninh", "value": value}, {"name": "Hà Nội", "value": 97}]
    drawing = alt.Chart(charts.ROWS).mark_bar(color=charts.LINE)
    return Chart(
        key="bars",
        title="Số ca mắc mới: cao nhất ở Tây Ninh",
        drawing=drawing.encode(x=alt.X("value:Q", title="ca"), y="name:N").properties(height=60),
        rows=rows,
        table=Table(
            columns=[Column("Địa phương"), Column("Số ca", is_number=True)],
            rows=[["Tây Ninh", "1.234,5"], ["Hà Nội", "97"]],
        ),
        notes=["Chưa có số liệu (1): Huế."],
        source="Nguồn: báo cáo ngày 14/08/2021",
    )


def country():
    shapes = alt.Chart(charts.on_map("archipelagos")).mark_geoshape(fill=charts.STEPS[0])
    names = alt.Chart(charts.on_map("archipelagos")).mark_text()
    names = names.encode(
        longitude="properties.lon:Q", latitude="properties.lat:Q", text="properties.name:N"
    )
    drawing = alt.layer(shapes, names).project("mercator").properties(height=560)
    table = Table(columns=[Column("Tỉnh")], rows=[["Đà Nẵng"]])
    return Chart(
        key="country", title="Biển đảo", drawing=drawing, rows=[], table=table, tallest=1.06
    )


def page(request):
    """Answer with two charts as any page of the product would."""
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"bars": bars(), "country": country()}))


urlpatterns = [path("", page)]


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def address():
    """The page above behind the product's own policy and static files."""
    drawing_program.make()
    doors = ["whitenoise.middleware.WhiteNoiseMiddleware", "csp.middleware.CSPMiddleware"]
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=doors):
        server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    with override_settings(ROOT_URLCONF=__name__):
        yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@contextmanager
def opened(browser, address, **options):
    """Yield the page with both charts drawn, and what the browser complained of."""
    tab = browser.new_page(viewport={"width": 800, "height": 700}, **options)
    said = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    tab.goto(address)
    for key in ("bars", "country"):
        tab.wait_for_selector(f"#{key}-frame[data-drawn]")
    yield tab, said
    tab.close()


# --- On the page --------------------------------------------------------------------------
def test_charts_are_drawn_under_the_strict_policy_without_a_complaint(browser, address):
    with opened(browser, address) as (tab, said):
        words = tab.locator("#bars-frame svg text").all_text_contents()
        names = tab.locator("#country-frame svg text").all_text_contents()

    assert said == []
    assert {"Tây Ninh", "Hà Nội", "ca", "1.000"} <= set(words)
    assert names == ["Quần đảo Hoàng Sa (Việt Nam)", "Quần đảo Trường Sa (Việt Nam)"]


def test_a_chart_redraws_after_an_update_and_keeps_its_drawing_when_nothing_moved(browser, address):
    update = """said => {
      if (said) document.getElementById("bars-spec").textContent = said;
      document.body.dispatchEvent(new CustomEvent("htmx:load", {bubbles: true}));
    }"""
    with opened(browser, address) as (tab, _said):
        tab.evaluate("document.querySelector('#bars-frame svg').id = 'first'")
        tab.evaluate(update, "")
        assert tab.locator("svg#first").count() == 1

        tab.evaluate(update, json.dumps(bars(5_000).spec))
        tab.wait_for_selector("svg#first", state="detached")
        assert "5.000" in tab.locator("#bars-frame svg text").all_text_contents()
        assert tab.locator("#bars-frame svg").count() == 1


@pytest.mark.parametrize(
    ("scheme", "blue"), [("light", "rgb(27, 79, 143)"), ("dark", "rgb(156, 195, 245)")]
)
def test_colours_follow_the_readers_choice_of_light_or_dark(browser, address, scheme, blue):
    with opened(browser, address, color_scheme=scheme) as (tab, _said):
        fill = "getComputedStyle(document.querySelector('#bars-frame .mark-rect path')).fill"
        assert tab.evaluate(fill) == blue


def test_the_drawing_program_travels_compressed(address):
    import httpx

    answer = httpx.head(f"{address}static/ui/vega.js", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) < 320_000


def test_a_table_notes_and_source_stand_beside_the_drawing(client):
    said = engines["django"].from_string(PAGE).render({"bars": bars(), "country": country()})

    assert '<th scope="row">Tây Ninh</th><td class="num">1.234,5</td>' in said
    assert "Chưa có số liệu (1): Huế." in said
    assert "Nguồn: báo cáo ngày 14/08/2021" in said
    assert 'role="img" aria-labelledby="bars-title"' in said


# --- On paper -----------------------------------------------------------------------------
def test_the_same_definition_becomes_an_svg_for_paper():
    drawn = charts.svg(bars(), width=400)

    assert drawn.startswith("<svg")
    assert 'width="400"' in drawn
    assert {"Tây Ninh", "1.000"} <= set(re.findall(r">([^<>]+)</text>", drawn))
    assert charts.PAPER[charts.LINE] in drawn
    assert "var(" not in drawn


def test_a_map_on_paper_needs_no_other_file_and_has_both_archipelagos():
    drawn = charts.svg(country(), width=300)

    assert "Quần đảo Hoàng Sa (Việt Nam)" in drawn
    assert "Quần đảo Trường Sa (Việt Nam)" in drawn


def test_where_the_part_for_paper_is_not_installed_the_refusal_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)

    with pytest.raises(charts.NoPaperCharts, match=re.escape("nhip[paper]")):
        charts.svg(bars(), width=400)


# --- Colours ------------------------------------------------------------------------------
def palettes():
    """Return the colours of the stylesheet, light and dark, and those of paper."""
    light, dark = (
        dict(re.findall(r"(--chart-[\w-]+): (#\w+);", each))
        for each in re.findall(r":root \{([^}]*)\}", STYLES)
    )
    paper = {name[4:-1]: colour for name, colour in charts.PAPER.items()}
    return {"light": light, "dark": dark, "paper": paper}


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark", "paper"])
def test_words_and_borders_can_be_read(name):
    colours = palettes()[name]
    ground = colours["--chart-ground"]

    assert contrast(colours["--chart-ink"], ground) > 7
    assert contrast(colours["--chart-soft"], ground) > 4.5
    assert contrast(colours["--chart-line"], ground) > 4.5
    assert contrast(colours["--chart-border"], ground) > 3
    assert contrast(colours["--chart-hatch"], colours["--chart-missing"]) > 3


@pytest.mark.parametrize("name", ["light", "dark", "paper"])
def test_steps_differ_in_lightness_so_that_they_need_no_sense_of_colour(name):
    steps = [palettes()[name][f"--chart-step-{number}"] for number in range(1, 6)]

    assert all(contrast(one, other) > 1.3 for one, other in pairwise(steps))
    assert [luminance(each) for each in steps] in (
        sorted(map(luminance, steps)),
        sorted(map(luminance, steps), reverse=True),
    )


def test_every_colour_a_definition_can_name_exists_for_light_dark_and_paper():
    light, dark, paper = palettes().values()

    assert set(light) == set(dark) == set(paper)


def test_the_rows_of_a_table_are_escaped_and_known_by_their_heads():
    table = Table(
        columns=[Column("Tỉnh"), Column("Số", is_number=True)], rows=[["<Huế> & Đà Nẵng", "1.234"]]
    )

    assert table.body == (
        '<tr><th scope="row">&lt;Huế&gt; &amp; Đà Nẵng</th><td class="num">1.234</td></tr>'
    )
