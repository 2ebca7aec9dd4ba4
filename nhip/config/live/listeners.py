"""Ai được nghe: the person or the wall screen behind the cookies, and what they may hear."""

from importlib import import_module
from typing import Final

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest, parse_cookie

from nhip.accounts.models import User
from nhip.command_centre.queries.wall import is_screen
from nhip.config.live.topics import RIGHT_TO_HEAR
from nhip.core import clock

NONE: Final[frozenset[str]] = frozenset()
SHOWN_ON_WALLS: Final = frozenset({"figures"})


def topics_for(cookies: str) -> frozenset[str] | None:
    """Return what whoever sends these cookies may hear: a person, a screen on a wall, or both.

    None if nobody is signed in and no screen was opened there.
    """
    sent = parse_cookie(cookies)
    try:
        person, screen = _topics_of_person(sent), _topics_of_screen(sent)
    finally:
        connection.close()
    return None if person is None and screen is None else (person or NONE) | (screen or NONE)


def _topics_of_person(cookies: dict[str, str]) -> frozenset[str] | None:
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    person = get_user(request)
    if not isinstance(person, User):
        return None
    today = clock.today()
    return frozenset(
        topic for topic, right in RIGHT_TO_HEAR.items() if person.may(right, None, on=today)
    )


def _topics_of_screen(cookies: dict[str, str]) -> frozenset[str] | None:
    return SHOWN_ON_WALLS if is_screen(cookies, now=clock.now()) else None
