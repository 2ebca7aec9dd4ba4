"""Trang giám sát: the axis with its queues and dead letters, and the log with its chain."""

import datetime as dt
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nhip.core import clock
from nhip.core.web import Request, signed_in
from nhip.desk.forms import read_number, read_search
from nhip.desk.queries.oversight import axis_page, events_found, faults_told
from nhip.desk.views.administration import PAGES, only_with, shown
from nhip.events import providers
from nhip.events.queries import head, stamped_heads, verify_chain
from nhip.exchange import actions
from nhip.exchange.models import Message

PATIENCE: Final = dt.timedelta(minutes=2)


@signed_in
@require_GET
@only_with(PAGES["axis"])
def axis(request: Request) -> HttpResponse:
    """Trục liên thông: queues, and what is stuck."""
    words = request.GET.get("q", "")
    may_redrive = request.user.may("exchange.redrive", None, on=clock.today())
    page = axis_page(words, viewer=request.user, is_hub=_is_hub(request), now=clock.now())
    return shown(request, "axis", page=page, q=words, may_redrive=may_redrive)


@signed_in
@require_POST
@only_with("exchange.redrive")
def redrive(request: Request) -> HttpResponse:
    """Gửi lại what is stuck, with a reason."""
    number = read_number(request.POST, "number")
    asked: dict[str, Any] = {
        "actor": request.user,
        "reason": request.POST.get("reason", ""),
        "now": clock.now(),
    }
    if request.POST.get("relay"):
        if not _is_hub(request) or number is None:
            raise Http404
        actions.redrive_relay(relay_pk=number, **asked)
    else:
        mine = Message.objects.visible_to(request.user, on=clock.today())
        actions.redrive(message_pk=get_object_or_404(mine, pk=number).pk, **asked)
    messages.success(request, _("It is on its way again."))
    return redirect("desk:axis")


@signed_in
@require_GET
@only_with(PAGES["events"])
def events(request: Request) -> HttpResponse:
    """Nhật ký: search by what, about what, by whom, on which day."""
    found = events_found(read_search(request.GET), viewer=request.user, on=clock.today())
    return shown(request, "events", found=found, asked=request.GET, newest=head())


@signed_in
@require_POST
@only_with(PAGES["events"])
def verify(request: Request) -> HttpResponse:
    """Kiểm tra chuỗi niêm phong of the whole log, now."""
    heads = [*providers.heads(), *stamped_heads()]
    faults = faults_told(verify_chain(heads=heads, now=clock.now(), patience=PATIENCE))
    found = events_found(read_search({}), viewer=request.user, on=clock.today())
    return shown(
        request, "events", found=found, asked={}, newest=head(), faults=faults, verified=True
    )


def _is_hub(request: Request) -> bool:
    """Tell whether this node is the hub and the person looks after it."""
    administers = request.user.may("exchange.administer", None, on=clock.today())
    return bool(settings.NHIP_HUB) and administers
