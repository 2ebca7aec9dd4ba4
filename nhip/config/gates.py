"""Cổng: what is asked before any page is reached: not too much at once, and a second factor."""

from collections.abc import Callable
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from nhip.accounts.queries import must_have_second_factor
from nhip.core import clock
from nhip.core.numbers import read_whole

Answer = Callable[[HttpRequest], HttpResponseBase]

# Where somebody without a second factor may go: to get one, to leave, to change the language.
ALWAYS_OPEN: Final = ("/accounts/", "/i18n/", "/healthz", "/readyz", "/static/")


class LengthGate:
    """Giới hạn độ dài: refuse a request that says it is too long, before any of it is read."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if read_whole(said, most=settings.NHIP_LONGEST_REQUEST) is None:
            return HttpResponse("too long", status=413, content_type="text/plain")
        return self.get_response(request)


class SecondFactorGate:
    """Cổng hai lớp: whoever may sign or seal proves it with two factors, or gets the second now."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.NHIP_SECOND_FACTOR or not _lacks_second_factor(request):
            return self.get_response(request)
        if request.path.startswith(settings.NHIP_DOORS_OF_PROGRAMS):
            return HttpResponse("a second factor, please", status=403, content_type="text/plain")
        return redirect("mfa_activate_totp")


def _lacks_second_factor(request: HttpRequest) -> bool:
    user: Any = request.user
    if request.path.startswith(ALWAYS_OPEN) or not user.is_authenticated:
        return False
    if "mfa" in {one["method"] for one in get_authentication_records(request, user)}:
        return False
    # Who has one was asked for it at sign-in, or has just made it.
    return must_have_second_factor(user, on=clock.today()) and not is_mfa_enabled(user)
