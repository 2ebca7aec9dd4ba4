"""Trang vận hành: for who looks after the node."""

from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from nhip.core import clock
from nhip.core.web import Request, signed_in
from nhip.desk import providers
from nhip.desk.forms import read_number
from nhip.desk.queries.operation import Surroundings, operation_page
from nhip.desk.views.administration import PAGES, only_with, shown
from nhip.events import actions

OPERATE: Final = PAGES["operation"]


@signed_in
@never_cache
@require_GET
@only_with(OPERATE)
def operation(request: Request) -> HttpResponse:
    """Vận hành: whether reports flow."""
    around = Surroundings(
        room=providers.room(),
        backup=providers.last_backup(),
        has_tsa=bool(settings.NHIP_TSA_URL),
    )
    page = operation_page(around, is_hub=settings.NHIP_HUB, now=clock.now())
    return shown(request, "operation", page=page)


@signed_in
@require_POST
@only_with(OPERATE)
def try_again(request: Request) -> HttpResponse:
    """Chạy lại một việc nền đã lỗi."""
    number = read_number(request.POST, "number")
    if number is None:
        raise Http404
    actions.try_again(actor=request.user, job_id=number, now=clock.now())
    messages.success(request, _("The job is in its queue again."))
    return redirect("desk:operation")
