"""Ngữ cảnh trang: what every page knows of the node it stands on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from nhip.core import clock


def node(request: HttpRequest) -> dict[str, Any]:
    """Return the node's name, whether it is a demonstration, and its present moment."""
    return {
        "node_title": settings.NHIP_NODE_TITLE,
        "is_demo": bool(settings.NHIP_DEMO),
        "domain_now": clock.now(),
    }
