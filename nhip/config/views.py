"""Sức khỏe của nút; of a demonstration also its time stamps, its clock and its tour."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from nhip.config.demo import tour
from nhip.config.demo.changed import changed_copy
from nhip.config.health import readiness
from nhip.config.metrics import CONTENT_TYPE, exposition
from nhip.config.state_of_node import StateOfNode
from nhip.core import clock
from nhip.core.web import public
from nhip.files import providers as files
from nhip.signing.providers.authorities import Authorities


@public
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Còn sống: answer ``ok`` as long as this process answers at all."""
    return HttpResponse("ok", content_type="text/plain")


@public
@never_cache
@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    """Sẵn sàng: 200 when database, tables, keys and worker are; else 503, and which is not."""
    answers = readiness()
    return JsonResponse(answers, status=200 if all(answers.values()) else 503)


@public
@never_cache
@require_GET
def measures(request: HttpRequest) -> HttpResponse:
    """Số đo cho Prometheus: to this machine, or to who shows the token; absent for others."""
    if not _may_measure(request):
        raise Http404
    return HttpResponse(exposition(StateOfNode()), content_type=CONTENT_TYPE)


def _may_measure(request: HttpRequest) -> bool:
    """Tell whether a caller may read the measures; what a web server passes on is not local."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.NHIP_METRICS_TOKEN
    if token and constant_time_compare(shown, token):
        return True
    is_passed_on = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not is_passed_on and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")


@public
def absent(request: HttpRequest) -> HttpResponse:
    """Không có: what a library brings along and this product does not offer."""
    raise Http404


def plainly(status: int) -> Callable[..., HttpResponse]:
    """Return what answers programs with a status alone."""

    def answer(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        return HttpResponse(status=status, content_type="text/plain")

    return answer


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


@public
@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """Chỉnh đồng hồ của bản trình diễn, forward only, and go back to the page one came from."""
    _only_in_a_demonstration()
    try:
        moment = dt.datetime.fromisoformat(request.POST.get("to", ""))
    except ValueError:
        return HttpResponseBadRequest("not a moment", content_type="text/plain")
    clock.move_to(moment if moment.tzinfo else moment.replace(tzinfo=clock.HANOI))
    page = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()})
    return redirect(page if is_ours else "/")


@public
@never_cache
@require_GET
def show_tour(request: HttpRequest) -> HttpResponse:
    """Lượt tham quan: the seven steps, with what this node knows to be done."""
    _only_in_a_demonstration()
    found = tour.steps()
    source = tour.changed_source()
    context = {"steps": found, "counted": tour.counted(found), "changed": source}
    return render(request, "ui/tour_page.html", context)


@public
@require_GET
def changed_pdf(request: HttpRequest) -> HttpResponse:
    """Bản bị sửa của một báo cáo đã ký: for the check page, which refuses it."""
    _only_in_a_demonstration()
    source = tour.changed_source()
    if source is None:
        raise Http404
    answer = HttpResponse(changed_copy(files.fetch(source.file_id)), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="ban-da-bi-sua-sau-khi-ky.pdf"'
    return answer


def _only_in_a_demonstration() -> None:
    if not settings.NHIP_DEMO:
        raise Http404
