"""Lời từ chối: the one place where a refusal of an action becomes an answer to a person."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from nhip.core.errors import Refused

Answer = Callable[[HttpRequest], HttpResponseBase]


class RefusalMiddleware:
    """Turn ``Refused`` into a message beside the form, or back on the page the person came from."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal; everything else is a bug and goes on to be reported."""
        if not isinstance(error, Refused):
            return None
        if getattr(request, "htmx", False):
            answer = render(request, "ui/refusal.html", {"refusal": error}, status=error.status)
            answer["HX-Retarget"] = "#messages"
            return answer
        origin = request.META.get("HTTP_REFERER", "")
        if request.method == "POST" and _is_ours(origin, request):
            messages.error(request, str(error))
            return redirect(origin)
        return render(request, "ui/refused.html", {"refusal": error}, status=error.status)


def _is_ours(address: str, request: HttpRequest) -> bool:
    return url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
