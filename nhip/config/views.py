"""Sức khỏe của nút, and the time-stamp authority of a demonstration."""

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from nhip.core import clock
from nhip.core.web import public
from nhip.signing.providers.authorities import Authorities


@public
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Còn sống: answer ``ok`` when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@csrf_exempt  # the caller is a program that signs nothing in and sends no cookie
@public
@require_POST
def timestamp(request: HttpRequest) -> HttpResponse:
    """Cấp dấu thời gian (RFC 3161) by the clock of the demonstration; there is none elsewhere."""
    if not settings.NHIP_DEMO:
        raise Http404
    authorities = Authorities(Path(settings.NHIP_DEMO) / "pki")
    try:
        answer = authorities.answer_timestamp(request.body, clock.now())
    except ValueError:
        return HttpResponseBadRequest("not a time-stamp query", content_type="text/plain")
    return HttpResponse(answer, content_type="application/timestamp-reply")
