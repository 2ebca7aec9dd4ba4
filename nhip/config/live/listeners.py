"""Ai được nghe: the person behind a session cookie, and the topics that person may hear."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest, parse_cookie

from nhip.accounts.models import User
from nhip.config.live.topics import RIGHT_TO_HEAR
from nhip.core import clock


def topics_for(cookies: str) -> frozenset[str] | None:
    """Return what the person who sends these cookies may hear; None if nobody is signed in."""
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    try:
        return _topics_of_session(key)
    finally:
        connection.close()


def _topics_of_session(key: str) -> frozenset[str] | None:
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    person = get_user(request)
    if not isinstance(person, User):
        return None
    today = clock.today()
    return frozenset(
        topic for topic, right in RIGHT_TO_HEAR.items() if person.may(right, None, on=today)
    )
