"""Ngữ cảnh trang: what every page knows of the node it stands on and of what the person may do."""

import datetime as dt
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from nhip.core import clock

MENU_RIGHTS: Final = {
    "figures": "indicators.view",
    "documents": "documents.view",
    "progress": "reporting.view",
    "duty": "reporting.urge",
    "forms": "reporting.design",
    "administration": "exchange.view",
}


def node(request: HttpRequest) -> dict[str, Any]:
    """Return the node's name, whether it is a demonstration, its present moment, and the menu."""
    now = clock.now()
    return {
        "node_title": settings.NHIP_NODE_TITLE,
        "is_demo": bool(settings.NHIP_DEMO),
        "domain_now": now,
        "stream": settings.NHIP_LIVE_URL,
        "menu": SimpleLazyObject(lambda: _menu(request, clock.local(now).date())),
    }


def _menu(request: HttpRequest, on: dt.date) -> dict[str, bool]:
    """Return which parts of the menu this person may open today."""
    user: Any = request.user
    return {
        part: user.is_authenticated and user.may(right, None, on=on)
        for part, right in MENU_RIGHTS.items()
    }
