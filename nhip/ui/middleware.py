"""Ngôn ngữ và lời từ chối: in which language a person is answered, and how a refusal is told."""

from collections.abc import Callable
from urllib.parse import unquote

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from nhip.core.errors import Refused

Answer = Callable[[HttpRequest], HttpResponseBase]

_TEXT = {"text/html", "application/json", "application/problem+json"}


class CompressionMiddleware(GZipMiddleware):
    """Compress pages and data for slow lines; papers and pictures are small enough already."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Return the answer compressed, when it is text and the browser can read it."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if kind not in _TEXT:
            return response
        return super().process_response(request, response)


class LanguageMiddleware:
    """Speak Vietnamese; English to who chose it by the switch, or in their own settings.

    What the browser prefers is not asked: most are installed in English. A
    program has no switch, so at its doors ``Accept-Language`` counts.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(_language_for(request)):
            request.LANGUAGE_CODE = translation.get_language()
            answer = self.get_response(request)
            answer.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(answer, ["Cookie"])
        return answer


class RefusalMiddleware:
    """Turn ``Refused`` into a message beside the form, or back on the page the person came from."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, unless its address holds what no database can compare with."""
        if "\x00" in unquote(request.get_full_path()):
            raise BadRequest("an address without NUL, please")
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


def _language_for(request: HttpRequest) -> str:
    if request.path.startswith(settings.NHIP_DOORS_OF_PROGRAMS):
        return translation.get_language_from_request(request)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    asked = chosen or getattr(request.user, "language", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
