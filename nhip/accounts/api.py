"""Cửa của API: who knocks, by token or by session, so that pages and API cannot differ."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import BaseThrottle, SimpleRateThrottle

from nhip.accounts.models import User
from nhip.accounts.queries import holder_of
from nhip.core import clock


class Bearer(HttpBearer):
    """Mã truy cập in the header ``Authorization``; never in an address, which logs keep."""

    @sensitive_variables("token")
    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return the holder and sign the request in as them."""
        holder = holder_of(token, now=clock.now())
        if holder is not None:
            request.user = holder
        return holder


class Session(SessionAuth):
    """Phiên đăng nhập of somebody on the pages; a change also needs the page's CSRF token."""

    def __call__(self, request: HttpRequest) -> Any | None:
        return super().__call__(request) if request.user.is_authenticated else None


class Turnstile(BaseThrottle):
    """Cửa đếm lượt: how often one person or program may ask within ten seconds."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count this request, whichever process or thread has it."""
        allowed: bool = _Count(settings.NHIP_API_RATE).allow_request(request)
        return allowed


class _Count(SimpleRateThrottle):
    """A count of one request: the library keeps what it found on the object itself."""

    def get_cache_key(self, request: HttpRequest) -> str:
        """Return under what the requests of this holder are counted."""
        return f"api:{request.user.pk}"
