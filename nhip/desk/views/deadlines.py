"""Trang thời hạn: more time, exclusion, outages and reminders, each with its reason."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from nhip.core import clock
from nhip.core.web import Request, signed_in
from nhip.desk.forms import read_moment, read_number, read_outage
from nhip.desk.queries.deadlines import incidents_declared, obligation_page, reminders_page
from nhip.desk.views.administration import only_with, shown
from nhip.reporting import actions
from nhip.reporting.models import ExtensionRequest, Obligation


@signed_in
@never_cache
@require_GET
def obligation(request: Request, pk: int) -> HttpResponse:
    """Một nghĩa vụ báo cáo: its time, what changed it, what may be done."""
    page = obligation_page(pk, viewer=request.user, now=clock.now())
    if page is None:
        raise Http404
    return render(request, "desk/obligation.html", {"page": page})


@signed_in
@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    """Đề nghị gia hạn."""
    _seen(request, pk)
    until, reason = read_moment(request.POST, "until"), request.POST.get("reason", "")
    _do(actions.ask_extension, request, obligation_id=pk, until=until, reason=reason)
    messages.success(request, _("The request waits for the agency that receives the report."))
    return redirect("desk:obligation", pk)


@signed_in
@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    """Quyết định gia hạn: granted until a time, or refused with a reason."""
    asked = get_object_or_404(ExtensionRequest, pk=pk)
    _seen(request, asked.obligation_id)
    if "refuse" in request.POST:
        reason = request.POST.get("reason", "")
        _do(actions.refuse_extension, request, request_id=pk, reason=reason)
        messages.success(request, _("The request is refused; the unit sees why."))
    else:
        until = read_moment(request.POST, "until")
        _do(actions.grant_extension, request, request_id=pk, until=until)
        messages.success(request, _("The report is due later; reminders follow."))
    return redirect("desk:obligation", asked.obligation_id)


@signed_in
@require_POST
def exclude(request: Request, pk: int) -> HttpResponse:
    """Loại khỏi diện, hoặc đưa lại, hoặc chuyển cho đơn vị kế thừa."""
    _seen(request, pk)
    said: dict[str, Any] = {"obligation_id": pk, "reason": request.POST.get("reason", "")}
    heir = read_number(request.POST, "successor")
    if "restore" in request.POST:
        _do(actions.restore, request, **said)
        messages.success(request, _("The unit has to report again."))
    elif heir is not None:
        _do(actions.transfer, request, successor_id=heir, **said)
        messages.success(request, _("The successor owes the report now."))
    else:
        _do(actions.exclude, request, **said)
        messages.success(request, _("The unit does not have to report for this period."))
    return redirect("desk:obligation", pk)


@signed_in
@never_cache
@require_GET
def reminders(request: Request) -> HttpResponse:
    """Nhắc hạn: what waits, and how one is told."""
    page = reminders_page(viewer=request.user, now=clock.now())
    return render(request, "desk/reminders.html", {"page": page})


@signed_in
@require_POST
def choose(request: Request) -> HttpResponse:
    """Chọn cách nhận nhắc."""
    actions.choose_reminders(
        actor=request.user,
        by_mail="by_mail" in request.POST,
        language=request.POST.get("language", ""),
        now=clock.now(),
    )
    messages.success(request, _("Your choice is kept."))
    return redirect("desk:reminders")


@signed_in
@require_GET
@only_with("reporting.administer")
def incidents(request: Request) -> HttpResponse:
    """Sự cố: those declared, and one to declare."""
    return shown(request, "incidents", lines=incidents_declared())


@signed_in
@require_POST
@only_with("reporting.administer")
def declare(request: Request) -> HttpResponse:
    """Khai báo sự cố."""
    outage = read_outage(request.POST, today=clock.today())
    try:
        _incident, touched = actions.declare_incident(
            actor=request.user, outage=outage, now=clock.now()
        )
    except PermissionDenied:
        raise Http404 from None
    said = _("The outage is declared; it touches %(count)d reports.") % {"count": touched}
    messages.success(request, said)
    return redirect("desk:incidents")


def _seen(request: Request, obligation_id: int) -> None:
    """Let only somebody who may open the obligation's page send its forms."""
    if obligation_page(obligation_id, viewer=request.user, now=clock.now()) is None:
        raise Http404


def _do(action: Any, request: Request, **said: Any) -> None:
    """Do it as this person, now; what is not theirs to do is absent."""
    try:
        action(actor=request.user, now=clock.now(), **said)
    except (PermissionDenied, Obligation.DoesNotExist):
        raise Http404 from None
