"""What a browser makes of the stream: figures move in place, softly, and are told."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
from playwright.sync_api import expect, sync_playwright

SCRIPT = Path(__file__).parents[2] / "nhip/ui/static/ui/live.js"
PAGE = """<!doctype html><title>Board</title><script src="/live.js" defer></script>
<body data-stream="/live/"><p id="told" role="status"></p>{part}</body>"""
PART = """<div id="figures" data-live="figures" data-from="/part" data-said="Changed">{more}
<ul><li><a href="/one">{one}</a></li> <li><a href="/two">2</a></li></ul>
<div id="chart" hx-preserve></div></div>"""


class Node(ThreadingHTTPServer):
    """A page with one figure, and a stream that says once that figures moved."""

    figure, moved, heard = "97", Event(), None


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.partition("?")[0]
        if path == "/part":
            self.server.heard = self.headers["Nhip-Heard"]
        more = "<p>New</p>" if self.server.moved.is_set() else ""
        part = PART.format(one=self.server.figure, more=more)
        pages = {"/": PAGE.format(part=part), "/part": part, "/live.js": SCRIPT.read_text()}
        kind = {"/live.js": "text/javascript", "/live/": "text/event-stream"}.get(path, "text/html")
        self.send_response(200 if path in {*pages, "/live/"} else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        self.wfile.write(pages.get(path, "").encode())
        if path == "/live/" and self.server.moved.wait(20):
            self.wfile.write(b"id: name-1764000000123\nevent: moved\ndata: figures\n\n")

    def log_message(self, *said):
        """Say nothing."""


@pytest.fixture
def node():
    with Node(("127.0.0.1", 0), Answers) as server:
        server.moved = Event()
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.moved.set()
        server.shutdown()


@pytest.fixture
def page(node):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{node.server_port}/")
        yield page
        browser.close()


def test_a_figure_moves_in_place_marked_and_told_and_focus_stays(node, page):
    line = page.locator("li", has=page.locator("a[href='/one']"))
    line.locator("a").focus()

    node.figure = "99"
    node.moved.set()

    expect(line).to_have_text("99")
    expect(line).to_have_class("fresh")
    expect(page.locator("#told")).to_have_text("Changed")
    expect(page.locator("#figures > p")).to_have_text("New")
    expect(line.locator("a")).to_be_focused()
    expect(page.locator("li", has_text="2")).not_to_have_class("fresh")


def test_what_a_script_drew_stays_and_the_script_is_told(node, page):
    page.evaluate("""() => {
        document.getElementById("chart").textContent = "drawn";
        addEventListener("moved", (event) => { document.title = `${event.target.id} moved`; });
    }""")

    node.moved.set()

    expect(page).to_have_title("figures moved")
    expect(page.locator("#chart")).to_have_text("drawn")


def test_the_page_says_when_that_moved_because_of_which_it_asks(node, page):
    node.moved.set()

    expect(page.locator("#figures > p")).to_have_text("New")
    assert node.heard == "1764000000123"
