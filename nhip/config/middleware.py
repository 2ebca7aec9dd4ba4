"""Mỗi yêu cầu một vết: what every request leaves in the log, in the measures and in its answer."""

import logging
import time

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from nhip.config import metrics, telemetry
from nhip.config.logging import facts
from nhip.core import tracing
from nhip.ui.middleware import Answer

logger = logging.getLogger("nhip.requests")

QUIET = ("/healthz", "/readyz", "/metrics", "/static/")


class TracingMiddleware:
    """Theo vết yêu cầu: the outermost of all, so that it sees every answer.

    Only programs say whose way they are on; a browser always begins a new one.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        with tracing.step(_came_from(request)) as here:
            with telemetry.span(f"{request.method} {_door(request.path)}"):
                answer = self.get_response(request)
            answer.headers.setdefault("X-Request-Id", here.trace_id)
            _tell(request, answer, time.perf_counter() - began)
        return answer


def _came_from(request: HttpRequest) -> tracing.Trace | None:
    if not request.path.startswith(tuple(settings.NHIP_DOORS_OF_PROGRAMS)):
        return None
    return tracing.read(request.headers.get(tracing.HEADER, ""))


def _tell(request: HttpRequest, answer: HttpResponseBase, seconds: float) -> None:
    """Say what was asked and answered: the path, never what stood behind its question mark."""
    if request.path.startswith(QUIET):
        return
    status, milliseconds = answer.status_code, round(seconds * 1000)
    said = facts(method=request.method, path=request.path, status=status, milliseconds=milliseconds)
    level = logging.WARNING if status >= 500 else logging.INFO
    words = "%s %s %d %d ms"
    logger.log(level, words, request.method, request.path, status, milliseconds, extra=said)
    metrics.REQUESTS.labels(_door(request.path), f"{status // 100}xx").observe(seconds)


def _door(path: str) -> str:
    """Return the first word of an address: few enough to count by."""
    first = path.strip("/").partition("/")[0]
    return first if first in metrics.DOORS else "work"
