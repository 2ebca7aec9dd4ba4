"""Giao diện lập trình: the one API of a node, under /api/v1/, and how it says no."""

import json
from dataclasses import asdict, is_dataclass
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.defaults import bad_request, page_not_found
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.responses import Response

from nhip.accounts.api import Bearer, Session, Turnstile
from nhip.core.errors import Refused
from nhip.indicators.api import router as indicators
from nhip.reporting.api import router as reporting

PROBLEM: Final = "application/problem+json"
WORDS: Final = {
    400: ("unreadable", _("The request cannot be read.")),
    401: ("unauthenticated", _("Sign in, or show a token that is in force.")),
    403: ("forbidden", _("You may not do this.")),
    404: ("absent", _("There is no such thing, or you may not see it.")),
    422: ("invalid-request", _("Some of the request is wrong; facts say where.")),
    429: ("too-many-requests", _("Too many requests; wait a little.")),
}
SCHEMA_OF_A_PROBLEM: Final = {
    "title": "Problem",
    "description": "Lời từ chối (RFC 9457): code is for programs, detail for people.",
    "type": "object",
    "properties": {
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "facts": {"type": "object", "additionalProperties": True},
    },
    "required": ["status", "code", "detail", "facts"],
}


class Api(NinjaAPI):
    """API của nút: says in its own description that every operation may answer a problem."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        schema["components"].setdefault("schemas", {})["Problem"] = SCHEMA_OF_A_PROBLEM
        said = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"]["default"] = {"description": "Problem", "content": said}
        return schema


# Pages that show an API load their scripts from other hosts; ours load nothing from anybody.
api = Api(
    title="Nhịp",
    version="1",
    description="Hệ thống thông tin báo cáo: report, and read figures with their signatures.",
    docs_url=None,
    auth=[Bearer(), Session()],
    throttle=[Turnstile()],
    urls_namespace="api",
)
api.add_router("", reporting)
api.add_router("", indicators)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Từ chối: a business rule said no; the facts say where and why."""
    return _problem(refusal.status, refusal.code, refusal, refusal.facts)


@api.exception_handler(ValidationError)
def wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Yêu cầu sai: name every part of the request that is not what its schema says."""
    findings = [
        {"place": ".".join(map(str, one["loc"])), "found": one["msg"]} for one in error.errors
    ]
    return _problem(422, *WORDS[422], {"findings": findings})


@api.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    """Không được phép."""
    return _problem(403, *WORDS[403])


@api.exception_handler(Http404)
def absent(request: HttpRequest, error: Http404) -> HttpResponse:
    """Không có: what somebody may not see is absent too."""
    return _problem(404, *WORDS[404])


@api.exception_handler(DataError)
def unkeepable(request: HttpRequest, error: DataError) -> HttpResponse:
    """Không lưu được: text or a number that PostgreSQL has no place for, such as a NUL."""
    return _problem(422, *WORDS[422])


@api.exception_handler(HttpError)
def unacceptable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Không nhận: nobody known knocks, or the request is no request."""
    answer = _problem(error.status_code, *WORDS[error.status_code])
    if error.status_code == 401:
        answer["WWW-Authenticate"] = "Bearer"
    if error.status_code == 429:
        answer["Retry-After"] = "10"
    return answer


def refuse_address(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Không có địa chỉ: programs are told in their form that no operation is there."""
    if not request.path.startswith("/api/"):
        return page_not_found(request, exception)
    return _problem(404, *WORDS[404])


def refuse_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Yêu cầu không đọc được: an address with a NUL, a host that is not ours."""
    if not request.path.startswith("/api/"):
        return bad_request(request, exception)
    return _problem(400, *WORDS[400])


def description() -> str:
    """Return the OpenAPI description as text, as it is kept and compared; of no node's own."""
    text = json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1)
    return text.replace(settings.SESSION_COOKIE_NAME, "nhip_NODE_session")


def _problem(status: int, code: str, detail: object, facts: Any = None) -> HttpResponse:
    said = {"status": status, "code": code, "detail": str(detail), "facts": _plain(facts or {})}
    return Response(said, status=status, content_type=PROBLEM)


def _plain(value: Any) -> Any:
    """Return facts as JSON knows them; findings are dataclasses."""
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value
