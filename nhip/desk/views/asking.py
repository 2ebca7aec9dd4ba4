"""Trang yêu cầu báo cáo đột xuất: ask units in minutes, pass on what one owes."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from nhip.core import clock
from nhip.core.web import Request, signed_in
from nhip.desk.forms import read_asking, read_moment
from nhip.desk.queries.asking_page import asking_page, units_below
from nhip.desk.queries.deadlines import obligation_page
from nhip.reporting import actions
from nhip.reporting.models import Obligation
from nhip.reporting.permissions import Permission


@signed_in
@never_cache
@require_GET
def requests(request: Request) -> HttpResponse:
    """Yêu cầu báo cáo đột xuất."""
    if not request.user.may(Permission.REQUEST, None, on=clock.today()):
        raise Http404
    page = asking_page(viewer=request.user, now=clock.now())
    return render(request, "desk/requests.html", {"page": page})


@signed_in
@require_POST
def ask(request: Request) -> HttpResponse:
    """Gửi yêu cầu báo cáo."""
    if not request.user.may(Permission.REQUEST, None, on=clock.today()):
        raise Http404
    asking = read_asking(_said(request.POST), today=clock.today(), below=units_below)
    try:
        asked = actions.ask_report(actor=request.user, asking=asking, now=clock.now())
    except PermissionDenied:
        raise Http404 from None
    said = _("%(title)s is asked for; the units see it in their work.")
    messages.success(request, said % {"title": asked.regime.name})
    return redirect("desk:requests")


@signed_in
@require_POST
def ask_below(request: Request, pk: int) -> HttpResponse:
    """Giao cấp dưới: ask all units right below for what is owed, with one click."""
    if obligation_page(pk, viewer=request.user, now=clock.now()) is None:
        raise Http404
    owed = get_object_or_404(Obligation, pk=pk)
    units = units_below(owed.unit_id, on=clock.today())
    due_at = read_moment(request.POST, "due")
    try:
        actions.ask_below(
            actor=request.user, obligation_id=pk, units=units, due_at=due_at, now=clock.now()
        )
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("The units below are asked; they see it in their work."))
    return redirect("desk:obligation", pk)


def _said(post: QueryDict) -> dict[str, Any]:
    """Return the fields of the form, those of questions as lists."""
    lists = {name: post.getlist(name) for name in ("question", "answer", "measure")}
    plain: dict[str, Any] = dict(post.items())
    return plain | lists
