"""Dịch vụ cấp dấu thời gian: a time-stamp authority of the tests, at an address of its own."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from nhip.signing.providers.authorities import Authorities


@contextmanager
def time_stamps(authorities: Authorities, clock: Callable[[], dt.datetime]) -> Iterator[str]:
    """Yield the address of an authority that stamps with the time of a clock."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(authorities.answer_timestamp(asked, clock()))

        def log_message(self, *said: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/tsa"
        server.shutdown()
