"""Trang bàn trực: deadlines, who is missing and whom to call, alerts to acknowledge."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from nhip.core import clock
from nhip.core.web import Request, signed_in
from nhip.desk.queries.duty_page import alerts_of, duty_page
from nhip.reporting import actions
from nhip.reporting.permissions import Permission


@signed_in
@never_cache
@require_GET
def duty(request: Request) -> HttpResponse:
    """Bàn trực."""
    _require_duty(request)
    page = duty_page(viewer=request.user, now=clock.now())
    return render(request, "desk/duty.html", {"page": page})


@signed_in
@require_POST
def acknowledge(request: Request) -> HttpResponse:
    """Xác nhận cảnh báo: only one that is shown to this person, with a note."""
    _require_duty(request)
    now = clock.now()
    asked = (request.POST.get("kind", ""), request.POST.get("subject", ""))
    shown = {(one.alert.kind, one.alert.subject) for one in alerts_of(viewer=request.user, now=now)}
    if asked not in shown:
        raise Http404
    kind, subject = asked
    note = request.POST.get("note", "")
    actions.acknowledge(actor=request.user, kind=kind, subject=subject, note=note, now=now)
    messages.success(request, _("The alert is acknowledged."))
    return redirect("desk:duty")


def _require_duty(request: Request) -> None:
    if not request.user.may(Permission.URGE, None, on=clock.today()):
        raise Http404
