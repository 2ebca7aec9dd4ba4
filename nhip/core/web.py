"""Trang và người dùng: what pages know of a person, and the gates before any of them.

This module knows a person only as ``Actor``; who the person is and what was
granted is the business of the accounts area.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol, cast, runtime_checkable

from allauth.core.ratelimit import consume
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails


@runtime_checkable
class Actor(Protocol):
    """Người thực hiện: whoever asks for an action, a person or a part of the system."""

    @property
    def ref(self) -> str:
        """Return the reference under which events name this actor."""
        ...

    @property
    def name(self) -> str:
        """Return the name shown to people."""
        ...

    def may(self, right: str, unit_id: int | None, *, on: dt.date) -> bool:
        """Tell whether this actor holds ``right`` at the unit on that day."""
        ...


@dataclass(frozen=True)
class SystemActor:
    """Hệ thống: a part of the software that acts by itself, after an event or the clock."""

    part: str

    @property
    def ref(self) -> str:
        return f"system:{self.part}"

    @property
    def name(self) -> str:
        return self.part

    def may(self, right: str, unit_id: int | None, *, on: dt.date) -> bool:
        return True


def system(part: str) -> Actor:
    """Return the actor for a part of the software, such as ``system("exchange")``."""
    return SystemActor(part)


def require(actor: Actor, right: str, unit_id: int | None, *, on: dt.date) -> None:
    """Let the action go on only if the actor holds the right there. Raises PermissionDenied."""
    if not actor.may(right, unit_id, on=on):
        raise PermissionDenied(right)


class Request(HttpRequest):
    """An HttpRequest of a person who is signed in."""

    user: Any
    htmx: HtmxDetails


Page = Callable[..., HttpResponseBase]


def signed_in(page: Page) -> Page:
    """Let only people who are signed in see the page; others are asked to sign in first."""

    @wraps(page)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        answer = page(cast(Request, request), *args, **kwargs)
        # What one person saw is in no cache, and does not come back after they left.
        answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    return gate


def limited(action: str) -> Callable[[Page], Page]:
    """Return a decorator that lets an address send something only as often as the settings say."""

    def gate(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if consume(request, action=action):
                return page(request, *args, **kwargs)
            answer = render(request, "429.html", status=429)
            answer["Retry-After"] = "600"
            return answer

        return guarded

    return gate


def public(page: Page) -> Page:
    """Mark a page that anybody may open; it says so because every other page must be gated."""
    page.is_public = True  # type: ignore[attr-defined]
    return page
