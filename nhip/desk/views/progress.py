"""Trang tiến độ báo cáo: who has sent, who is late, one click to urge, one file to take along."""

import csv

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from nhip.core import clock
from nhip.core.text import harmless
from nhip.core.web import Request, signed_in
from nhip.desk.forms import back_to, read_number, read_progress
from nhip.desk.queries.late_page import late_now, late_page
from nhip.desk.queries.progress_page import export_lines, lines_asked, progress_page, unit_page
from nhip.reporting import actions
from nhip.reporting.models import Obligation
from nhip.reporting.permissions import Permission
from nhip.reporting.providers.tables import workbook_of

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARK_OF_UTF8 = "\ufeff"  # without it Excel reads Vietnamese as Latin-1


@signed_in
@never_cache
@require_GET
def progress(request: Request) -> HttpResponse:
    """Tiến độ báo cáo."""
    if not request.user.may(Permission.VIEW, None, on=clock.today()):
        raise Http404
    page = progress_page(read_progress(request.GET), viewer=request.user, now=clock.now())
    return render(request, "desk/progress.html", {"page": page})


@signed_in
@never_cache
@require_GET
def unit(request: Request, pk: int) -> HttpResponse:
    """Lịch sử báo cáo của một đơn vị."""
    page = unit_page(pk, viewer=request.user, now=clock.now())
    if page is None:
        raise Http404
    return render(request, "desk/unit.html", {"page": page})


@signed_in
@require_GET
def export(request: Request) -> HttpResponse:
    """Xuất tiến độ: the same list as a file for a spreadsheet."""
    answer = HttpResponse(MARK_OF_UTF8, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="tien-do-bao-cao.csv"'
    lines = export_lines(read_progress(request.GET), viewer=request.user, now=clock.now())
    csv.writer(answer, delimiter=";").writerows([harmless(cell) for cell in one] for one in lines)
    return answer


@signed_in
@require_GET
def export_workbook(request: Request) -> HttpResponse:
    """Xuất tiến độ ra Excel."""
    lines = export_lines(read_progress(request.GET), viewer=request.user, now=clock.now())
    answer = HttpResponse(workbook_of(lines), content_type=WORKBOOK)
    answer["Content-Disposition"] = 'attachment; filename="tien-do-bao-cao.xlsx"'
    return answer


@signed_in
@never_cache
@require_GET
def late(request: Request) -> HttpResponse:
    """Ai quá hạn, bao nhiêu lần trong năm."""
    if not request.user.may(Permission.VIEW, None, on=clock.today()):
        raise Http404
    page = late_page(viewer=request.user, now=clock.now())
    return render(request, "desk/late.html", {"page": page})


@signed_in
@require_POST
def urge_late_units(request: Request) -> HttpResponse:
    """Đôn đốc đơn vị quá hạn, or all of them at once."""
    now, unit_id = clock.now(), read_number(request.POST, "unit")
    if "unit" in request.POST and unit_id is None:
        raise Http404
    reports = late_now(viewer=request.user, unit_id=unit_id, now=now)
    if not reports:
        raise Http404
    urged = len(actions.urge_all(actor=request.user, obligation_ids=reports, now=now))
    told = ngettext("%(count)d report was urged.", "%(count)d reports were urged.", urged)
    messages.success(request, told % {"count": urged})
    return redirect("desk:late")


@signed_in
@require_POST
def urge(request: Request) -> HttpResponse:
    """Đôn đốc một đơn vị."""
    obligation = read_number(request.POST, "obligation")
    if obligation is None:
        raise Http404
    try:
        said = actions.urge(actor=request.user, obligation_id=obligation, now=clock.now())
    except (PermissionDenied, Obligation.DoesNotExist):
        raise Http404 from None  # what somebody may not urge is absent
    if said.channel == said.Channel.NOTICE:
        messages.success(request, _("Urged; the unit sees it in its work."))
    elif said.address:
        messages.success(request, _("Logged. Call: %(address)s") % {"address": said.address})
    else:
        messages.success(request, _("Logged. Nobody is on duty there; call the agency."))
    return redirect(back_to(request))


@signed_in
@require_POST
def urge_late(request: Request) -> HttpResponse:
    """Đôn đốc mọi đơn vị quá hạn of one regime and period."""
    now = clock.now()
    found = lines_asked(read_progress(request.POST), viewer=request.user, now=now)
    if found is None:
        raise Http404
    late = [one.obligation_id for one in found[0] if one.is_late]
    urged = len(actions.urge_all(actor=request.user, obligation_ids=late, now=now))
    told = ngettext("%(count)d unit was urged.", "%(count)d units were urged.", urged)
    rest = _("Those urged within the last hour were left alone.") if urged < len(late) else ""
    messages.success(request, f"{told % {'count': urged}} {rest}".strip())
    return redirect(back_to(request))
