"""Trang của một ô và ý kiến trên báo cáo: where a figure came from, what is said of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nhip.core import clock
from nhip.core.numbers import read_whole
from nhip.core.web import Request, signed_in
from nhip.reporting.actions import remarks
from nhip.reporting.models import Remark, Report
from nhip.reporting.queries.cells import address_in, cell_page
from nhip.reporting.queries.remarks import remarks_page
from nhip.reporting.views.seen import report_seen

DEEDS = {"settle": remarks.settle_remark, "reopen": remarks.reopen_remark}


@signed_in
@require_GET
def cell(request: Request, pk: int, at: str) -> HttpResponse:
    """Ô số liệu: a page of its own; ``?card=1`` is what the sheet shows beside the cell."""
    return _cell(request, report_seen(request, pk), at, card="card" in request.GET)


@signed_in
@require_http_methods(["GET", "POST"])
def remarks_on(request: Request, pk: int) -> HttpResponse:
    """Ý kiến trên báo cáo: every thread; a new one begins at a cell or at the whole."""
    found = report_seen(request, pk)
    if request.method == "GET":
        page = remarks_page(found, now=clock.now())
        return render(request, "reporting/remarks_page.html", {"page": page})
    said = request.POST
    row, _sign, column = said.get("cell", "").partition("!")
    spoken = remarks.Said(
        said.get("text", ""), row, column, assignee_id=read_whole(said.get("assignee", ""))
    )
    remarks.remark(actor=request.user, report_id=pk, said=spoken, now=clock.now())
    return _after(request, found, said.get("cell", ""))


@signed_in
@require_POST
def remark(request: Request, pk: int, remark_id: int) -> HttpResponse:
    """Một ý kiến: answer it, settle it, or take it up again."""
    found = report_seen(request, pk)
    one = get_object_or_404(Remark.objects.threads(), pk=remark_id, report=found)
    said, now = request.POST, clock.now()
    if text := said.get("text", "").strip():
        remarks.answer_remark(actor=request.user, remark_id=one.pk, text=text, now=now)
    if (deed := DEEDS.get(said.get("then", ""))) is not None:
        deed(actor=request.user, remark_id=one.pk, now=now)
    return _after(request, found, str(one.address) if one.row else "")


def _after(request: Request, found: Report, at: str) -> HttpResponse:
    """Return to where the remark was made: the card beside the cell, its page, or all remarks."""
    if at and "card" in request.POST:
        return _cell(request, found, at, card=True)
    messages.success(request, _("Your remark is kept."))
    if at:
        return redirect("reporting:cell", found.pk, at)
    return redirect("reporting:remarks", found.pk)


def _cell(request: Request, found: Report, at: str, *, card: bool) -> HttpResponse:
    address = address_in(found, at)
    if address is None:
        raise Http404
    page = cell_page(found, address, now=clock.now())
    template = "reporting/cell_card.html" if card else "reporting/cell.html"
    return render(request, template, {"page": page})
