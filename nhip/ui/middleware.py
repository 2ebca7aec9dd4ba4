"""Ngôn ngữ và lời từ chối: in which language a person is answered, and how a refusal is told."""

from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Invalid, Refused
from nhip.ui.refilling import refilled, worth_keeping

Answer = Callable[[HttpRequest], HttpResponseBase]

KEPT = "typed_and_refused"
LONGEST_KEPT = 100_000  # characters
_TEXT = {"text/html", "application/json", "application/problem+json"}


class CannotBeKept(Invalid):
    """Không lưu được: text or a number that PostgreSQL has no place for."""

    message = _("Some of what was sent holds characters or numbers that cannot be kept.")


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
    """Turn ``Refused`` into a message beside the form, or back on the page the person came from.

    There the form has what was typed in it again: it waits in the session until that
    page is shown, secrets left out.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, unless its address holds what no database can compare with."""
        if "\x00" in unquote(request.get_full_path()):
            raise BadRequest("an address without NUL, please")
        answer = self.get_response(request)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if request.method == "GET" and is_page and isinstance(answer, HttpResponse):
            _refill(request, answer)
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal; everything else is a bug and goes on to be reported."""
        if isinstance(error, DataError):  # a NUL in a text, a number beyond every column
            error = CannotBeKept()
        if not isinstance(error, Refused):
            return None
        if getattr(request, "htmx", False):
            answer = render(request, "ui/refusal.html", {"refusal": error}, status=error.status)
            answer["HX-Retarget"] = "#messages"
            return answer
        origin = request.META.get("HTTP_REFERER", "")
        if request.method == "POST" and _is_ours(origin, request):
            messages.error(request, str(error))
            _keep_typed(request, origin)
            return redirect(origin)
        return render(request, "ui/refused.html", {"refusal": error}, status=error.status)


def _keep_typed(request: HttpRequest, origin: str) -> None:
    typed = worth_keeping(dict(request.POST.lists()))
    if sum(len(text) for texts in typed.values() for text in texts) <= LONGEST_KEPT:
        page = urlsplit(origin)._replace(scheme="", netloc="", fragment="").geturl()
        request.session[KEPT] = {"page": page, "action": request.path, "typed": typed}


def _refill(request: HttpRequest, answer: HttpResponse) -> None:
    """Put what was typed back into the form that was refused."""
    kept = request.session.get(KEPT)
    if kept is None or kept["page"] != request.get_full_path():
        return
    del request.session[KEPT]
    page = refilled(answer.content.decode(), action=kept["action"], typed=kept["typed"])
    answer.content = page.encode()


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
