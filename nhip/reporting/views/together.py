"""Cùng điền một bảng: who is in the sheet, whose each part is, what changed since when."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nhip.core import clock
from nhip.core.numbers import read_whole
from nhip.core.web import Request, signed_in
from nhip.reporting.actions import presence
from nhip.reporting.actions.shares import Holder, give_part
from nhip.reporting.queries.changed_cells import changed_cells
from nhip.reporting.queries.presence import others_here
from nhip.reporting.queries.shares import shares_page
from nhip.reporting.queries.worksheet import may_fill
from nhip.reporting.rules.forms import Address
from nhip.reporting.views.seen import report_seen


@signed_in
@require_POST
def be_present(request: Request, pk: int) -> JsonResponse:
    """Báo có mặt: the page says where its person is, and hears who else is there."""
    found, now = report_seen(request, pk), clock.now()
    said = request.POST
    if "left" in said:
        presence.leave(actor=request.user, report_id=pk)
        return JsonResponse({})
    row, _sign, column = said.get("cell", "").partition("!")
    at = Address(row, column)
    presence.be_present(actor=request.user, report_id=pk, at=at, now=now)
    others = others_here(found, viewer=request.user, now=now)
    return JsonResponse({"revision": found.revision, "others": others})


@signed_in
@require_GET
def changed(request: Request, pk: int) -> JsonResponse:
    """Ô đã đổi từ khi: the addresses, for the sheet to show only them."""
    found = report_seen(request, pk)
    cells = changed_cells(found, request.GET.get("since", ""), now=clock.now())
    if cells is None:
        return JsonResponse({"message": _("This is no time.")}, status=422)
    return JsonResponse({"cells": [str(address) for address in cells]})


@signed_in
@require_http_methods(["GET", "POST"])
def parts(request: Request, pk: int) -> HttpResponse:
    """Giao phần việc: whose each part of the report is, from now on."""
    found = report_seen(request, pk)
    if not may_fill(found, viewer=request.user, on=clock.today()):
        return redirect("reporting:report", pk)
    if request.method == "GET":
        page = shares_page(found, now=clock.now())
        return render(request, "reporting/parts.html", {"page": page})
    for part, holder in request.POST.items():
        if part.startswith(("row:", "column:")):
            given = _holder(str(holder))
            give_part(actor=request.user, report_id=pk, part=part, holder=given, now=clock.now())
    messages.success(request, _("The parts are given; others see them read-only."))
    return redirect("reporting:parts", pk)


def _holder(said: str) -> Holder:
    kind, _colon, key = said.partition(":")
    match kind:
        case "person":
            return Holder(person_id=read_whole(key))
        case "unit":
            return Holder(department_id=read_whole(key))
    return Holder()
