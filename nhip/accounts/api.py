"""Cửa của API: a token makes a request its holder's, so that pages and API cannot differ."""

from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables
from ninja.security import HttpBearer

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
