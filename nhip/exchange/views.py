"""Cửa nhận gói tin: two doors for machines; the signature on the envelope is their pass."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from nhip.core import clock
from nhip.core.errors import Invalid, Refused
from nhip.core.numbers import read_whole
from nhip.core.web import public
from nhip.exchange.models import Relay
from nhip.exchange.queries.wording import sentence
from nhip.exchange.rules.limits import LARGEST_ENVELOPE
from nhip.exchange.tasks import hand_over, take_in
from nhip.exchange.tasks.admission import FaultyEnvelope
from nhip.exchange.tasks.crowding import in_the_door


class TooLarge(Invalid):
    """Gói tin quá lớn: it is refused before it is read."""

    status = 413
    message = _("An envelope may have %(most)d bytes at most.")


class LengthRequired(Invalid):
    """Thiếu độ dài: how much is coming must be said before it is read."""

    status = 411
    message = _("Say how long the envelope is (Content-Length).")


@public
@csrf_exempt
@require_POST
def hub(request: HttpRequest) -> HttpResponse:
    """Trục: take an envelope over for its receiver."""
    if not settings.NHIP_HUB:
        raise Http404
    return _answer(request, hand_over)


@public
@csrf_exempt
@require_POST
def inbox(request: HttpRequest) -> HttpResponse:
    """Hộp nhận: take an envelope in for an agency of this node."""
    return _answer(request, take_in)


@public
@require_GET
def fate(request: HttpRequest, hub_id: uuid.UUID) -> HttpResponse:
    """Số phận: say what became of an envelope to whoever knows the number it was given."""
    relay = get_object_or_404(Relay, hub_id=hub_id)
    return JsonResponse({"hub_id": str(hub_id), "state": relay.state, "failure": relay.failure})


def _answer(
    request: HttpRequest, door: "Callable[..., dict[str, Any]]", status: int = 202
) -> HttpResponse:
    try:
        with in_the_door():
            now: dt.datetime = clock.now()
            return JsonResponse(door(_body(request), now=now), status=status)
    except Refused as refusal:
        return _problem(refusal)


def _body(request: HttpRequest) -> bytes:
    """Return the envelope, of which nothing is read when it is too large."""
    length = read_whole(request.META.get("CONTENT_LENGTH") or "")
    if length is None:
        raise LengthRequired
    if length > LARGEST_ENVELOPE:
        raise TooLarge(most=LARGEST_ENVELOPE)
    return request.read(length)


def _problem(refusal: Refused) -> JsonResponse:
    """Return a refusal as RFC 9457 wants it: every fault of the envelope, or when to come again."""
    faults = refusal.faults if isinstance(refusal, FaultyEnvelope) else ()
    body = {
        "type": "about:blank",
        "title": refusal.code,
        "status": refusal.status,
        "code": refusal.code,
        "detail": str(refusal),
        "faults": [
            {"path": fault.path, "code": fault.code, "text": sentence(fault)} for fault in faults
        ],
    }
    again = {"Retry-After": str(pause)} if (pause := refusal.facts.get("retry_after")) else {}
    return JsonResponse(
        body, status=refusal.status, content_type="application/problem+json", headers=again
    )
