"""Sức khỏe của nút: whether the node answers."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from nhip.core.web import public


@public
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Còn sống: answer ``ok`` when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
