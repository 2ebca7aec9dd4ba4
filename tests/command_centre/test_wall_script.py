"""What a wall screen's browser does by itself: hears, asks, turns, and comes back after a loss."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
from playwright.sync_api import expect, sync_playwright

SCRIPTS = Path(__file__).parents[2] / "nhip/command_centre/static/command_centre"
PAGE = """<!doctype html><title>Wall</title><script type="module" src="/{script}"></script>
<body data-stream="/live/"><main id="wall" data-lost="Lost">{slide}</main>
<strong id="fresh-at">08:00</strong><span id="wall-state"></span></body>"""
SLIDE = '<section id="slide" data-number="{number}" data-following="{following}">{figure}</section>'
DOOR = """<form id="door" method="post" action="/open"><input id="code" name="code"></form>"""


class Node(ThreadingHTTPServer):
    """A board of two slides with one figure, and a stream that says when it moved."""

    figure, works, streams = "62/63", True, True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.moved, self.asked, self.posted = Event(), [], []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        path, _mark, query = self.path.partition("?")
        self.server.asked.append(self.path)
        number = int(query.rpartition("slide=")[2] or 0) if "slide=" in query else 0
        slide = SLIDE.format(number=number, following=1 - number, figure=self.server.figure)
        if path == "/live/":
            return self._stream()
        if path in ("/wall.js", "/door.js"):
            return self._answer((SCRIPTS / path[1:]).read_text(), "text/javascript")
        if path == "/open/":
            return self._answer(PAGE.format(script="door.js", slide=DOOR))
        if not self.server.works:
            return self._answer("", status=503)
        return self._answer(slide if query else PAGE.format(script="wall.js", slide=slide))

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.posted.append(self.rfile.read(length).decode())
        self._answer("<p>Opened</p>")

    def _stream(self):
        if not self.server.streams:
            return self._answer("", status=503)
        self._answer("", "text/event-stream")
        if self.server.moved.wait(20):
            self.wfile.write(b"event: moved\ndata: figures\n\n")
        return None

    def _answer(self, text, kind="text/html", status=200):
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("X-Moment", "08:01")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *said):
        """Say nothing."""


@pytest.fixture
def node():
    with Node() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.moved.set()
        server.shutdown()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    page = browser.new_page()
    page.clock.install()
    yield page
    page.close()


def test_a_moved_figure_is_asked_for_at_once_and_says_its_moment(node, page):
    page.goto(node.url)
    node.figure = "63/63"

    node.moved.set()

    expect(page.locator("#slide")).to_have_text("63/63")
    expect(page.locator("#fresh-at")).to_have_text("08:01")


def test_slides_follow_one_another_and_nothing_is_asked_for_in_between(node, page):
    page.goto(node.url)
    page.clock.run_for(15_000)
    assert not [one for one in node.asked if "part" in one]

    page.clock.run_for(6_000)

    expect(page.locator("#slide")).to_have_attribute("data-number", "1")


def test_without_the_stream_the_screen_asks_by_itself(node, page):
    node.streams = False
    page.goto(node.url)
    node.figure = "63/63"

    page.clock.run_for(7_000)

    expect(page.locator("#slide")).to_have_text("63/63")


def test_a_lost_connection_is_said_and_ends_by_itself(node, page):
    page.goto(node.url)
    node.works = False
    page.clock.run_for(21_000)
    expect(page.locator("#wall-state")).to_have_text("Lost")

    node.works = True
    page.clock.run_for(7_000)

    expect(page.locator("#wall-state")).to_have_text("")


def test_the_code_behind_the_sign_is_posted_and_leaves_the_address(node, page):
    page.goto(f"{node.url}/open/#a-code")

    expect(page.locator("p")).to_have_text("Opened")

    assert node.posted == ["code=a-code"]
    assert not [one for one in node.asked if "a-code" in one]
